// A finding that moves takes all of its places along.

import { expect, test } from 'vitest';
import { Shift } from '../../server/src/instance/shift.ts';
import { placed, shifted } from '../../server/src/lint/placement.ts';
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
  expect(shifted(full, uri, Shift.ofAll(7))).toEqual({
    at: at(17, 21),
    message: 'Wrong.',
    explains: at(17, 37),
    related: [{ at: at(9, 12), message: 'The first one' }],
    fixes: [{ title: 'Remove it', safe: true, edits: [{ at: at(17, 22), text: '' }] }],
  });
});

test('a finding with a place alone', () => {
  expect(shifted(bare, uri, Shift.ofAll(-3))).toStrictEqual({ at: at(7, 11), message: 'Wrong.' });
});

test('a finding that stays where it is', () => {
  expect(shifted(full, uri, Shift.none)).toBe(full);
});

test('a finding whose places are in another file', () => {
  expect(shifted(full, 'file:///etc/postfix/master.cf', Shift.ofAll(7))).toBe(full);
});

test('a finding with places before and after an edit', () => {
  const shift = new Shift(8, 9, 5);
  expect(shifted(full, uri, shift)).toMatchObject({ at: at(15, 19), related: [{ at: at(2, 5) }] });
});

test('a finding whose place is not known after an edit', () => {
  expect(shifted(full, uri, new Shift(4, 9, 5))).toBeUndefined();
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
