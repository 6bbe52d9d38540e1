// Every real file that is at hand, and thousands of damaged ones: nothing throws, and the tree gives the text back.

import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ChunkParser, type LineParser, Tree } from '../../server/src/syntax/document.ts';
import { parseMainLine } from '../../server/src/syntax/main-cf.ts';
import { parseMasterLine } from '../../server/src/syntax/master-cf.ts';
import { isTableLanguage, tableParser } from '../../server/src/syntax/tables/index.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { corpusFiles } from '../support/corpus.ts';
import { mutations, seed } from '../support/mutations.ts';
import { inMemory, uriOf } from './host.ts';
import { checkTrees } from './invariants.ts';

interface File {
  readonly name: string;
  readonly language: string;
  readonly text: string;
}

const real = corpusFiles();

describe('the corpus', () => {
  test('is read without loss', { timeout: 120_000 }, (ctx) => {
    if (real === undefined) ctx.skip('the corpus of real configurations is not here');
    const files = read(real ?? []);
    for (const file of files) readWithoutLoss(file);
    console.log(`${files.length} files read without loss`);
    expect(files.length).toBeGreaterThan(700);
  });

  test('gets answers from every feature', { timeout: 240_000 }, async (ctx) => {
    if (real === undefined) ctx.skip('the corpus of real configurations is not here');
    for (const file of read(real ?? [])) await askEverything(file);
  });
});

test('files of our own are read without loss, and get answers', { timeout: 60_000 }, async () => {
  for (const file of read(own())) {
    readWithoutLoss(file);
    await askEverything(file);
  }
});

test('20,000 damaged files are read without loss', { timeout: 240_000 }, () => {
  console.log(`mutations with seed ${seed}`);
  const files = read(real ?? own()).filter((f) => f.text.length < 60_000);
  const random = mutations(seed);
  for (let i = 0; i < 20_000; i++) {
    const file = files[Math.floor(random.next() * files.length)];
    if (file === undefined) throw new Error('there are no files');
    readWithoutLoss({ ...file, text: random.damage(file.text) });
  }
});

function read(paths: readonly string[]): File[] {
  return paths.map((path) => ({
    name: basename(path),
    language: languageOf(path),
    text: readFileSync(path, 'utf8'),
  }));
}

function own(): string[] {
  const folder = fileURLToPath(new URL('../fixtures', import.meta.url));
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`);
}

/** By what its name says; a wrong guess does no harm here. */
function languageOf(path: string): string {
  if (/main\.cf/.test(path)) return 'postfix-main';
  if (/master\.cf/.test(path)) return 'postfix-master';
  if (/aliases/.test(path)) return 'postfix-aliases';
  if (/(pcre|regexp|checks)/.test(path)) return 'postfix-regexp';
  if (/cidr/.test(path)) return 'postfix-cidr';
  return /(sql|ldap).*\.cf/.test(path) ? 'postfix-database' : 'postfix-table';
}

function parserOf(language: string): LineParser<unknown> {
  if (language === 'postfix-main') return parseMainLine;
  if (language === 'postfix-master') return parseMasterLine;
  return tableParser(isTableLanguage(language) ? language : 'postfix-table');
}

function readWithoutLoss({ name, language, text }: File): void {
  const source = SourceText.of(text);
  let end = 0;
  let read = '';
  for (const piece of new Tree(source, new ChunkParser(parserOf(language))).pieces()) {
    if (piece.start !== end) throw new Error(`${name}: a gap at ${end}`);
    end = piece.end;
    read += source.slice(piece.start, piece.end);
  }
  if (read !== text) throw new Error(`${name}: the tree does not give the text back`);
}

async function askEverything({ name, language, text }: File): Promise<void> {
  if (language === 'postfix-main' || language === 'postfix-master') checkTrees(text);
  const file = language === 'postfix-main' ? 'main.cf' : language === 'postfix-master' ? 'master.cf' : name;
  const { service, logged } = inMemory({ 'main.cf': 'compatibility_level = 3.6\n' });
  const uri = uriOf(file);
  service.open(uri, language, text);
  await service.diagnostics(uri);
  const source = SourceText.of(text);
  for (let i = 0; i <= 12; i++) {
    const position = source.positionAt(Math.floor((text.length * i) / 12));
    await service.hover(uri, position);
    await service.completion(uri, position);
    await service.codeActions(uri, { start: position, end: position });
  }
  expect(logged, name).toEqual([]);
}
