// Finds the programs of Postfix on this host.

import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Run } from './run.ts';

export type ProgramName =
  | 'newaliases'
  | 'postalias'
  | 'postcat'
  | 'postconf'
  | 'postfix'
  | 'postmap'
  | 'postmulti'
  | 'postqueue'
  | 'postsuper';

export interface Places {
  /** The setting `postfix.commandDirectory`. If it is not empty, no other directory is searched. */
  readonly commandDirectory: string;
  /** The environment variable PATH. */
  readonly path: string;
  /** The usual directories of Postfix programs, which are often not in the PATH of a login shell. */
  readonly usual?: readonly string[];
  readonly run: Run;
}

export type Finding =
  | { readonly found: true; readonly path: string }
  | {
      readonly found: false;
      readonly directories: readonly string[];
      /** What the command prefix printed. */
      readonly reason?: string;
    };

export const usualDirectories = ['/usr/sbin', '/usr/local/sbin', '/opt/local/sbin', '/opt/homebrew/sbin'];

/**
 * The absolute path of a program. If the setting names a directory, only that directory is searched. Otherwise the
 * search covers PATH, the usual directories, and finally the `command_directory` that a postconf(1) found there prints.
 * Relative entries of PATH are left out, because they depend on the working directory.
 */
export async function findProgram(name: ProgramName, places: Places): Promise<Finding> {
  if (places.commandDirectory !== '') return search(name, [places.commandDirectory]);
  const directories = [...places.path.split(delimiter), ...(places.usual ?? usualDirectories)];
  const finding = await search(name, directories);
  if (finding.found || name === 'postconf') return finding;
  const postconf = await search('postconf', directories);
  if (!postconf.found) return finding;
  const { stdout } = await places.run(postconf.path, ['-dh', 'command_directory'], { timeLimit: 10_000 });
  return search(name, [...finding.directories, stdout.trim()]);
}

/** The absolute path of a program that does not belong to Postfix, in the directories of PATH and the usual ones. */
export async function searchProgram(
  name: string,
  path: string,
  usual: readonly string[] = ['/usr/bin', '/bin', ...usualDirectories],
): Promise<Finding> {
  if (isAbsolute(name)) return search('', [name]);
  return search(name, [...path.split(delimiter), ...usual]);
}

async function search(name: string, among: readonly string[]): Promise<Finding> {
  const directories = [...new Set(among)].filter((directory) => isAbsolute(directory));
  for (const directory of directories) {
    const path = join(directory, name);
    if (await isProgram(path)) return { found: true, path };
  }
  return { found: false, directories };
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
