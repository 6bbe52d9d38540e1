// `postfix check` on a copy of a configuration directory: it makes queue directories, so it must not have the
// real one.
import { chmod, cp, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, writeCold } from './directory';
import { isolateMainCf, isolateMasterCf, type Layout, layoutOf } from './isolation';
import { type RunResult, runProgram, whyUnreadable } from './programs';
import { makeQueue } from './queue';

export interface CheckResult extends RunResult {
  /** What was logged: most of what `postfix check` has to say goes there (postlog(1)), without a terminal. */
  readonly log: string;
}

/**
 * `postfix check` for the configuration directory `dir`, which stays as it is: the program gets a copy with a
 * queue of its own. Paths in its output are those of `dir`. Needs root, as `postfix check` does.
 */
export function postfixCheck(dir: string): Promise<CheckResult> {
  return onCopy(dir, async (layout) => {
    await mkdir(layout.queue);
    return [await runProgram('postfix', layout.config, ['check'])];
  });
}

/**
 * As `postfixCheck`, by two programs that read the configuration closely, instead of seventy: postsuper(1), the part
 * of `postfix check` that is not about files and their owners, and master(8). For comparisons of hundreds.
 */
export function readByPrograms(dir: string): Promise<CheckResult> {
  return onCopy(dir, async (layout) => {
    await makeQueue(layout);
    return Promise.all([
      runProgram('postsuper', layout.config, []),
      // It only asks whether another one runs.
      runProgram('master', layout.config, ['-t']),
    ]);
  });
}

async function onCopy(
  dir: string,
  run: (layout: Layout) => Promise<readonly RunResult[]>,
): Promise<CheckResult> {
  const layout = layoutOf(await makeDirectory());
  try {
    await cp(dir, layout.config, { recursive: true, preserveTimestamps: true });
    const mainCf = await readFile(join(layout.config, 'main.cf'), 'latin1').catch(() => undefined);
    if (mainCf !== undefined) await overwrite(join(layout.config, 'main.cf'), isolateMainCf(mainCf, layout));
    const masterCf = join(layout.config, 'master.cf');
    const services = await readFile(masterCf, 'latin1').catch(() => undefined);
    if (services !== undefined) await overwrite(masterCf, isolateMasterCf(services, mainCf ?? ''));
    const results = await run(layout);
    const code = results.find((result) => result.code !== 0)?.code ?? 0;
    const logged = await readFile(layout.log, 'utf8').catch(() => '');
    const log = code !== 0 && logged === '' ? await whyUnreadable(layout.config) : logged;
    const named = (text: string) => text.replaceAll(layout.config, dir);
    const all = (stream: 'stdout' | 'stderr') => named(results.map((result) => result[stream]).join(''));
    return { code, stdout: all('stdout'), stderr: all('stderr'), log: named(log) };
  } finally {
    await rm(layout.root, { recursive: true, force: true });
  }
}

/**
 * New text, one character a byte, with the old file's permissions; where a link was, a file: never what it
 * names.
 */
async function overwrite(file: string, text: string): Promise<void> {
  const { mode } = await stat(file);
  await rm(file);
  await writeCold(file, Buffer.from(text, 'latin1'));
  await chmod(file, mode);
}
