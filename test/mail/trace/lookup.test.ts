// What lookups in the tables of a parameter find, and which keys of an address they try.
import { describe, expect, test } from 'vitest';
import { everyWay, Journey } from '../../../server/src/mail/trace/journey.ts';
import {
  find,
  findAddress,
  mapsOf,
  type Strategy,
  usualKeys,
} from '../../../server/src/mail/trace/lookup.ts';
import { Program } from '../../../server/src/mail/trace/program.ts';
import { type Files, mailSystem, type SystemOptions } from '../support.ts';

const settings =
  'myhostname = mail.example.com\nmyorigin = example.com\nmydestination = example.com localhost\n';

interface Options extends SystemOptions {
  readonly main?: string;
  readonly strategy?: Partial<Strategy>;
  readonly files?: Exclude<Files, string>;
}

function program(maps: string, { main = '', files = {}, ...options }: Options): Program {
  const system = mailSystem(
    { ...files, 'main.cf': `${settings}${main}\nvirtual_alias_maps = ${maps}\n` },
    options,
  );
  return new Program(new Journey(system, []), 'cleanup', undefined);
}

/** The result of a lookup for an address, and the extension that the key does not have. */
function lookup(maps: string, address: string, options: Options = {}): string {
  const cleanup = program(maps, options);
  const tables = mapsOf(cleanup, 'virtual_alias_maps');
  if (tables === undefined) throw new Error('no tables');
  const found = findAddress(cleanup, tables, address, { strategy: { ...usualKeys, ...options.strategy } });
  if (found.kind !== 'found') return found.kind;
  return `${found.text}${found.extension === undefined ? '' : ` ${found.extension}`}`;
}

describe('the keys of an address', () => {
  const plus = { main: 'recipient_delimiter = +' };
  test.each([
    ['inline:{ann@example.com=1, ann=2, @example.com=3}', 'ann@example.com', '1'],
    ['inline:{ann=2, @example.com=3}', 'ann@example.com', '2'],
    ['inline:{@example.com=3}', 'ann@example.com', '3'],
    ['inline:{ann=2}', 'ann@example.net', 'none'],
    ['inline:{ANN@Example.com=1}', 'Ann@EXAMPLE.com', '1'],
    ['inline:{ann+x@example.com=1, ann@example.com=2}', 'ann+x@example.com', '1'],
    ['inline:{ann@example.com=2, ann+x=3}', 'ann+x@example.com', '2 +x'],
    ['inline:{ann+x=3, ann=4}', 'ann+x@example.com', '3'],
    ['inline:{ann=4}', 'ann+x@example.com', '4 +x'],
    ['inline:{@example.com=5}', 'ann+x@example.com', '5'],
    ['inline:{ {"a b"@example.com = 1} }', 'a b@example.com', '1'],
    ['inline:{ {a"b@example.com = 2} }', 'a"b@example.com', 'error'],
    ['regexp:{ {/^ann@example\\.com$$/ 1} {/^ann$$/ 2} {/^@/ 3} }', 'ann+x@example.com', 'none'],
    ['regexp:{ {/^(.*)@example\\.com$$/ $$1@example.net} }', 'ann+x@example.com', 'ann+x@example.net'],
  ])('%s: %s gives %s', (maps, address, expected) => {
    expect(lookup(maps, address, plus)).toBe(expected);
  });

  test.each([
    ['parents', 'a.b.example.net', 'x'],
    ['dotted-parents', 'a.b.example.net', 'y'],
    ['alone', 'a.b.example.net', 'none'],
  ] as const)('domains: %s', (domain, name, expected) => {
    const strategy = { domain, atDomain: false, localPartIfLocal: false };
    expect(lookup('inline:{example.net=x, .example.net=y}', `ann@${name}`, { strategy })).toBe(expected);
  });

  test('user@ for an address of this host', () => {
    const strategy = { localPartAtIfLocal: true, localPartIfLocal: false };
    expect(lookup('inline:{ann@=x}', 'ann@example.com', { strategy })).toBe('x');
    expect(lookup('inline:{ann@=x}', 'ann@example.net', { strategy })).toBe('none');
  });

  test('names that have no extension', () => {
    const main = 'recipient_delimiter = -';
    expect(lookup('inline:{owner=x}', 'owner-list@example.com', { main })).toBe('none');
    expect(lookup('inline:{list=x}', 'list-request@example.com', { main })).toBe('none');
    expect(lookup('inline:{list=x}', 'list-requests@example.com', { main })).toBe('x -requests');
    expect(lookup('inline:{double=x}', 'double-bounce@example.com', { main })).toBe('none');
    expect(lookup('inline:{a=x}', '-a@example.com', { main })).toBe('none');
  });

  test('several delimiters, of which releases before 2.11 know the first', () => {
    const main = 'recipient_delimiter = +_';
    expect(lookup('inline:{ann=x}', 'ann_y+z@example.com', { main })).toBe('x _y+z');
    const files = { a: 'ann x\n' };
    expect(lookup('hash:/etc/postfix/a', 'ann_y+z@example.com', { main, files, version: '2.10' })).toBe(
      'none',
    );
  });
});

