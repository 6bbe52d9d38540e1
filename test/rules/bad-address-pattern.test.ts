import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('bad-address-pattern');

describe('bad-address-pattern', () => {
  test('an IPv6 address without its brackets', async () => {
    const found = await lint(`
      mynetworks = 127.0.0.0/8, ::1/128, !fe80::/10, 2001:db8::1
                                ^^^^^^^ bad-address-pattern
                                          ^^^^^^^^^ bad-address-pattern
                                                     ^^^^^^^^^^^ bad-address-pattern
    `);
    expect(found.map(({ message }) => message).slice(0, 2)).toEqual([
      'The IPv6 address ::1/128 lacks its brackets. ' +
        'Postfix takes it for a table, type:name, and dies: open dictionary: expecting "type:name" form instead of "::1/128". ' +
        'Write [::1]/128.',
      'The IPv6 address fe80::/10 lacks its brackets. ' +
        'Postfix takes it for a table, logs: unsupported dictionary type: fe80, and answers 451 4.3.0 Temporary lookup failure to every client that no earlier pattern matches. ' +
        'Write [fe80::]/10.',
    ]);
  });

  test('a length that stands alone', async () => {
    const [found] = await lint(`
      mynetworks = 192.0.2.0 /24
                             ^^^ bad-address-pattern
    `);
    expect(found?.message).toContain('open file /24: No such file or directory');
  });

  test('a mask, a length that is too long, half an address', async () => {
    const found = await lint(`
      mynetworks = 192.0.2.0/255.255.255.0 198.51.100.0/33 192.0.2 203.0.113.*
                   ^^^^^^^^^^^^^^^^^^^^^^^ bad-address-pattern
                                           ^^^^^^^^^^^^^^^ bad-address-pattern
                                                           ^^^^^^^ bad-address-pattern
                                                                   ^^^^^^^^^^^ bad-address-pattern
    `);
    expect(found.map(({ message }) => message)).toEqual([
      '192.0.2.0/255.255.255.0 is no network. Postfix logs: mynetworks: bad mask value in "192.0.2.0/255.255.255.0", and answers 451 4.3.0 Temporary lookup failure to every client that no earlier pattern matches. Write 192.0.2.0/24.',
      '198.51.100.0/33 is no network. Postfix logs: mynetworks: bad mask length in "198.51.100.0/33", and answers 451 4.3.0 Temporary lookup failure to every client that no earlier pattern matches. Write the network address and the length of its prefix.',
      "192.0.2 is no address. Postfix compares it with each client's address as a text, and no client has it. Write 192.0.2.0/24.",
      "203.0.113.* is no address. Postfix compares it with each client's address as a text, and no client has it. Write 203.0.113.0/24.",
    ]);
  });

  test('a range for the key of an indexed table', async () => {
    const [found] = await lint({
      'main.cf': 'smtpd_client_restrictions = check_client_access hash:/etc/postfix/clients\n',
      clients: `
        192.0.2.0/24        REJECT
        ^^^^^^^^^^^^ bad-address-pattern
        198.51.100.0/25     OK
        ^^^^^^^^^^^^^^^ bad-address-pattern
        203.0.113           REJECT
        203.0.113.7         DUNNO
        mail.example.com    OK
      `,
    });
    expect(found?.message).toBe(
      'hash: tables cannot hold a range such as 192.0.2.0/24. ' +
        'Postfix looks for the text of the address and of its leading octets, never finds this line, and says nothing. ' +
        'Write 192.0.2, or put the line into a table of type cidr.',
    );
  });

  test.each([
    [
      'what is right',
      'mynetworks = 127.0.0.0/8 [::1]/128 [2001:db8::]/32 !192.0.2.5 host.example.com .example.com',
    ],
    [
      'tables and files',
      'mynetworks = hash:/etc/postfix/networks, cidr:/etc/postfix/n.cidr, /etc/postfix/networks',
    ],
    ['what stands behind a #', 'mynetworks = 127.0.0.0/8 # ::1/128'],
    ['lists of names', 'mydestination = example.com, 192.0.2'],
  ])('is silent about %s', async (_, text) => {
    await lint(`${text}\n`);
  });

  test('is silent about networks in tables that know them', () =>
    lint({
      'main.cf': 'smtpd_client_restrictions = check_client_access cidr:/etc/postfix/clients\n',
      clients: '192.0.2.0/24 REJECT\n',
    }));

  describe('the fix writes what is meant', () => {
    test.each([
      ['mynetworks = 127.0.0.0/8, ::1/128\n', 'mynetworks = 127.0.0.0/8, [::1]/128\n'],
      ['mynetworks = 192.0.2.0 /24, 127.0.0.0/8\n', 'mynetworks = 192.0.2.0/24, 127.0.0.0/8\n'],
      ['mynetworks = 192.0.2.0/255.255.255.0\n', 'mynetworks = 192.0.2.0/24\n'],
      ['mynetworks = 192.0.2.*\n', 'mynetworks = 192.0.2.0/24\n'],
    ])('%s', async (before, after) => {
      expect(await applyFix(before)).toBe(after);
    });

    test('in a table', async () => {
      const files = {
        'main.cf': 'smtpd_client_restrictions = check_client_access hash:/etc/postfix/clients\n',
        clients: '192.0.0.0/16  REJECT\n',
      };
      expect((await applyFix(files)).clients).toBe('192.0  REJECT\n');
    });

    test('and not where nothing tells what that is', async () => {
      expect(await fixTitles('mynetworks = 198.51.100.0/33\n')).toEqual([]);
      expect(await fixTitles('mynetworks = 192.0.2.5 /24\n')).toEqual([]);
    });
  });
});
