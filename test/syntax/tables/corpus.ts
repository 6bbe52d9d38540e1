// Real table files: those of the corpus where it is at hand, and our own in test/fixtures/tables.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const corpus = resolve(root, process.env.POSTFIX_CORPUS ?? '../shared/corpus');

export const hasCorpus = existsSync(join(corpus, 'tables'));

/** Every file below some folders, by its path there, with one character a byte. */
function readFiles(folder: string, subfolders: readonly string[]): Map<string, string> {
  const files = new Map<string, string>();
  const visit = (path: string): void => {
    for (const name of readdirSync(path).sort()) {
      const file = join(path, name);
      if (statSync(file).isDirectory()) visit(file);
      else files.set(relative(folder, file), readFileSync(file, 'latin1'));
    }
  };
  for (const subfolder of subfolders) if (existsSync(join(folder, subfolder))) visit(join(folder, subfolder));
  return files;
}

/** Our own files, each with an extension that says what kind of table it is. */
export function fixtures(): Map<string, string> {
  return readFiles(join(root, 'test/fixtures/tables'), ['.']);
}

/** Every file of the corpus, or our own where there is no corpus: whatever it is, it can be read as any table. */
export function realFiles(): Map<string, string> {
  return hasCorpus ? readFiles(corpus, ['tables', 'trees', 'templated', 'main', 'master']) : fixtures();
}

/** Those of them that are tables, by kind, going by their names and what the repositories say of them. */
export function kindOf(path: string): 'aliases' | 'pattern' | 'cidr' | 'database' | 'key-value' | 'other' {
  const name = path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/@.*$/, '')
    .replace(/^.*__/, '');
  if (!/^(tables|trees)\//.test(path) && !path.includes('fixtures'))
    return hasCorpus ? 'other' : kindOfName(name);
  return kindOfName(name);
}

function kindOfName(name: string): ReturnType<typeof kindOf> {
  if (/^(main|master|dynamicmaps)\.cf|\.cf\.d\b|\.proto$/.test(name)) return 'other';
  if (/aliases(\.sample)?$/.test(name) && !name.includes('virtual')) return 'aliases';
  if (
    /(header|body|mime|helo)_checks|\.(pcre|regexp)|dict_(pcre|regexp)|_re\.map|header_(cleanup|anonymize)/.test(
      name,
    )
  )
    return 'pattern';
  if (/cidr/.test(name)) return 'cidr';
  if (/(sql|ldap|mailboxes|restricted-senders).*\.cf/.test(name)) return 'database';
  return 'key-value';
}
