// The Postfix instances of a host (postmulti(1)), and whether they run.

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { controlTarget } from './control-target.ts';
import type { Programs } from './installation.ts';
import { readParameters } from './parameters.ts';

export interface Instance {
  /** The configuration directory. */
  readonly directory: string;
  /** `multi_instance_name`, if there is one. */
  readonly name?: string;
  readonly isDefault: boolean;
  /** `multi_instance_enable`; always true for the default instance. */
  readonly isEnabled: boolean;
}

/** The instances that postmulti(1) manages, with the default one first. Empty if Postfix is not installed. */
export async function listInstances(programs: Programs): Promise<readonly Instance[]> {
  const postmulti = await programs.findProgram('postmulti');
  if (postmulti.found) {
    const { exitCode, stdout } = await programs.run(postmulti.path, ['-l']);
    const instances = exitCode === 0 ? readList(stdout) : [];
    if (instances.length > 0) return instances;
  }
  const postconf = await programs.findProgram('postconf');
  if (!postconf.found) return [];
  const builtIn = await readParameters(postconf.path, 'defaults', ['config_directory'], programs.run);
  const directory = builtIn.get('config_directory');
  return directory === undefined ? [] : [{ directory, isDefault: true, isEnabled: true }];
}

/** Whether a directory has its own queue on this host, and so is not a copy of another configuration. */
export async function hasQueue(programs: Programs, directory: string): Promise<boolean> {
  const postconf = await programs.findProgram('postconf');
  if (!postconf.found || !programs.isLocal()) return false;
  const target = await controlTarget(postconf.path, directory, programs.run);
  const queue = await queueOf(programs, postconf.path, directory);
  if (target.kind !== 'instance' || queue === undefined) return false;
  return stat(join(queue, 'pid')).then(
    (pid) => pid.isDirectory(),
    () => false,
  );
}

async function queueOf(programs: Programs, postconf: string, directory: string): Promise<string | undefined> {
  const values = await readParameters(postconf, directory, ['queue_directory'], programs.run);
  return values.get('queue_directory');
}

/** Lines of four columns: name, group, enabled (`y` or `n`), and directory. A dash is an empty name. */
export function readList(output: string): readonly Instance[] {
  return output.split('\n').flatMap((line, i) => {
    const [, name = '-', enabled, directory] = /^(\S+)\s+\S+\s+([yn])\s+(\/.*)$/.exec(line.trimEnd()) ?? [];
    if (directory === undefined) return [];
    return [
      {
        directory,
        ...(name !== '-' && { name }),
        isDefault: i === 0,
        isEnabled: enabled === 'y' || i === 0,
      },
    ];
  });
}

/** The option that selects an instance. The default one needs none. */
export function instanceArguments({ directory, isDefault }: Instance): readonly string[] {
  return isDefault ? [] : ['-c', directory];
}

export type Running = 'running' | 'stopped' | 'unknown';

/**
 * Whether master(8) runs for a configuration directory. It holds a lock on its PID file (master.c), which Linux shows to
 * every user. Elsewhere, only the superuser can find out, and only if Postfix can read main.cf.
 */
export async function isRunning(programs: Programs, directory: string): Promise<Running> {
  if (programs.isLocal()) {
    const locked = await isLocked(programs, directory).catch(() => undefined);
    if (locked !== undefined) return locked ? 'running' : 'stopped';
  }
  if (!(await programs.isSuperuser())) return 'unknown';
  const postfix = await programs.findProgram('postfix');
  if (!postfix.found) return 'unknown';
  return stateAfter(programs, directory, await programs.run(postfix.path, ['-c', directory, 'status']));
}

/** What the result of `postfix status` means. It also exits with 1 if it cannot read main.cf. */
export async function stateAfter(
  programs: Programs,
  directory: string,
  { end, exitCode }: { readonly end: string; readonly exitCode?: number },
): Promise<Running> {
  if (end === 'exited' && exitCode === 0) return 'running';
  if (end !== 'exited' || exitCode !== 1) return 'unknown';
  const postconf = await programs.findProgram('postconf');
  return postconf.found && (await queueOf(programs, postconf.path, directory)) !== undefined
    ? 'stopped'
    : 'unknown';
}

/** Undefined if the system does not tell. */
async function isLocked(programs: Programs, directory: string): Promise<boolean | undefined> {
  const postconf = await programs.findProgram('postconf');
  if (!postconf.found) return undefined;
  const queue = await queueOf(programs, postconf.path, directory);
  if (queue === undefined) return undefined;
  const locks = await readFile('/proc/locks', 'utf8').catch(() => undefined);
  if (locks === undefined) return undefined;
  let inode: number;
  try {
    inode = (await stat(join(queue, 'pid/master.pid'))).ino;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? false : undefined;
  }
  for (const [, pid, locked] of locks.matchAll(/ WRITE (\d+) \w+:\w+:(\d+) /g)) {
    if (Number(locked) !== inode) continue;
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    if (name.trim() === 'master') return true;
  }
  return false;
}
