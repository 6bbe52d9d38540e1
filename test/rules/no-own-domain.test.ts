import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('no-own-domain');

describe('no-own-domain', () => {
  test('marks the service', async () => {
    const [found] = await lint({
      'main.cf': 'mydestination =\n',
      'master.cf': `
        smtp inet n - n - - smtpd
        ^^^^ no-own-domain
        587 inet n - n - - smtpd
      `,
    });
    expect(found?.message).toBe(
      'Every list of your domains is empty, so smtpd rejects mail from other servers to any address. ' +
        'Only clients that may relay can use this service. ' +
        'Set mydestination, virtual_mailbox_domains, or relay_domains to your domains.',
    );
  });

  test.each([
    '',
    'mydestination =\nrelayhost = [relay.example.com]\n',
    'mydestination =\nvirtual_alias_maps = hash:/etc/postfix/virtual\n',
    'mydestination = $domains\n',
    'mydestination =\ninet_interfaces = loopback-only\n',
  ])('reports nothing for %j', async (main) => {
    await lint({ 'main.cf': main, 'master.cf': 'smtp inet n - n - - smtpd\n' });
  });
});
