import { expect, test } from 'vitest';
import type { Edit, Fix } from '../../server/src/edits/edit.ts';
import { safeEdits } from '../../server/src/lint/fix-all.ts';
import type { Finding } from '../../server/src/lint/rule.ts';

function edit(start: number, end: number, text = '', uri = 'file:///main.cf'): Edit {
  return { at: { uri, start, end }, text };
}

function finding(...fixes: readonly Fix[]): Finding {
  return { at: { uri: 'file:///main.cf', start: 0, end: 0 }, message: 'm', fixes };
}

function safe(...edits: readonly Edit[]): Fix {
  return { title: 'Fix', edits, safe: true };
}

test('takes the safe fix of each finding, and no other', () => {
  const unsafe: Fix = { title: 'Change it', edits: [edit(8, 9, 'no')], preferred: true };
  const found = [finding(unsafe), finding(unsafe, safe(edit(1, 2, 'a'))), { ...finding(), fixes: [] }];
  expect(safeEdits(found)).toEqual([edit(1, 2, 'a')]);
  const { fixes: _, ...without } = finding();
  expect(safeEdits([without])).toEqual([]);
});

test('gives the edits of each file in the order of their places', () => {
  const found = [safe(edit(20, 21)), safe(edit(0, 1)), safe(edit(5, 6, '', 'file:///b')), safe(edit(10, 11))];
  expect(safeEdits(found.map((fix) => finding(fix)))).toEqual([
    edit(0, 1),
    edit(10, 11),
    edit(20, 21),
    edit(5, 6, '', 'file:///b'),
  ]);
});

test.each([
  ['overlaps', edit(4, 8), edit(6, 10)],
  ['touches the end', edit(4, 8), edit(8, 9)],
  ['touches the start', edit(4, 8), edit(2, 4)],
  ['is at the same place', edit(4, 4, 'a'), edit(4, 4, 'b')],
  ['is inside', edit(4, 8), edit(5, 6)],
  ['is around', edit(4, 8), edit(2, 12)],
])('leaves out a fix that %s', (_, first, second) => {
  expect(safeEdits([finding(safe(first)), finding(safe(second))])).toEqual([first]);
});

test('takes neighbors with a character between them', () => {
  const found = [finding(safe(edit(4, 8))), finding(safe(edit(9, 10))), finding(safe(edit(2, 3)))];
  expect(safeEdits(found)).toEqual([edit(2, 3), edit(4, 8), edit(9, 10)]);
});

test('takes all edits of a fix or none', () => {
  const found = [
    finding(safe(edit(4, 8))),
    finding(safe(edit(0, 1), edit(6, 7))),
    finding(safe(edit(0, 1, 'x'))),
  ];
  expect(safeEdits(found)).toEqual([edit(0, 1, 'x'), edit(4, 8)]);
});
