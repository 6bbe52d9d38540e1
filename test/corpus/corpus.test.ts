// Real configurations, opened one by one, and damaged: every feature answers, and no text is lost. Without the corpus,
// small files of our own contain the same oddities.
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createPostfixService, defaultSettings, type PostfixService } from '../../server/src/service.ts';
import { ChunkParser, Tree } from '../../server/src/syntax/document.ts';
import { isTableLanguage, tableParser } from '../../server/src/syntax/tables/index.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { corpusFiles, corpusFolder, orSkip } from '../support/corpus.ts';
import { readDocs } from '../support/docs.ts';
import { mutations, seed } from '../support/mutations.ts';
import { checkChunks, checkTrees, mainTree, masterTree } from './invariants';

const own = fileURLToPath(new URL('../fixtures/corpus-small', import.meta.url));
const ownFiles = readdirSync(own, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));

/** A service over the real disk. What it logs is a rule that failed. */
function onDisk(logged: string[]): PostfixService {
  const service = createPostfixService({
    readFile: (uri) => readFile(fileURLToPath(uri), 'utf8').catch(() => undefined),
    readDocs,
    machine: { hostname: 'mail.example.com' },
    log: (message) => logged.push(message),
  });
  service.configure({ ...defaultSettings, version: '3.7' });
  return service;
}

/** By its name, which may contain a whole path, or by the folder of the corpus that contains it. */
function languageOf(file: string): string {
  const name = basename(file).replace(/^.*__/, '');
  if (/^main\.cf/.test(name)) return 'postfix-main';
  if (/^master\.cf/.test(name)) return 'postfix-master';
  const [folder] = relative(corpusFolder, file).split('/');
  if (folder === 'main' || folder === 'master') return `postfix-${folder}`;
  if (/aliases/.test(name)) return 'postfix-aliases';
  if (/pcre|regexp|checks/.test(name)) return 'postfix-regexp';
  if (/cidr/.test(name)) return 'postfix-cidr';
  return /(sql|ldap).*\.cf|^sql$/.test(name) ? 'postfix-database' : 'postfix-table';
}

/** How the file is read in addition to main.cf and master.cf; undefined if it is one of them. */
function tableTree(file: string): ((text: SourceText) => Tree<unknown>) | undefined {
  const language = languageOf(file);
  if (!isTableLanguage(language)) return undefined;
  return (text) => new Tree(text, new ChunkParser<unknown>(tableParser(language)));
}

/** The pieces of a tree follow each other without gaps, from the first character to the last. */
function covers(tree: Tree<unknown>, text: string): void {
  let at = 0;
  for (const piece of tree.pieces()) {
    if (piece.start !== at) expect(piece.start, 'a gap').toBe(at);
    at = piece.end;
  }
  expect(at).toBe(text.length);
  expect(tree.text.toString() === text).toBe(true);
}

/** The first and the last place, and some in between. */
function places(text: SourceText): { line: number; character: number }[] {
  const offsets = Array.from({ length: 9 }, (_, i) => Math.floor((text.length * i) / 8));
  return offsets.map((offset) => text.positionAt(offset));
}

async function askEverything(service: PostfixService, uri: string, text: string): Promise<void> {
  await service.diagnostics(uri);
  await service.documentLanguage(uri);
  for (const position of places(SourceText.of(text))) {
    await service.hover(uri, position);
    const [first] = await service.completion(uri, position);
    if (first !== undefined) await service.resolveCompletion(uri, first);
    await service.codeActions(uri, { start: position, end: position });
  }
}

async function openAll(files: readonly string[]): Promise<void> {
  const logged: string[] = [];
  let service = onDisk(logged);
  for (const [i, file] of files.entries()) {
    // A service remembers every instance that it was asked about; an editor has a few, not hundreds.
    if (i % 20 === 0) service = onDisk(logged);
    const bytes = readFileSync(file);
    const text = bytes.toString('utf8');
    const uri = pathToFileURL(file).href;
    try {
      checkTrees(text);
      const asTable = tableTree(file);
      if (asTable !== undefined) covers(asTable(SourceText.of(text)), text);
      expect(Buffer.from(SourceText.of(bytes.toString('latin1')).toString(), 'latin1').equals(bytes)).toBe(
        true,
      );
      service.open(uri, languageOf(file), text);
      await askEverything(service, uri, text);
      service.close(uri);
      await service.diagnostics(uri);
    } catch (error) {
      throw new Error(`in ${file}`, { cause: error });
    }
  }
  expect(logged).toEqual([]);
}

describe('every file', () => {
  test('of our own', async () => {
    expect(ownFiles.length).toBeGreaterThan(10);
    await openAll(ownFiles);
  });

  test('of the corpus', async (ctx) => {
    const files = orSkip(ctx, corpusFiles());
    console.log(`${files.length} files`);
    await openAll(files);
  });
});

/** The number of damaged files, created from each file of the corpus in turn. */
const wounds = 20_000;

describe('damaged files', () => {
  test('of our own', () => damageAll(ownFiles, 2000));

  test('of the corpus', async (ctx) => {
    const files = orSkip(ctx, corpusFiles());
    await damageAll(files, wounds);
  });
});

async function damageAll(files: readonly string[], count: number): Promise<void> {
  const { damage } = mutations(seed);
  const logged: string[] = [];
  const service = onDisk(logged);
  const read = files
    .map((file) => ({ text: readFileSync(file, 'utf8'), trees: treesOf(file) }))
    .filter(({ text }) => text.length < 100_000);
  for (let done = 0; done < count; done++) {
    const { text: before = '', trees = [] } = read[done % read.length] ?? {};
    const after = damage(before);
    try {
      edited(before, after, trees);
      if (done % 20 === 0) checkTrees(after);
      if (done % 20 === 10) {
        const uri = `file:///damaged/${done % 40 === 10 ? 'main.cf' : 'master.cf'}`;
        service.open(uri, languageOf(uri), after);
        await askEverything(service, uri, after);
        service.close(uri);
      }
    } catch (error) {
      throw new Error(`seed ${seed}, number ${done}: ${JSON.stringify(after).slice(0, 2000)}`, {
        cause: error,
      });
    }
  }
  console.log(`seed ${seed}: ${count} damaged files`);
  expect(logged).toEqual([]);
}

type TreeOf = (text: SourceText) => Tree<unknown>;

function treesOf(file: string): TreeOf[] {
  const asTable = tableTree(file);
  return [mainTree, masterTree, ...(asTable === undefined ? [] : [asTable])];
}

/**
 * The damage as a single edit, as an editor reports it, results in the text of the damaged file, and in trees that
 * cover it.
 */
function edited(before: string, after: string, trees: readonly TreeOf[]): void {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let [end, tail] = [before.length, after.length];
  while (end > start && tail > start && before[end - 1] === after[tail - 1]) {
    end--;
    tail--;
  }
  const source = SourceText.of(before).edit({ start, end, text: after.slice(start, tail) });
  checkChunks(source, after);
  for (const treeOf of trees) covers(treeOf(source), after);
}
