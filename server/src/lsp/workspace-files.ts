// Finds the configurations in the folders of a workspace.

import type { DirectoryEntry, Host } from '../host.ts';

/** A larger workspace is not searched completely. In directories. */
const maxDirectories = 10_000;

/**
 * The URI of the main.cf of every configuration below the folders, or of its master.cf if it has no main.cf. Hidden
 * directories, `node_modules`, and symbolic links to directories are left out: a link can lead back to a directory
 * above it.
 */
export async function configurationsIn(
  folders: readonly string[],
  listDirectory: NonNullable<Host['listDirectory']>,
): Promise<readonly string[]> {
  const found: string[] = [];
  const waiting = folders.map((folder) => folder.replace(/\/+$/, ''));
  for (let visited = 0; visited < maxDirectories; visited++) {
    const directory = waiting.shift();
    if (directory === undefined) break;
    const entries = (await listDirectory(directory)) ?? [];
    const names = new Set(entries.filter(({ isDirectory }) => !isDirectory).map(({ name }) => name));
    const file = ['main.cf', 'master.cf'].find((name) => names.has(name));
    if (file !== undefined) found.push(`${directory}/${file}`);
    waiting.push(...entries.filter(isSearched).map(({ name }) => `${directory}/${encodeURIComponent(name)}`));
  }
  return found;
}

function isSearched({ name, isDirectory, isLink = false }: DirectoryEntry): boolean {
  return isDirectory && !isLink && !name.startsWith('.') && name !== 'node_modules';
}
