// Why Postfix cannot open tables that are written in place. test/postfix/tables-in-place.test.ts compares these
// messages with the real postmap(1).
import { expect, test } from 'vitest';
import { placeProblem, textInPlace } from '../../../server/src/syntax/tables/written-in-place.ts';
import { soundTables, unsoundTables } from './in-place.ts';

test.each(unsoundTables)('%s', (table, problem) => {
  const colon = table.indexOf(':');
  expect(placeProblem(table.slice(0, colon), table.slice(colon + 1))).toBe(problem);
});

test.each(soundTables)('%s has no problem', (table) => {
  const colon = table.indexOf(':');
  expect(placeProblem(table.slice(0, colon), table.slice(colon + 1))).toBeUndefined();
});

test('the lines of a table, at their offsets', () => {
  expect(textInPlace('regexp', '{ { /a/ OK }, {if /b/} {endif} }')).toBe(
    '\n\n\n\n/a/ OK\n\n\n\n\nif /b/\n\n\nendif\n\n\n',
  );
  expect(textInPlace('inline', '{ a=b, { "c d" = e f } g= }')).toBe(
    '\n\na b\n\n\n\n"c d"   e f\n\n\n\n\n\n\n',
  );
  expect(textInPlace('regexp', '/etc/postfix/table')).toBeUndefined();
  expect(textInPlace('inline', '{ a }')).toBeUndefined();
  expect(textInPlace('static', '{ a }')).toBeUndefined();
});
