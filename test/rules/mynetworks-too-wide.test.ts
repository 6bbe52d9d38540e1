import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('mynetworks-too-wide');

describe('mynetworks-too-wide', () => {
  test('marks networks that are too large for one owner', async () => {
    const found = await lint(`
      mynetworks = 127.0.0.0/8, 0.0.0.0/0, 172.0.0.0/8, [::]/0, [2000::]/3, 192.0.0.0/8
                                ^^^^^^^^^ mynetworks-too-wide
                                           ^^^^^^^^^^^ mynetworks-too-wide
                                                        ^^^^^^ mynetworks-too-wide
                                                                ^^^^^^^^^^ mynetworks-too-wide
                                                                            ^^^^^^^^^^^ mynetworks-too-wide
    `);
    expect(found[0]?.message).toBe(
      '0.0.0.0/0 is the entire Internet. ' +
        'Postfix relays for every client in mynetworks and logs nothing unusual. ' +
        'List only the networks of your own hosts.',
    );
    expect(found[1]?.message).toContain(
      '172.0.0.0/8 contains public addresses of many organizations (the private range is 172.16.0.0/12). ',
    );
    expect(found[4]?.message).toContain('(the private range is 192.168.0.0/16). ');
  });

  test('in an -o of a service that other hosts can reach', () =>
    lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o mynetworks=0.0.0.0/1
                        ^^^^^^^^^ mynetworks-too-wide
        127.0.0.1:10025 inet n - n - - smtpd
          -o mynetworks=0.0.0.0/1
      `,
    }));

  test('in a parameter that another list also uses', () =>
    lint(`
      lan = 172.0.0.0/8
            ^^^^^^^^^^^ mynetworks-too-wide
      smtpd_authorized_xclient_hosts = $lan
      mynetworks = 127.0.0.0/8, $lan
    `));

  test('mynetworks_style = class', () =>
    lint(`
      mynetworks_style = class
      ^^^^^^^^^^^^^^^^^^^^^^^^ mynetworks-too-wide
    `));

  test.each(['host', 'subnet'])('a narrower style: %s', async (style) => {
    const text = 'mynetworks_style = class\n';
    expect(await applyFix(text, `Change to ${style}`)).toBe(`mynetworks_style = ${style}\n`);
  });

  test('reports private ranges that are trusted entirely as information', () =>
    lint(`
      mynetworks = 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 172.17.0.0/16
                   ^^^^^^^^^^ mynetworks-too-wide information
                              ^^^^^^^^^^^^^ mynetworks-too-wide information
                                            ^^^^^^^^^^^^^^ mynetworks-too-wide information
                                                           ^^^^^^^^^^^^^ mynetworks-too-wide information
    `));

  test('leaves out what open-relay reports', async () => {
    await lint({
      'main.cf': 'compatibility_level = 3.6\nmynetworks = 0.0.0.0/0, [::]/0\n',
      'master.cf': 'smtp inet n - n - - smtpd\n',
    });
    await lint({
      'main.cf': `
        compatibility_level = 3.6
        mynetworks = 0.0.0.0/0
                     ^^^^^^^^^ mynetworks-too-wide
        smtpd_relay_restrictions = reject_unauth_destination
      `,
      'master.cf': 'smtp inet n - n - - smtpd\n',
    });
  });

  test('in a table and in a file that the list names', async () => {
    const found = await lint({
      'main.cf': `
        mynetworks = 127.0.0.0/8, /etc/postfix/networks, cidr:/etc/postfix/clients.cidr, hash:/etc/postfix/clients
                                  ^^^^^^^^^^^^^^^^^^^^^ mynetworks-too-wide
      `,
      'master.cf': 'smtp inet n - n - - smtpd\n',
      networks: '# 0.0.0.0/1\n192.0.2.0/24 172.0.0.0/8\n!198.0.0.0/8\n',
      'clients.cidr': `
        192.0.2.0/24    OK
        198.0.0.0/8     OK
        ^^^^^^^^^^^ mynetworks-too-wide
        !203.0.0.0/8    OK
        10.0.0.0/8      OK
        ^^^^^^^^^^ mynetworks-too-wide information
      `,
      clients: '192.0.0.0/8 OK\n',
    });
    expect(found.map(({ message }) => message).find((text) => text.includes(' in /'))).toMatch(
      /^172\.0\.0\.0\/8 in \/etc\/postfix\/networks contains public addresses of many organizations \(the private range is 172\.16\.0\.0\/12\)\. /,
    );
  });

  test('is silent about a table and a file with networks of a usual size, or that cannot be read', () =>
    lint({
      'main.cf':
        'mynetworks = /etc/postfix/networks, cidr:/etc/postfix/clients.cidr, cidr:/etc/postfix/other, /other\n',
      'master.cf': 'smtp inet n - n - - smtpd\n',
      networks: '127.0.0.0/8\n192.0.2.0/24\n',
      'clients.cidr': '192.0.2.0/24 OK\n',
    }));

  test('leaves out a file or a table with the entire Internet, which open-relay reports', () =>
    lint({
      'main.cf':
        'compatibility_level = 3.6\nmynetworks = /etc/postfix/networks, cidr:/etc/postfix/clients.cidr\n',
      'master.cf': 'smtp inet n - n - - smtpd\n',
      networks: '0.0.0.0/0\n',
      'clients.cidr': '[::]/0 OK\n',
    }));

  test.each([
    'mynetworks = 127.0.0.0/8, [::1]/128, 192.0.2.0/24, 10.1.0.0/16, 172.16.5.0/24, 192.168.1.0/24',
    'mynetworks = 198.51.0.0/16, [2001:db8::]/32, [fe80::]/10, 169.254.0.0/16',
    'mynetworks = !0.0.0.0/0',
    'mynetworks = 127.0.0.0/8\nmynetworks_style = class',
    'mynetworks_style = subnet',
    'smtpd_client_event_limit_exceptions = 0.0.0.0/0',
  ])('is silent about %s', async (text) => {
    await lint(`${text}\n`);
  });

  test('marks the examples of the main.cf of Postfix', async () => {
    const [found] = await lint(`
      mynetworks = 168.100.189.0/28, 168.100.3.2, 127.0.0.0/8
                   ^^^^^^^^^^^^^^^^ mynetworks-too-wide
                                     ^^^^^^^^^^^ mynetworks-too-wide
    `);
    expect(found?.message).toBe(
      '168.100.189.0/28 is an example from the main.cf of Postfix, and belongs to another organization. ' +
        'Postfix relays for every client in mynetworks and logs nothing unusual. ' +
        'List only the networks of your own hosts.',
    );
  });

  test("networks of Docker's projects are information", () =>
    lint(`
      mynetworks = 127.0.0.0/8 [::1]/128 172.19.0.0/16
                                         ^^^^^^^^^^^^^ mynetworks-too-wide information
    `));

  test('is silent for addresses that no host has (RFC 1122)', () =>
    lint('mynetworks = 0.0.0.0/8, 127.0.0.0/8\n'));
});
