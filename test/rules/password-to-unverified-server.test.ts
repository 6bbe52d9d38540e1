import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('password-to-unverified-server');
const client = 'smtp unix - - n - - smtp\n';
const login = [
  'relayhost = [relay.example.com]',
  'smtp_sasl_auth_enable = yes',
  'smtp_sasl_password_maps = texthash:/etc/postfix/passwords',
  'smtp_sasl_security_options = noanonymous',
].join('\n');

describe('password-to-unverified-server', () => {
  test('marks the level', async () => {
    const [found] = await lint({
      'main.cf': `${login}
smtp_tls_security_level = encrypt
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ password-to-unverified-server
`,
      'master.cf': client,
    });
    expect(found?.message).toBe(
      'With encrypt, Postfix sends the password to any server that answers as relay.example.com. ' +
        'It does not check the certificate, so anyone on the network path can impersonate the server. ' +
        'Set smtp_tls_security_level = secure, and smtp_tls_CAfile to the CA certificates of your system.',
    );
  });

  test.each([
    `${login}\nsmtp_tls_security_level = secure\n`,
    `${login}\nsmtp_tls_security_level = encrypt\nsmtp_tls_policy_maps = hash:/etc/postfix/policy\n`,
    `${login.replace('[relay.example.com]', '[192.0.2.1]')}\nsmtp_tls_security_level = encrypt\n`,
    'relayhost = [relay.example.com]\nsmtp_tls_security_level = encrypt\n',
  ])('reports nothing for %j', async (main) => {
    await lint({ 'main.cf': main, 'master.cf': client });
  });
});
