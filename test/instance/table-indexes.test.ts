// The index files that postmap and postalias create.
import { describe, expect, test } from 'vitest';
import { indexCommand, indexedTables } from '../../server/src/instance/table-indexes.ts';
import { instanceOf, tablesOf } from './support.ts';

const etc = 'file:///etc/postfix';
const main = `virtual_alias_maps = hash:/etc/postfix/a, pcre:/etc/postfix/b, lmdb:/etc/postfix/c hash:relative
transport_maps = hash:/etc/postfix/a
alias_maps = hash:/etc/aliases
address_verify_map = btree:/etc/postfix/verify
relay_domains = hash:/etc/postfix/unchecked
`;

const files = {
  [`${etc}/a`]: { stamp: { size: 1, modified: 2 } },
  [`${etc}/a.db`]: { stamp: { size: 3, modified: 4 } },
  [`${etc}/c.lmdb`]: { stamp: 'missing' as const },
  [`${etc}/verify.db`]: { stamp: 'missing' as const },
  'file:///etc/aliases': { stamp: 'missing' as const },
  'file:///etc/aliases.db': { stamp: 'missing' as const },
  [`${etc}/b.db`]: { stamp: 'missing' as const },
};

describe('indexed tables', () => {
  test('are those that the host looked for, each once', () => {
    const instance = instanceOf({ main });
    const found = [...indexedTables(tablesOf(instance, files))];
    expect(found.map(({ at: { start, end }, ...each }) => ({ ...each, at: main.slice(start, end) }))).toEqual(
      [
        {
          reference: 'hash:/etc/postfix/a',
          path: '/etc/postfix/a',
          index: '/etc/postfix/a.db',
          isAlias: false,
          source: { size: 1, modified: 2 },
          stamp: { size: 3, modified: 4 },
          at: 'hash:/etc/postfix/a',
        },
        {
          reference: 'lmdb:/etc/postfix/c',
          path: '/etc/postfix/c',
          index: '/etc/postfix/c.lmdb',
          isAlias: false,
          source: undefined,
          stamp: 'missing',
          at: 'lmdb:/etc/postfix/c',
        },
        {
          reference: 'hash:/etc/aliases',
          path: '/etc/aliases',
          index: '/etc/aliases.db',
          isAlias: true,
          source: 'missing',
          stamp: 'missing',
          at: 'hash:/etc/aliases',
        },
      ],
    );
    expect(found.map(indexCommand)).toEqual([
      'postmap hash:/etc/postfix/a',
      'postmap lmdb:/etc/postfix/c',
      'postalias hash:/etc/aliases',
    ]);
  });

  test('of a copy of a configuration are unknown', () => {
    const directory = 'file:///home/me/postfix';
    const copy = instanceOf({ main, directory });
    const there = { [`${directory}/a.db`]: { stamp: 'missing' as const } };
    expect([...indexedTables(tablesOf(copy, there))]).toEqual([]);
  });
});
