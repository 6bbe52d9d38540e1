// Which configuration a command of postfix(1) is about.

import { realpath } from 'node:fs/promises';
import { readParameters } from './parameters.ts';
import type { Run } from './run.ts';

/** The configuration that postfix(1) would use for a directory. */
export type Target =
  /**
   * An instance: the default one of this host, one of its `multi_instance_directories`, or one with a different queue.
   */
  | { readonly kind: 'instance'; readonly directory: string }
  /**
   * A directory whose queue is that of the default instance: a copy of its configuration, for example in a repository.
   * `postfix -c COPY reload` would find the master of that queue, which reloads its own directory instead of this one.
   */
  | { readonly kind: 'copy'; readonly directory: string; readonly live: string }
  /** postconf does not print even its built-in settings. */
  | { readonly kind: 'unknown' };

/** @param directory undefined for the default configuration of this host */
export async function controlTarget(
  postconf: string,
  directory: string | undefined,
  run: Run,
): Promise<Target> {
  const builtIn = await readParameters(postconf, 'defaults', ['config_directory', 'queue_directory'], run);
  const live = builtIn.get('config_directory');
  if (live === undefined) return { kind: 'unknown' };
  if (directory === undefined || (await isSame(directory, live)))
    return { kind: 'instance', directory: live };
  const parameters = ['queue_directory', 'multi_instance_directories'];
  const [theirs, own] = await Promise.all([
    readParameters(postconf, live, parameters, run),
    readParameters(postconf, directory, parameters, run),
  ]);
  for (const other of (theirs.get('multi_instance_directories') ?? '').split(/[,\s]+/)) {
    if (other !== '' && (await isSame(directory, other))) return { kind: 'instance', directory };
  }
  const queue = theirs.get('queue_directory') ?? builtIn.get('queue_directory');
  const ownQueue = own.get('queue_directory');
  return queue !== undefined && ownQueue !== undefined && (await isSame(queue, ownQueue))
    ? { kind: 'copy', directory, live }
    : { kind: 'instance', directory };
}

async function isSame(a: string, b: string): Promise<boolean> {
  const resolve = (path: string) => realpath(path).catch(() => path.replace(/(?<=.)\/+$/, ''));
  return (await resolve(a)) === (await resolve(b));
}
