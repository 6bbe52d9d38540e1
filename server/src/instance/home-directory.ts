// The directory that a copy of a configuration is meant for, if that is not /etc/postfix: its tables are named below
// that directory, and are beside main.cf in the copy.

import { memoize } from '../syntax/memoize.ts';
import type { Instance } from './instance.ts';
import { isInPlace, parentOfHome, uriBeside, usualHome } from './paths.ts';
import { allTableUses, listFileUses } from './table-uses.ts';

/** A file that indicates a directory, if it exists. */
export interface HomeProbe {
  readonly home: string;
  readonly uri: string;
}

/** For the sake of speed. A few tables are enough. */
const maxPaths = 50;

/** What to look for. Nothing in most configurations: they are in place, or name files below /etc/postfix. */
export const homeProbes = memoize((instance: Instance): readonly HomeProbe[] => {
  if (instance.files.main === undefined || isInPlace(instance)) return [];
  const paths = [...new Set([...allTableUses(instance), ...listFileUses(instance)].map(({ path }) => path))];
  if (paths.some((path) => path.startsWith(`${usualHome}/`))) return [];
  const foreign = paths.filter((path) => !path.startsWith(`${instance.path}/`)).slice(0, maxPaths);
  return foreign.flatMap((path) => {
    const folder = parentOf(path);
    // Some tables are in a subdirectory, such as mysql.
    return [folder, parentOf(folder)].flatMap((home) => {
      const uri =
        home === '' || home === parentOfHome ? undefined : uriBeside(instance, path.slice(home.length));
      return uri === undefined ? [] : [{ home, uri }];
    });
  });
});

/**
 * The directory that most of the existing files indicate; undefined if there is no such directory or more than one. A
 * single file may have the same name by chance, unless the directory's name is `postfix`.
 */
export function homeOf(probes: readonly HomeProbe[], exists: (uri: string) => boolean): string | undefined {
  const counts = new Map<string, number>();
  for (const { home, uri } of probes) if (exists(uri)) counts.set(home, (counts.get(home) ?? 0) + 1);
  const [best, second] = [...counts].sort(([, a], [, b]) => b - a);
  if (best === undefined || best[1] === second?.[1]) return undefined;
  const [home, count] = best;
  return count > 1 || home.endsWith('/postfix') ? home : undefined;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
