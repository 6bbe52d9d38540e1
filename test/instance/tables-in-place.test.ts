// Tables whose entries are written in a value.
import { expect, test } from 'vitest';
import { chunkFacts } from '../../server/src/instance/chunk-facts.ts';
import {
  isWrittenInPlace,
  readableTables,
  tablesInPlace,
} from '../../server/src/instance/tables-in-place.ts';
import { instanceOf, tablesOf } from './support.ts';

const main = `virtual_alias_maps = inline:{ a=b, { c = d } }, hash:/etc/postfix/virtual, $own
own = regexp:{ {/e/ f} }
mynetworks = cidr:{ {1.2.3.4 OK} }
alias_maps = inline:{ g=h }
transport_maps = static:{ i j }
`;

/** The language, type, role, and entries of each table, and the text in main.cf that each comes from. */
function tables(version: string) {
  const instance = instanceOf({ main, version });
  return [...tablesInPlace(instance)].map(([uri, { table, value, at, inValue }]) => {
    expect(table.uri).toBe(uri);
    expect(isWrittenInPlace(table)).toBe(true);
    const entries = [...table.tree.items()].map(({ item, start }) => {
      const span = inValue({ start, end: start + item.line.text.length });
      const place = value.locate(span);
      return main.slice(place?.start, place?.end).trim();
    });
    return [table.language, table.type, table.role, main.slice(at.start, at.end), ...entries];
  });
}

test('are tables like those in files', () => {
  expect(tables('3.7')).toEqual([
    ['postfix-table', 'inline', 'virtual-alias', 'inline:{ a=b, { c = d } }', 'a=b', 'c = d'],
    ['postfix-regexp', 'regexp', 'virtual-alias', 'regexp:{ {/e/ f} }', '/e/ f'],
    ['postfix-cidr', 'cidr', undefined, 'cidr:{ {1.2.3.4 OK} }', '1.2.3.4 OK'],
    ['postfix-table', 'inline', 'alias', 'inline:{ g=h }', 'g=h'],
  ]);
});

test('depend on the release', () => {
  expect(tables('3.6').map(([, type]) => type)).toEqual(['inline', 'inline']);
  expect(tables('2.11')).toEqual([]);
});

test('are read after those in files', () => {
  const uri = 'file:///etc/postfix/virtual';
  const all = [...readableTables(tablesOf(instanceOf({ main }), { [uri]: 'a b\n' }))];
  expect(all.map(({ type }) => type)).toEqual(['hash', 'inline', 'regexp', 'cidr', 'inline']);
  expect(all.map(isWrittenInPlace)).toEqual([false, true, true, true, true]);
});

test('the facts of a table are gathered once for each chunk', () => {
  const uri = 'file:///etc/postfix/virtual';
  const text = 'a b\n'.repeat(5000);
  const [table] = tablesOf(instanceOf({ main }), { [uri]: text }).all();
  if (table === undefined) return expect.unreachable();
  let gathered = 0;
  const facts = chunkFacts((items, { type }) => {
    gathered++;
    return `${[...items].length} lines of ${type}`;
  });
  const all = [...facts(table)];
  expect(all.length).toBeGreaterThan(2);
  expect(gathered).toBe(new Set(table.tree.text.chunks).size);
  expect(all.map(({ base }) => base)).toEqual(all.map((_, i) => table.tree.text.chunkStart(i)));
  expect(all.reduce((sum, { fact }) => sum + Number.parseInt(fact, 10), 0)).toBe(5000);
  expect(all[0]?.fact).toMatch(/ of hash$/);
  expect([...facts(table)]).toEqual(all);
  expect(gathered).toBe(all.length);
});
