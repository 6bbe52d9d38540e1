// Creates the directories that Postfix works in as Postfix does, but without starting two hundred processes.
import { chmod, chown, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, writeCold } from './directory';
import { isolateMainCf, isolateMasterCf, type Layout, layoutOf } from './isolation';
import { runProgram } from './programs';
import { supportingServices } from './services';

/** Creates queue_directory, its directories, and data_directory. The next `postfix start` skips the check. */
export async function makeQueue({ queue, data }: Layout): Promise<void> {
  memory.directories ??= directoriesOfPostfix();
  const { inQueue, ofData } = await memory.directories;
  await mkdir(queue);
  await Promise.all(inQueue.map((directory) => makeAs(join(queue, directory.name), directory)));
  await makeAs(data, ofData);
  // postfix-script(8): if this file exists, the start removes it and skips the check.
  await writeFile(join(queue, 'quick-start'), '');
}

const memory: { directories?: Promise<Directories> } = {};

interface Directories {
  readonly inQueue: readonly Directory[];
  readonly ofData: Directory;
}

interface Directory {
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Asks Postfix once: `postfix check` creates what is missing. */
async function directoriesOfPostfix(): Promise<Directories> {
  const layout = layoutOf(await makeDirectory());
  try {
    await mkdir(layout.queue);
    await writeCold(join(layout.config, 'main.cf'), isolateMainCf('compatibility_level = 3.6\n', layout));
    await writeCold(join(layout.config, 'master.cf'), isolateMasterCf(supportingServices, ''));
    const { code, stderr } = await runProgram('postfix', layout.config, ['check']);
    if (code !== 0) throw new Error(`Postfix created no queue:\n${stderr}`);
    const names = await readdir(layout.queue);
    return {
      inQueue: await Promise.all(names.map((name) => directoryAt(layout.queue, name))),
      ofData: await directoryAt(layout.root, 'data'),
    };
  } finally {
    await rm(layout.root, { recursive: true, force: true });
  }
}

async function directoryAt(folder: string, name: string): Promise<Directory> {
  const { mode, uid, gid } = await stat(join(folder, name));
  return { name, mode: mode & 0o7777, uid, gid };
}

async function makeAs(path: string, { mode, uid, gid }: Directory): Promise<void> {
  await mkdir(path);
  await chown(path, uid, gid);
  await chmod(path, mode);
}
