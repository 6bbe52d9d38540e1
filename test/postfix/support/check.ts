// Runs `postfix check` on a copy of a configuration directory. The command creates queue directories, so it must not
// get the original.
import { chmod, cp, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, writeCold } from './directory';
import { isolateMainCf, isolateMasterCf, type Layout, layoutOf } from './isolation';
import { type RunResult, runProgram, whyUnreadable } from './programs';
import { makeQueue } from './queue';

export interface CheckResult extends RunResult {
  /** The log. Without a terminal, most output of `postfix check` goes there (postlog(1)). */
  readonly log: string;
}

/**
 * Runs `postfix check` for the configuration directory `dir` without changing it: the program gets a copy with a
 * separate queue. Paths in its output are those of `dir`. Needs root, as `postfix check` does.
 */
export function postfixCheck(dir: string): Promise<CheckResult> {
  return onCopy(dir, async (layout) => {
    await mkdir(layout.queue);
    return [await runProgram('postfix', layout.config, ['check'])];
  });
}

/**
 * Like `postfixCheck`, but runs only the two programs that read the configuration: postsuper(1), which `postfix check`
 * also runs, and master(8). `postfix check` starts about seventy processes, which is too slow for hundreds of
 * comparisons.
 */
export function readByPrograms(dir: string): Promise<CheckResult> {
  return onCopy(dir, async (layout) => {
    await makeQueue(layout);
    return Promise.all([
      runProgram('postsuper', layout.config, []),
      // With -t, master(8) only checks whether another instance is running.
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
 * Writes new text, one byte per character, with the old file's permissions. Replaces a link with a file and never
 * writes to the link's target.
 */
async function overwrite(file: string, text: string): Promise<void> {
  const { mode } = await stat(file);
  await rm(file);
  await writeCold(file, Buffer.from(text, 'latin1'));
  await chmod(file, mode);
}
