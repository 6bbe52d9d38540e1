// The picture in ARCHITECTURE.md shows what is in server/src.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const picture = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8').split('```')[1] ?? '';
/** Everything to the right of the client's box that looks like a folder or a file. */
const shown = picture
  .split('\n')
  .slice(2)
  .map((line) => line.slice(35))
  .flatMap((line) => line.match(/(?<![\w-])[a-z][\w/-]*(?:\/|\.ts)(?![\w.])/g) ?? []);

function inSource(): readonly string[] {
  const source = join(root, 'server/src');
  const entries = readdirSync(source, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name).slice(source.length + 1);
    if (entry.isDirectory()) return `${path}/`;
    return path.includes('/') ? [] : path;
  });
}

/** The folders of features/ are shown below it by their names alone. */
function fullPath(path: string): string {
  const isFeature = inSource().includes(`features/${path}`);
  return isFeature ? `features/${path}` : path;
}

test('shows every folder of server/src, and every file that is in none', () => {
  expect(shown.map(fullPath).sort()).toEqual([...inSource()].sort());
});
