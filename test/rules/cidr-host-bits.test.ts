import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('cidr-host-bits');

describe('cidr-host-bits', () => {
  test('a host address with a prefix length', async () => {
    const [found] = await lint(`
      mynetworks = 127.0.0.1/8, !192.0.2.5/24 [2001:db8::1]/32
                   ^^^^^^^^^^^ cidr-host-bits
                                 ^^^^^^^^^^^^ cidr-host-bits
                                              ^^^^^^^^^^^^^^^^ cidr-host-bits
    `);
    expect(found?.message).toBe(
      '127.0.0.1/8 is a host address with a prefix length, not a network. ' +
        'Postfix logs "mynetworks: non-null host address bits in "127.0.0.1/8", perhaps you should use "127.0.0.0/8" instead" ' +
        'and answers 451 4.3.0 ("Temporary lookup failure") to every client that no earlier pattern matches. ' +
        'Write 127.0.0.0/8.',
    );
  });

  test('in other lists of addresses, through a $name, and in an -o', () =>
    lint({
      'main.cf': `
        lan = 192.0.2.1/24
              ^^^^^^^^^^^^ cidr-host-bits
        mynetworks = 127.0.0.0/8, $lan
        smtpd_authorized_xclient_hosts = $lan
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o mynetworks=198.51.100.7/25
                        ^^^^^^^^^^^^^^^ cidr-host-bits
      `,
    }));

  test('as a warning in lists without which Postfix goes on', () =>
    lint(`
      smtpd_client_event_limit_exceptions = 192.0.2.5/24
                                            ^^^^^^^^^^^^ cidr-host-bits warning
    `));

  test.each([
    '127.0.0.0/8',
    '192.0.2.5',
    '192.0.2.5/32',
    '[2001:db8::]/32',
    '[2001:db8::/32]',
    'host.example.com',
    'cidr:/etc/postfix/clients.cidr',
    '# 127.0.0.1/8',
  ])('reports nothing about %s', async (text) => {
    await lint(`mynetworks = 192.0.2.0/24 ${text}\n`);
  });

  test('the fix writes the network and keeps the brackets', async () => {
    expect(await applyFix('mynetworks = 127.0.0.1/8, 192.0.2.0/24\n')).toBe(
      'mynetworks = 127.0.0.0/8, 192.0.2.0/24\n',
    );
    expect(await applyFix('mynetworks = ![2001:db8::1]/32\n')).toBe('mynetworks = ![2001:db8::]/32\n');
    expect(await applyFix('mynetworks = [2001:db8::1/32]\n')).toBe('mynetworks = [2001:db8::/32]\n');
  });
});
