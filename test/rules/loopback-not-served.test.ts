import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('loopback-not-served');

const service = 'smtp inet n - n - - smtpd\n';

describe('loopback-not-served', () => {
  test('marks a list of addresses without a loopback address', async () => {
    const [found] = await lint({
      'main.cf': `
        inet_interfaces = 192.0.2.1, [2001:db8::1]
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ loopback-not-served
      `,
      'master.cf': service,
    });
    expect(found?.message).toBe(
      'inet_interfaces does not include 127.0.0.1. ' +
        'Programs on this host that send mail through localhost get "Connection refused"; the sendmail command still works. ' +
        'Add 127.0.0.1 if such programs exist.',
    );
  });

  test.each([
    'inet_interfaces = all\n',
    'inet_interfaces = loopback-only\n',
    'inet_interfaces = $myhostname, localhost\n',
    'inet_interfaces = $myhostname\n',
    'inet_interfaces = 192.0.2.1, 127.0.0.1\n',
    'inet_interfaces = 192.0.2.1, ::1\n',
    'inet_interfaces = $nowhere\n',
    'inet_interfaces = 0.0.0.0\n',
  ])('reports nothing for %j', async (text) => {
    await lint({ 'main.cf': text, 'master.cf': service });
  });

  test.each([
    'pickup unix n - n 60 1 pickup\n',
    `${service}127.0.0.1:25 inet n - n - - smtpd\n`,
    '192.0.2.1:25 inet n - n - - smtpd\n',
  ])('reports nothing with the service %j', async (text) => {
    await lint({ 'main.cf': 'inet_interfaces = 192.0.2.1\n', 'master.cf': text });
  });
});
