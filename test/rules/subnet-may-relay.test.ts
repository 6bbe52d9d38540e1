import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('subnet-may-relay');
const smtp = 'smtp inet n - n - - smtpd\n';
const debian = { version: '3.7' };

describe('subnet-may-relay', () => {
  test('marks the restriction that permits the subnet', async () => {
    const [found] = await lint(
      {
        'main.cf': `
          myhostname = mail.example.com
          smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
                                     ^^^^^^^^^^^^^^^^^ subnet-may-relay
        `,
        'master.cf': smtp,
      },
      debian,
    );
    expect(found?.message).toBe(
      'mynetworks is not set, and compatibility_level is below 2, so mynetworks_style is subnet. ' +
        'Postfix trusts every host in the subnets of this host, and relays its mail. ' +
        'Set mynetworks to the networks that may relay, such as 127.0.0.0/8 [::1]/128.',
    );
  });

  test('marks the level if the restriction is a default, or if smtpd lacks a relay check', async () => {
    await lint(
      {
        'main.cf': `
          myhostname = mail.example.com
          compatibility_level = 1
                                ^ subnet-may-relay
        `,
        'master.cf': smtp,
      },
      debian,
    );
    const [found] = await lint(
      { 'main.cf': 'biff = no\n^^^^ subnet-may-relay\nmyhostname = mail.example.com\n', 'master.cf': smtp },
      debian,
    );
    // smtpd does not start.
    expect(found?.message).not.toContain('relays its mail');
  });

  test('compatibility-level does not repeat it', async () => {
    const files = { 'main.cf': 'compatibility_level = 1\n', 'master.cf': smtp };
    const found = await forRule('compatibility-level').lint(
      { ...files, 'main.cf': 'compatibility_level = 1\n                      ^ compatibility-level\n' },
      debian,
    );
    expect(found.find(({ code }) => code === 'compatibility-level')?.message).not.toContain(
      'mynetworks_style',
    );
  });

  test.each([
    ['a higher level', 'compatibility_level = 2\n', smtp],
    ['mynetworks', 'mynetworks = 127.0.0.0/8\ncompatibility_level = 1\n', smtp],
    ['mynetworks_style', 'mynetworks_style = subnet\ncompatibility_level = 1\n', smtp],
    ['loopback interfaces', 'inet_interfaces = loopback-only\ncompatibility_level = 1\n', smtp],
    ['no smtpd', 'compatibility_level = 1\n', 'pickup unix n - n 60 1 pickup\n'],
    ['a list that does not trust networks', 'smtpd_relay_restrictions = reject_unauth_destination\n', smtp],
    ['a service with its own networks', 'compatibility_level = 1\n', `${smtp}  -o mynetworks=192.0.2.1\n`],
  ])('reports nothing with %s', async (_, main, master) => {
    await lint({ 'main.cf': main, 'master.cf': master }, debian);
  });

  test('reports nothing before Postfix 3.0', () =>
    lint({ 'main.cf': 'biff = no\n', 'master.cf': smtp }, { version: '2.11' }));
});
