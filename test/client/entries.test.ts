// The lines that messages from Postfix refer to without a line number.
import { describe, expect, test } from 'vitest';
import {
  countEntries,
  placeDuplicates,
  placeParameter,
  placeService,
} from '../../client/src/postfix/entries.ts';
import { type Message, readMessages } from '../../client/src/postfix/messages.ts';
import { creatableTypes, needOf, suffixOf } from '../../client/src/postfix/table-types.ts';

const lines = (messages: readonly Message[]) => messages.map(({ line }) => line);

describe('entries', () => {
  test('are counted as postmap reads them', () => {
    expect(countEntries('# comment\n\na b\n  continued\n\tagain\n#\nc d\n # e\n  \n\ne f')).toBe(3);
    expect(countEntries('')).toBe(0);
    expect(countEntries('a b\r\nc d\r\n')).toBe(2);
  });

  test('that are duplicates are found by their key', () => {
    const table = 'a 1\nb 2\n# a\na 3\n  a 4\nA 5\n"x y" 6\n"X Y" 7\n';
    const said = (...keys: string[]) =>
      readMessages(keys.map((key) => `postmap: warning: /t.db: duplicate entry: "${key}"\n`).join(''), [
        '/t',
      ]);
    expect(lines(placeDuplicates(said('a', 'a', '"x y"'), table, ' '))).toEqual([4, 6, 8]);
    expect(lines(placeDuplicates(said('a', 'a', 'a', 'z'), table, ' '))).toEqual([
      4,
      6,
      undefined,
      undefined,
    ]);
    const aliases = 'root: me\nx: y\n"x": z\nX : w\n';
    expect(lines(placeDuplicates(said('x', 'x'), aliases, ':'))).toEqual([3, 4]);
  });

  test('of main.cf are found by the parameter, and the last one is used', () => {
    const main = 'myhostname = a\n# myhostname = b\nmyhostname=a..b\nmessage_size_limit = 50MB\n';
    const place = (text: string) =>
      readMessages(`postmap: fatal: ${text}`).map((message) =>
        placeParameter(message, '/m/main.cf', main),
      )[0];
    expect(place('file /m/main.cf: parameter myhostname: bad parameter value: a..b')).toMatchObject({
      line: 3,
    });
    expect(place('bad numerical configuration: message_size_limit = 50MB')).toMatchObject({
      file: '/m/main.cf',
      line: 4,
    });
    expect(place('config variable inet_interfaces: host not found: x')?.line).toBeUndefined();
    expect(place('open /m/main.cf: No such file or directory')?.file).toBeUndefined();
  });

  test('of master.cf are found by the text that the message quotes', () => {
    const master = 'smtp inet n - n - - smtpd\nbogus   tcp n - n - - smtpd\n  -o x=y\n';
    const [message] = readMessages(
      'postconf: fatal: invalid type field "tcp" in "bogus tcp n - n - - smtpd -o x=y"',
    );
    expect(message && placeService(message, '/m/master.cf', master)).toMatchObject({
      file: '/m/master.cf',
      line: 2,
    });
  });
});

describe('table types', () => {
  test('that need an index', () => {
    expect(needOf(['hash', 'texthash', 'hash', 'lmdb'])).toEqual({ kind: 'index', types: ['hash', 'lmdb'] });
    expect(needOf(['regexp', 'pcre', 'regexp'])).toEqual({ kind: 'read', types: ['regexp', 'pcre'] });
    expect(needOf(['mysql'])).toEqual({ kind: 'nothing', type: 'mysql' });
    expect(needOf([])).toEqual({ kind: 'unknown' });
    expect(suffixOf('hash')).toBe('.db');
    expect(suffixOf('mysql')).toBeUndefined();
  });

  test('that postmap can create, with the preferred one first', () => {
    expect(creatableTypes(['btree', 'cidr', 'hash', 'lmdb'], 'lmdb')).toEqual(['lmdb', 'btree', 'hash']);
    expect(creatableTypes(['btree', 'cidr'], 'hash')).toEqual(['btree']);
  });
});
