// Why Postfix cannot open tables that are written in place. test/postfix/tables-in-place.test.ts compares these
// messages with the real postmap(1).
import { expect, test } from 'vitest';
import { linesInPlace, placeProblem } from '../../../server/src/syntax/tables/written-in-place.ts';
import { soundTables, unsoundTables } from './in-place.ts';

test.each(unsoundTables)('%s', (table, problem) => {
  const colon = table.indexOf(':');
  expect(placeProblem(table.slice(0, colon), table.slice(colon + 1))).toBe(problem);
});

test.each(soundTables)('%s has no problem', (table) => {
  const colon = table.indexOf(':');
  expect(placeProblem(table.slice(0, colon), table.slice(colon + 1))).toBeUndefined();
});

test('the lines of a table', () => {
  const name = '{ { /a/ OK }, {if /b/} {endif} }';
  const lines = linesInPlace('regexp', name)?.map(({ start, end }) => name.slice(start, end));
  expect(lines).toEqual(['/a/ OK', 'if /b/', 'endif']);
  expect(linesInPlace('regexp', '/etc/postfix/table')).toBeUndefined();
  expect(linesInPlace('inline', '{ {a = b} }')).toBeUndefined();
});
