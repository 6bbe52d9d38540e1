import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('tls-required-everywhere');
const client = 'smtp unix - - n - - smtp\n';

describe('tls-required-everywhere', () => {
  test('marks a level for all destinations', async () => {
    const [found] = await lint({
      'main.cf': `
        smtp_tls_security_level = encrypt
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tls-required-everywhere
      `,
      'master.cf': client,
    });
    expect(found?.message).toBe(
      'smtp_tls_security_level = encrypt applies to mail to every server. ' +
        'If a server does not offer TLS, Postfix keeps the mail in the queue until it expires, and then returns it. ' +
        'Set smtp_tls_security_level = may or dane, and require TLS for individual domains in smtp_tls_policy_maps.',
    );
  });

  test.each([
    'smtp_tls_security_level = may\n',
    'smtp_tls_security_level = dane\n',
    'smtp_tls_security_level = encrypt\nrelayhost = [relay.example.com]\n',
    'smtp_tls_security_level = encrypt\nsmtp_tls_policy_maps = hash:/etc/postfix/policy\n',
    'smtp_tls_security_level = encrypt\ntransport_maps = hash:/etc/postfix/transport\n',
    'smtp_tls_security_level = $level\n',
  ])('reports nothing for %j', async (main) => {
    await lint({ 'main.cf': main, 'master.cf': client });
  });
});
