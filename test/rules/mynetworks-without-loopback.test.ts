import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('mynetworks-without-loopback');
const master = 'smtp inet n - n - - smtpd\n';

describe('mynetworks-without-loopback', () => {
  test('marks a list without the loopback addresses', async () => {
    const [found] = await lint({
      'main.cf': `
        mynetworks = 192.0.2.0/24
        ^^^^^^^^^^^^^^^^^^^^^^^^^ mynetworks-without-loopback
      `,
      'master.cf': master,
    });
    expect(found?.message).toBe(
      'mynetworks does not include 127.0.0.1 or ::1. ' +
        'Programs on this host that connect to localhost are not trusted, so smtpd does not relay their mail. ' +
        'Add 127.0.0.0/8, [::1]/128.',
    );
  });

  test('marks a list with only one of the two that Postfix uses', async () => {
    const [found] = await lint({
      'main.cf': `
        mynetworks = 127.0.0.0/8 192.0.2.0/24
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mynetworks-without-loopback
        inet_protocols = all
      `,
      'master.cf': master,
    });
    expect(found?.message).toContain('mynetworks does not include ::1. ');
  });

  test.each([
    'mynetworks = 127.0.0.0/8, [::1]/128\n',
    'mynetworks = 127.0.0.0/8, [::ffff:127.0.0.0]/104, [::1]\n',
    'mynetworks = 127.0.0.0/8\ninet_protocols = ipv4\n',
    'mynetworks = 127.0.0.1\ninet_interfaces = 127.0.0.1\n',
    'mynetworks = 192.0.2.0/24\ninet_interfaces = 192.0.2.1\n',
    'mynetworks = !127.0.0.0/8, ![::1], 192.0.2.0/24\n',
    'mynetworks = localhost, 192.0.2.0/24\n',
    'mynetworks = 192.0.2.0/24, cidr:/etc/postfix/networks\n',
    'mynetworks = 192.0.2.0/24, /etc/postfix/networks\n',
    'mynetworks = 192.0.2.0/24, $networks_of_site\n',
    'mynetworks = 192.0.2.0/24\nsmtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination\n',
    'mynetworks =\n',
    'mynetworks_style = host\n',
  ])('reports nothing for %j', async (main) => {
    await lint({ 'main.cf': main, 'master.cf': master });
  });

  test('one list that uses the networks is enough', () =>
    lint({
      'main.cf': `
        mynetworks = 192.0.2.0/24
        ^^^^^^^^^^^^^^^^^^^^^^^^^ mynetworks-without-loopback
        smtpd_relay_restrictions = reject_unauth_destination
      `,
      'master.cf': `${master}588 inet n - n - - smtpd -o smtpd_client_restrictions=permit_mynetworks,reject\n`,
    }));

  test('reports nothing if no smtpd is on a port', () =>
    lint({ 'main.cf': 'mynetworks = 192.0.2.0/24\n', 'master.cf': 'pickup unix n - n 60 1 pickup\n' }));

  test('the fix adds what is missing', async () => {
    const files = { 'main.cf': 'mynetworks = 127.0.0.0/8 192.0.2.0/24\n', 'master.cf': master };
    expect((await applyFix(files))['main.cf']).toBe('mynetworks = 127.0.0.0/8 192.0.2.0/24 [::1]/128\n');
  });
});
