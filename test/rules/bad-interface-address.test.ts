import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('bad-interface-address');

describe('bad-interface-address', () => {
  test('marks a network', async () => {
    const [found] = await lint(`
      inet_interfaces = localhost, 192.168.0.0/16, [2001:db8::]/32
                                   ^^^^^^^^^^^^^^ bad-interface-address
    `);
    expect(found?.related).toEqual(['[2001:db8::]/32']);
    expect(found?.message).toBe(
      'inet_interfaces must list addresses or names of this host, but 192.168.0.0/16 is a network. ' +
        'Postfix programs exit with: "config variable inet_interfaces: host not found: 192.168.0.0/16". ' +
        'List the addresses on which Postfix should listen, or write all; mynetworks is for the networks of clients.',
    );
  });

  test('marks the address of a proxy in the same way', async () => {
    const [found] = await lint(`
      proxy_interfaces = 203.0.113.0/24
                         ^^^^^^^^^^^^^^ bad-interface-address
    `);
    expect(found?.message).toContain(
      'proxy_interfaces must list addresses or names of the proxy or router, but ',
    );
  });

  test('marks the name of an interface, and text to be replaced', async () => {
    const [found] = await lint(`
      inet_interfaces = localhost, eth0
                                   ^^^^ bad-interface-address warning
      proxy_interfaces = IP_ADDRESS
                         ^^^^^^^^^^ bad-interface-address information
    `);
    expect(found?.message).toBe(
      'inet_interfaces must list addresses or names of this host, but eth0 looks like the name of a network interface. ' +
        'Unless a host has this name, Postfix programs exit with: "config variable inet_interfaces: host not found: eth0". ' +
        'Write the IP address of eth0.',
    );
    await lint('inet_interfaces = mail, ethel\n');
  });

  test.each(['all', 'loopback-only'])('marks %s next to another word', async (word) => {
    await lint(`
      inet_interfaces = ${word} 192.0.2.1
                        ${'^'.repeat(word.length)} bad-interface-address
    `);
  });

  test.each(['hash:/etc/postfix/interfaces', '/etc/postfix/interfaces', '300.0.0.0/8', '192.0.2.1/33'])(
    'marks %s',
    async (word) => {
      await lint(`
        inet_interfaces = ${word}
                          ${'^'.repeat(word.length)} bad-interface-address
      `);
    },
  );

  test.each([
    'all',
    'loopback-only',
    '$myhostname, localhost',
    '127.0.0.1, [::1], ::1, 192.0.2.1',
    'fe80::1%eth0',
    '$nowhere/24',
    'mail.example.com:25',
    '',
  ])('reports nothing for %j', async (value) => {
    await lint(`inet_interfaces = ${value}\n`);
  });

  test('the fix leaves the address', async () => {
    for (const word of ['192.0.2.1/24', '192.0.2.1/32', '192.0.2.1:25'])
      expect(await applyFix(`inet_interfaces = localhost, ${word}\n`)).toBe(
        'inet_interfaces = localhost, 192.0.2.1\n',
      );
    expect(await applyFix('inet_interfaces = [2001:db8::1]:25\n')).toBe('inet_interfaces = 2001:db8::1\n');
    expect(await fixTitles('inet_interfaces = 192.0.2.0/24\n')).toEqual([]);
  });
});
