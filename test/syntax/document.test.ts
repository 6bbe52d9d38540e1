import { expect, test } from 'vitest';
import { ChunkParser, Tree } from '../../server/src/syntax/document.ts';
import { parseMainLine } from '../../server/src/syntax/main-cf.ts';
import { SourceText } from '../../server/src/syntax/text.ts';

const text = SourceText.of('name = value\n'.repeat(2000));

test('text of this length has several chunks', () => {
  expect(text.chunks.length).toBeGreaterThan(3);
});

test('a chunk is parsed once, however many others are parsed in between', () => {
  const parser = new ChunkParser(parseMainLine);
  const parses = text.chunks.map((chunk) => parser.parse(chunk));
  for (const [i, chunk] of text.chunks.entries()) expect(parser.parse(chunk)).toBe(parses[i]);
});

test('a parser with a limit remembers that much text, and parses the rest again', () => {
  const limit = text.length - text.chunkStart(text.chunks.length - 2);
  const parser = new ChunkParser(parseMainLine, limit);
  const parses = text.chunks.map((chunk) => parser.parse(chunk));
  const isRemembered = text.chunks.map((chunk, i) => ({ chunk, parse: parses[i] })).reverse();
  const [last, before, ...others] = isRemembered;
  for (const each of [last, before]) expect(each && parser.parse(each.chunk)).toBe(each?.parse);
  for (const { chunk, parse } of others) {
    const again = parser.parse(chunk);
    expect(again).not.toBe(parse);
    expect(again).toEqual(parse);
  }
});

test('a tree gives the same lines with a limit and without', () => {
  const [all, few] = [undefined, 1].map((limit) => [
    ...new Tree(text, new ChunkParser(parseMainLine, limit)).items(),
  ]);
  expect(few).toHaveLength(2000);
  expect(few).toEqual(all);
});
