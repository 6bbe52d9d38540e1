// Real table files: those of the corpus if it is available, and our own in test/fixtures/tables.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { corpusFiles, corpusFolder } from '../../support/corpus.ts';

const ownFolder = fileURLToPath(new URL('../../fixtures/tables', import.meta.url));

export const hasCorpus = corpusFiles() !== undefined;

/** Every file of the corpus, and our own, by name, with one character for each byte. */
export function realFiles(): Map<string, string> {
  const own = readdirSync(ownFolder).map((name) => [name, join(ownFolder, name)] as const);
  const real = (corpusFiles() ?? []).map((file) => [relative(corpusFolder, file), file] as const);
  return new Map([...own, ...real].map(([name, file]) => [name, readFileSync(file, 'latin1')]));
}

export type TableKind = 'key-value' | 'aliases' | 'pattern' | 'cidr' | 'database' | 'other';

/** The kind of table of a file, according to its name and what is known about the repositories. */
export function kindOf(path: string): TableKind {
  const file = path.slice(path.lastIndexOf('/') + 1);
  // The corpus names its files OWNER__REPOSITORY__path@version.
  const name = file.replace(/@.*$/, '').replace(/^.*__/, '');
  if (/^(main|master|templated)\//.test(path) || /^(main|master|dynamicmaps)\.cf|\.proto$|\.md$/.test(name)) {
    return 'other';
  }
  if (/aliases(\.sample)?$/.test(name) && !name.includes('virtual')) return 'aliases';
  if (/_checks|\.pcre|\.regexp|^dict_(pcre|regexp)|_re\.map|header_(cleanup|anonymize)/.test(name)) {
    return name.includes('cidr') ? 'cidr' : 'pattern';
  }
  if (/cidr/.test(name)) return 'cidr';
  return /(sql|ldap|mailboxes|restricted-senders).*\.cf/.test(name) ? 'database' : 'key-value';
}
