import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('bad-address-pattern');

describe('bad-address-pattern', () => {
  test('an IPv6 address without brackets', async () => {
    const found = await lint(`
      mynetworks = 127.0.0.0/8, ::1/128, !fe80::/10, 2001:db8::1
                                ^^^^^^^ bad-address-pattern
                                          ^^^^^^^^^ bad-address-pattern
                                                     ^^^^^^^^^^^ bad-address-pattern
    `);
    expect(found.map(({ message }) => message).slice(0, 2)).toEqual([
      'The IPv6 address ::1/128 has no brackets, so Postfix reads it as a table. ' +
        'Programs that read it exit with: "open dictionary: expecting "type:name" form instead of "::1/128"". ' +
        'Write [::1]/128.',
      'The IPv6 address fe80::/10 has no brackets, so Postfix reads it as a table. ' +
        'Postfix logs "unsupported dictionary type: fe80" and answers 451 4.3.0 ("Temporary lookup failure") to every client that no earlier pattern matches. ' +
        'Write [fe80::]/10.',
    ]);
  });

  test('a prefix length that is separated from its address', async () => {
    const [found] = await lint(`
      mynetworks = 192.0.2.0 /24
                             ^^^ bad-address-pattern
    `);
    expect(found?.message).toContain('"open file /24: No such file or directory"');
  });

  test('a mask, a prefix length that is too large, part of an address', async () => {
    const found = await lint(`
      mynetworks = 192.0.2.0/255.255.255.0 198.51.100.0/33 192.0.2 203.0.113.*
                   ^^^^^^^^^^^^^^^^^^^^^^^ bad-address-pattern
                                           ^^^^^^^^^^^^^^^ bad-address-pattern
                                                           ^^^^^^^ bad-address-pattern
                                                                   ^^^^^^^^^^^ bad-address-pattern
    `);
    expect(found.map(({ message }) => message)).toEqual([
      '192.0.2.0/255.255.255.0 is not a valid network. Postfix logs "mynetworks: bad mask value in "192.0.2.0/255.255.255.0"" and answers 451 4.3.0 ("Temporary lookup failure") to every client that no earlier pattern matches. Write 192.0.2.0/24.',
      '198.51.100.0/33 is not a valid network. Postfix logs "mynetworks: bad mask length in "198.51.100.0/33"" and answers 451 4.3.0 ("Temporary lookup failure") to every client that no earlier pattern matches. Write the network address and its prefix length.',
      '192.0.2 is not an address, so it matches no client. Postfix compares the text with the address of each client. Write 192.0.2.0/24.',
      '203.0.113.* is not an address, so it matches no client. Postfix compares the text with the address of each client. Write 203.0.113.0/24.',
    ]);
  });

  test('as a warning in lists without which Postfix goes on', async () => {
    await lint(`
      smtpd_client_event_limit_exceptions = 192.0.2.1, 2001:db8::1, ::1
                                                       ^^^^^^^^^^^ bad-address-pattern warning
                                                                    ^^^ bad-address-pattern
      smtpd_authorized_xclient_hosts = 192.0.2.*
                                       ^^^^^^^^^ bad-address-pattern warning
      smtpd_sasl_exceptions_networks = 2001:db8::1
                                       ^^^^^^^^^^^ bad-address-pattern
    `);
  });

  test('an exclamation mark without a pattern, in any list of patterns', async () => {
    const found = await lint(`
      mynetworks = 127.0.0.0/8 ! 192.0.2.1, !, [::1]/128
                               ^ bad-address-pattern
                                            ^ bad-address-pattern
      relay_domains = !!
                      ^^ bad-address-pattern
    `);
    expect(found.map(({ message }) => message)).toEqual([
      `There is no pattern directly after !. Programs that read it exit with: "no pattern after '!'". Write !192.0.2.1.`,
      `There is no pattern directly after !. Programs that read it exit with: "no pattern after '!'". Write the pattern directly after the exclamation mark, or remove the mark.`,
      `There is no pattern directly after !!. Programs that read it exit with: "no pattern after '!'". Write the pattern directly after the exclamation mark, or remove the mark.`,
    ]);
  });

  test('a network as the key of an indexed table', async () => {
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
      'A hash: table cannot match a network such as 192.0.2.0/24, so this line never applies. ' +
        'Postfix looks up an address and its leading octets as text, and logs nothing. ' +
        'Write 192.0.2, or use a cidr: table.',
    );
  });

  test.each([
    [
      'valid patterns',
      'mynetworks = 127.0.0.0/8 [::1]/128 [2001:db8::]/32 !192.0.2.5 host.example.com .example.com',
    ],
    [
      'tables and files',
      'mynetworks = hash:/etc/postfix/networks, cidr:/etc/postfix/n.cidr, /etc/postfix/networks',
    ],
    ['text after a #', 'mynetworks = 127.0.0.0/8 # ::1/128 !'],
    ['lists that have no negation', 'smtpd_helo_restrictions = reject_non_fqdn_helo_hostname, !'],
    ['lists of names', 'mydestination = example.com, 192.0.2'],
  ])('reports nothing about %s', async (_, text) => {
    await lint(`${text}\n`);
  });

  test('reports nothing about networks in tables that support them', () =>
    lint({
      'main.cf': 'smtpd_client_restrictions = check_client_access cidr:/etc/postfix/clients\n',
      clients: '192.0.2.0/24 REJECT\n',
    }));

  describe('the fix writes the intended pattern', () => {
    test.each([
      ['mynetworks = 127.0.0.0/8, ::1/128\n', 'mynetworks = 127.0.0.0/8, [::1]/128\n'],
      ['mynetworks = 192.0.2.0 /24, 127.0.0.0/8\n', 'mynetworks = 192.0.2.0/24, 127.0.0.0/8\n'],
      ['mynetworks = 192.0.2.0/255.255.255.0\n', 'mynetworks = 192.0.2.0/24\n'],
      ['mynetworks = 127.0.0.0/8 ! 192.0.2.1\n', 'mynetworks = 127.0.0.0/8 !192.0.2.1\n'],
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

    test('but only if it is obvious', async () => {
      expect(await fixTitles('mynetworks = 198.51.100.0/33\n')).toEqual([]);
      expect(await fixTitles('mynetworks = 192.0.2.5 /24\n')).toEqual([]);
    });
  });
});
