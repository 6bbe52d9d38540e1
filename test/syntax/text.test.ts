// SourceText: a text in chunks, positions as editors count them, and edits that do not affect the rest.
import { describe, expect, test } from 'vitest';
import { type Position, SourceText } from '../../server/src/syntax/text.ts';

/** The position of the mark `|`, and the text without it. */
function marked(text: string): { source: SourceText; offset: number } {
  const offset = text.indexOf('|');
  return { source: SourceText.of(text.replace('|', '')), offset };
}

describe('a position', () => {
  test.each([
    ['|a\nb', 0, 0],
    ['a|\nb', 0, 1],
    ['a\n|b', 1, 0],
    ['a\nb|', 1, 1],
    ['a\nb\n|', 2, 0],
    ['|', 0, 0],
    ['a\r\n|b', 1, 0],
    ['a\r|b', 1, 0],
    ['a\n\n|\nb', 2, 0],
    ['\u{1f600}|a', 0, 2],
    ['é|', 0, 1],
    ['a\u2028|b', 0, 2],
  ])('%j is line %i, character %i', (text, line, character) => {
    const { source, offset } = marked(text);
    expect(source.positionAt(offset)).toEqual({ line, character });
    expect(source.offsetAt({ line, character })).toBe(offset);
  });

  test('between CR and LF is on the line that they end', () => {
    expect(SourceText.of('a\r\nb').positionAt(2)).toEqual({ line: 0, character: 2 });
  });

  test.each<[Position, number]>([
    [{ line: 0, character: 9 }, 2],
    [{ line: 1, character: 9 }, 6],
    [{ line: 2, character: 9 }, 9],
    [{ line: 3, character: 0 }, 9],
    [{ line: 99, character: 5 }, 9],
    [{ line: -1, character: 5 }, 0],
    [{ line: 1, character: -1 }, 4],
  ])('outside of the text is the nearest inside: %j', (position, offset) => {
    expect(SourceText.of('ab\r\ncd\nef').offsetAt(position)).toBe(offset);
  });

  test('beyond the text is its end', () => {
    expect(SourceText.of('ab\nc').positionAt(99)).toEqual({ line: 1, character: 1 });
    expect(SourceText.of('ab\nc').positionAt(-1)).toEqual({ line: 0, character: 0 });
  });
});

test.each([
  ['', 1],
  ['a', 1],
  ['a\n', 2],
  ['a\r\nb\r', 3],
])('%j has %i lines', (text, lines) => {
  expect(SourceText.of(text).lineCount).toBe(lines);
});

describe('chunks', () => {
  const entry = (i: number): string => `name_${i} = value\n`;
  const many = Array.from({ length: 2000 }, (_, i) => entry(i)).join('');

  test('a long text has many, each of which begins a logical line', () => {
    const { chunks } = SourceText.of(many);
    expect(chunks.length).toBeGreaterThan(5);
    for (const chunk of chunks) expect(chunk.text).toMatch(/^name_/);
  });

  test('one logical line is one chunk, however long it is', () => {
    expect(SourceText.of(`a =\n${'  value\n# comment\n\n'.repeat(2000)}`).chunks).toHaveLength(1);
  });

  test('an edit shares everything except what it touches', () => {
    const before = SourceText.of(many);
    const middle = many.indexOf('name_1000');
    const after = before.edit({ start: middle, end: middle, text: 'new = 1\n' });
    expect(after.toString()).toBe(`${many.slice(0, middle)}new = 1\n${many.slice(middle)}`);
    const shared = after.chunks.filter((chunk) => before.chunks.includes(chunk));
    expect(shared).toHaveLength(before.chunks.length - 1);
  });

  test('an edit that makes a line a continuation moves the chunk boundary away from it', () => {
    const before = SourceText.of(many);
    const start = before.chunkStart(3);
    const after = before.edit({ start, end: start, text: '  ' });
    expect(after.toString()).toBe(`${many.slice(0, start)}  ${many.slice(start)}`);
    for (const chunk of after.chunks) expect(chunk.text).toMatch(/^name_/);
  });

  test('an edit that removes a newline moves the chunk boundary away from it', () => {
    const before = SourceText.of(many);
    const end = before.chunkStart(3);
    const after = before.edit({ start: end - 1, end, text: '' });
    for (const chunk of after.chunks.slice(0, -1)) expect(chunk.text).toMatch(/\n$/);
    expect(after.toString()).toBe(many.slice(0, end - 1) + many.slice(end));
  });

  test('an edit whose end is before its start is the same as the reverse', () => {
    expect(SourceText.of('one two').edit({ start: 4, end: 0, text: 'x' }).toString()).toBe('xtwo');
  });

  test('everything can be removed and inserted again', () => {
    const empty = SourceText.of(many).edit({ start: 0, end: many.length, text: '' });
    expect([empty.length, empty.lineCount, empty.chunks.length]).toEqual([0, 1, 0]);
    expect(empty.edit({ start: 0, end: 0, text: many }).chunks).toEqual(SourceText.of(many).chunks);
  });

  test('a slice can span many', () => {
    const source = SourceText.of(many);
    expect(source.slice(0, many.length)).toBe(many);
    expect(source.slice(5000, 15000)).toBe(many.slice(5000, 15000));
    expect(source.slice(10, 10)).toBe('');
  });
});