describe('tables', () => {
  test('the first table with an entry wins, an error ends the search', () => {
    expect(lookup('inline:{a=1} inline:{ann=2}', 'ann@example.com')).toBe('2');
    expect(lookup('fail:1 inline:{ann=2}', 'ann@example.com')).toBe('error');
    expect(lookup('inline:{ann@example.com=2} fail:1', 'ann@example.com')).toBe('2');
    expect(lookup('static:', 'ann@example.com')).toBe('error');
    expect(lookup('nonsense:/etc/x', 'ann@example.com')).toBe('error');
  });

  test('tables of tables', () => {
    expect(lookup('unionmap:{inline:{ann=1} inline:{ann=2}}', 'ann@example.com')).toBe('1,2');
    expect(lookup('pipemap:{inline:{ann=1} inline:{1=2}}', 'ann@example.com')).toBe('2');
    expect(lookup('pipemap:{inline:{ann=1} inline:{ann=2}}', 'ann@example.com')).toBe('none');
    expect(lookup('unionmap:{inline:{ann=1} fail:1}', 'ann@example.com')).toBe('error');
    expect(lookup('static:{a b}', 'ann@example.com')).toBe('a b');
    expect(lookup('randmap:{a}', 'ann@example.com')).toBe('a');
  });

  test('files', () => {
    const files = { a: '# comment\nann 1\n  2\nann 3\n"ann b" 4\n' };
    expect(lookup('hash:/etc/postfix/a', 'ANN@example.com', { files })).toBe('1  2');
    expect(lookup('texthash:/etc/postfix/a', 'ann@example.com', { files })).toBe('error');
    expect(lookup('hash:/etc/postfix/a', 'ann b@example.com', { files })).toBe('4');
    expect(lookup('proxy:hash:/etc/postfix/a', 'ann@example.com', { files })).toBe('1  2');
    const missing = { missing: ['b', 'b.db'] };
    expect(lookup('hash:/etc/postfix/b', 'ann@example.com', missing)).toBe('error');
  });

  test('where the entry is', () => {
    const cleanup = program('hash:/etc/postfix/a', { files: { a: 'bob 1\nann 2\n' } });
    const maps = mapsOf(cleanup, 'virtual_alias_maps');
    const found = maps && find(cleanup, maps, 'ann');
    expect(found).toMatchObject({
      kind: 'found',
      table: 'hash:/etc/postfix/a',
      at: [{ uri: 'file:///etc/postfix/a', start: 6, end: 11 }, { uri: 'file:///etc/postfix/main.cf' }],
    });
  });
});

test('a table that cannot be read is asked once for an address', () => {
  const { journey } = program('ldap:/etc/postfix/a inline:{ann=2}', { main: 'recipient_delimiter = +' });
  const { ways, complete } = everyWay(journey.system, 10, (each) => {
    const cleanup = new Program(each, 'cleanup', undefined);
    const maps = mapsOf(cleanup, 'virtual_alias_maps');
    const found = maps && findAddress(cleanup, maps, 'ann+x@example.com');
    return found?.kind === 'found' ? [found.text, found.condition?.answer] : found?.kind;
  });
  expect({ ways, complete }).toEqual({
    ways: [
      ['2', 'It has no entry.'],
      [undefined, 'It has an entry.'],
    ],
    complete: true,
  });
});
