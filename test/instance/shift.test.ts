// Two versions of main.cf with the same logical lines, and where the places of one are in the other.

import { expect, test } from 'vitest';
import { shiftBetween } from '../../server/src/instance/shift.ts';
import { ChunkParser, Tree } from '../../server/src/syntax/document.ts';
import { parseMainLine } from '../../server/src/syntax/main-cf.ts';
import { SourceText } from '../../server/src/syntax/text.ts';

const parser = new ChunkParser(parseMainLine);

/** Long enough for several chunks. */
const long = Array.from({ length: 300 }, (_, i) => `name${i} = value${i}\n`).join('');

/** Replaces text that occurs once. */
function versions(text: string, old: string, replacement: string) {
  const before = SourceText.of(text);
  const start = text.indexOf(old);
  const after = before.edit({ start, end: start + old.length, text: replacement });
  return { old: new Tree(before, parser), now: new Tree(after, parser) };
}

function shift(text: string, old: string, replacement: string) {
  const { old: before, now } = versions(text, old, replacement);
  return shiftBetween(before, now);
}

test.for([
  ['a comment grows', `a = 1\n# one\n${long}`, '# one', '# one, two'],
  ['a comment is new', `a = 1\n${long}`, 'name150 =', '# new\nname150 ='],
  ['a comment is gone', `${long}# one\nb = 2\n`, '# one\n', ''],
  ['a blank line is new', long, 'value100\n', 'value100\n\n'],
  ['a comment changes its text alone', `# one\n${long}`, '# one', '# two'],
])('%s', ([, text = '', old = '', replacement = '']) => {
  const { old: before, now } = versions(text, old, replacement);
  const found = shiftBetween(before, now);
  const [from, to] = [[...before.items()], [...now.items()]];
  expect(to).toHaveLength(from.length);
  const unknown: number[] = [];
  for (const [i, { item, start }] of from.entries()) {
    for (let offset = 0; offset < item.line.text.length; offset++) {
      const place = found?.of(start + offset);
      if (place === undefined) unknown.push(offset);
      else expect(place).toBe((to[i]?.start ?? 0) + offset);
    }
  }
  // The end of one line is the start of the next, from which it may have moved away.
  expect(unknown).toEqual(unknown.slice(0, 1).map(() => 0));
});

test.for([
  ['a value changes', long, 'value150', 'valueX150'],
  ['a line is new', long, 'name150', 'b = 1\nname150'],
  ['a line is gone', long, 'name150 = value150\n', ''],
  ['a line becomes a comment', long, 'name150', '#name150'],
  ['a comment in a value changes', `a = 1,\n# one\n  2\n${long}`, '# one', '# two'],
  ['two lines change their order', 'a = 1\nb = 2\n', 'a = 1\nb = 2\n', 'b = 2\na = 1\n'],
])('no shift: %s', ([, text = '', old = '', replacement = '']) => {
  expect(shift(text, old, replacement)).toBeUndefined();
});

test('the place between two lines is not known when something was inserted there', () => {
  const found = shift('a = 1\nb = 2\n', 'b', '# new\nb');
  expect(found?.of('a = 1\n'.length - 1)).toBe('a = 1\n'.length - 1);
  expect(found?.of('a = 1\n'.length)).toBeUndefined();
  expect(found?.of('a = 1\nb'.length)).toBe('a = 1\n# new\nb'.length);
});

test('the end of the last line, which has no line break, is not known when one is appended', () => {
  expect(shift('a = 1', '= 1', '= 1\n')?.of('a = 1'.length)).toBeUndefined();
});
