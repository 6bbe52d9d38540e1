// A finding that moves takes all of its places along.

import { expect, test } from 'vitest';
import { moved, placed } from '../../server/src/lint/placement.ts';
import type { Finding } from '../../server/src/lint/rule.ts';

const uri = 'file:///etc/postfix/main.cf';
const at = (start: number, end: number) => ({ uri, start, end });

const bare: Finding = { at: at(10, 14), message: 'Wrong.' };
const full: Finding = {
  ...bare,
  explains: at(10, 30),
  related: [{ at: at(2, 5), message: 'The first one' }],
  fixes: [{ title: 'Remove it', safe: true, edits: [{ at: at(10, 15), text: '' }] }],
};

test('a finding with a range, related places, and edits', () => {
  expect(moved(full, 7)).toEqual({
    at: at(17, 21),
    message: 'Wrong.',
    explains: at(17, 37),
    related: [{ at: at(9, 12), message: 'The first one' }],
    fixes: [{ title: 'Remove it', safe: true, edits: [{ at: at(17, 22), text: '' }] }],
  });
});

test('a finding with a place alone', () => {
  expect(moved(bare, -3)).toStrictEqual({ at: at(7, 11), message: 'Wrong.' });
});

test('a finding that stays where it is', () => {
  expect(moved(full, 0)).toBe(full);
});

test('a finding in a line', () => {
  const { explains: _, ...rest } = full;
  const inLine = {
    start: 10,
    end: 14,
    message: 'Wrong.',
    related: [{ start: 2, end: 5, message: 'The first one' }],
    fixes: [{ title: 'Remove it', safe: true, edits: [{ start: 10, end: 15, text: '' }] }],
  };
  expect(placed(inLine, uri, 0)).toEqual(rest);
  expect(placed({ start: 0, end: 4, message: 'Wrong.' }, uri, 10)).toStrictEqual(bare);
});
