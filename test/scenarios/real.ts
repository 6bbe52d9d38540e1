// Configurations that are in use, or similar to such configurations.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { corpusFiles, corpusFolder } from '../support/corpus.ts';
import type { Texts } from './folder.ts';

const own = fileURLToPath(new URL('../fixtures/configurations', import.meta.url));

/** Complete configurations by name, from the corpus, or our own ones without a corpus. */
export function realConfigurations(): ReadonlyMap<string, Texts> {
  const folder = corpusFiles('trees') === undefined ? own : join(corpusFolder, 'trees');
  const names = readdirSync(folder).filter((name) =>
    ['main.cf', 'master.cf'].every((file) => existsSync(join(folder, name, file))),
  );
  return new Map(names.sort().map((name) => [name, textsIn(join(folder, name))]));
}

function textsIn(folder: string): Texts {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}
