// What rules say about logins and TLS, tried with a real smtpd(8).
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as secure } from 'node:tls';
import { expect, test } from 'vitest';
import {
  describeRunningPostfix,
  type PostfixInstance,
  smtp,
  supportingServices,
  withPostfix,
} from './harness';
import { makeCertificate } from './support/certificate';

const relayCheck = 'compatibility_level = 3.6\nsmtpd_relay_restrictions = reject_unauth_destination\n';

/** Runs an smtpd with a certificate. */
async function withCertificate(
  settings: string,
  use: (postfix: PostfixInstance) => Promise<void>,
): Promise<void> {
  const { key, certificate } = await makeCertificate();
  await withPostfix(
    {
      mainCf: `${relayCheck}smtpd_tls_chain_files = $config_directory/chain.pem\n${settings}`,
      masterCf: `25 inet n - n - - smtpd\n${supportingServices}`,
      tables: { 'chain.pem': `${key}${certificate}` },
    },
    use,
  );
}

describeRunningPostfix('logins and TLS', () => {
  test('tls-wrappermode-port: a client that starts TLS fails at once if the service begins with plain SMTP', () =>
    withCertificate('smtpd_tls_security_level = may\n', async (postfix) => {
      const client = secure({ host: '127.0.0.1', port: postfix.port('25'), rejectUnauthorized: false });
      const [error] = await once(client, 'error').catch((reason: unknown) => [reason]);
      expect(String(error)).toMatch(/wrong version number/i);
      await postfix.waitForLog(/: lost connection after CONNECT from /);
    }));

  test('tls-wrappermode-port: a client that begins with plain SMTP gets no greeting in wrapper mode', () =>
    withCertificate('smtpd_tls_wrappermode = yes\n', async (postfix) => {
      const client = connect({ host: '127.0.0.1', port: postfix.port('25') });
      let received = '';
      client.on('data', (data) => (received += String(data)));
      await postfix.waitForLog(/: connect from /);
      client.end();
      await postfix.waitForLog(/: SSL_accept error from /);
      await postfix.waitForLog(/: lost connection after CONNECT from /);
      expect(received).toBe('');
    }));

  test('sasl-socket-path: smtpd connects to Dovecot only after STARTTLS if logins need TLS', () =>
    withCertificate(
      'smtpd_tls_security_level = may\nsmtpd_tls_auth_only = yes\nsmtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\nsmtpd_sasl_path = /missing/auth\n',
      async (postfix) => {
        const port = postfix.port('25');
        const session = await smtp(port);
        expect((await session.ehlo('client.example.org')).text).toContain('STARTTLS');
        expect((await session.mail('a@example.org')).code).toBe(250);
        expect(await postfix.log()).not.toContain('Dovecot auth socket');
        await session.quit();
        const encrypted = await smtp(port, { signal: postfix.onceLogged() });
        await encrypted.ehlo('client.example.org');
        const ended = encrypted.startTls().then(() => encrypted.ehlo('client.example.org'));
        await expect(ended).rejects.toThrow();
        await postfix.waitForLog(
          /SASL: Connect to Dovecot auth socket '\/missing\/auth' failed: No such file or directory$/m,
        );
        await postfix.waitForLog(/fatal: no SASL authentication mechanisms/);
      },
    ));
});
