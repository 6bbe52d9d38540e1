// What rules say about logins and TLS, tried with a real smtpd(8).
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as secure } from 'node:tls';
import { expect, test } from 'vitest';
import { specOf } from '../rules/example.ts';
import { type Example, readPage } from '../rules/page.ts';
import {
  describeRunningPostfix,
  type InstanceSpec,
  type PostfixInstance,
  send,
  smtp,
  standardMasterCf,
  withPostfix,
} from './harness';
import { makeCertificate } from './support/certificate';
import { saslPathOf, startSaslServer } from './support/sasl';

const [plain, wrapped] = readPage('tls-wrappermode-port').wrong;

/** Runs an example with a certificate. */
async function withCertificate(
  spec: InstanceSpec & { readonly mainCf: string },
  use: (postfix: PostfixInstance) => Promise<void>,
): Promise<void> {
  const { key, certificate } = await makeCertificate();
  const mainCf = spec.mainCf.replace('/etc/postfix/example.pem', '$config_directory/chain.pem');
  expect(mainCf).toContain('chain.pem');
  await withPostfix({ ...spec, mainCf, tables: { 'chain.pem': `${key}${certificate}` } }, use);
}

function exampleOf(example: Example | undefined): InstanceSpec & { readonly mainCf: string } {
  if (example === undefined) throw new Error('the page lacks this example');
  return specOf(example);
}

const dovecot = {
  mainCf: `compatibility_level = 3.6
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_chain_files = /etc/postfix/example.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = /missing/auth
`,
};

describeRunningPostfix('logins and TLS', () => {
  test('tls-wrappermode-port: a client that starts TLS fails at once if the service begins with plain SMTP', () =>
    withCertificate(exampleOf(plain), async (postfix) => {
      const client = secure({ host: '127.0.0.1', port: postfix.port('smtps'), rejectUnauthorized: false });
      const [error] = await once(client, 'error').catch((reason: unknown) => [reason]);
      expect(String(error)).toMatch(/wrong version number/i);
      await postfix.waitForLog(/: lost connection after CONNECT from /);
    }));

  test('tls-wrappermode-port: with old defaults, smtpd takes the start of TLS for a command', () => {
    const spec = exampleOf(plain);
    const mainCf = spec.mainCf.replace(/^compatibility_level = .*$/m, 'compatibility_level = 0');
    expect(mainCf).not.toBe(spec.mainCf);
    return withCertificate({ ...spec, mainCf }, async (postfix) => {
      const client = secure({ host: '127.0.0.1', port: postfix.port('smtps'), rejectUnauthorized: false });
      await once(client, 'error').catch(() => undefined);
      await postfix.waitForLog(/: non-SMTP command from /);
    });
  });

  test('tls-wrappermode-port: a client that begins with plain SMTP gets no greeting in wrapper mode', () =>
    withCertificate(exampleOf(wrapped), async (postfix) => {
      const client = connect({ host: '127.0.0.1', port: postfix.port() });
      let received = '';
      client.on('data', (data) => (received += String(data)));
      await postfix.waitForLog(/: connect from /);
      client.end();
      await postfix.waitForLog(/: SSL_accept error from /);
      await postfix.waitForLog(/: lost connection after CONNECT from /);
      expect(received).toBe('');
    }));

  test('sasl-socket-path: smtpd connects to Dovecot only after STARTTLS if logins need TLS', () =>
    withCertificate(dovecot, async (postfix) => {
      const port = postfix.port();
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
    }));

  test.each([
    ['reject_sender_login_mismatch', 553],
    ['reject_authenticated_sender_login_mismatch', 553],
    ['reject_known_sender_login_mismatch', 250],
    ['reject_unauthenticated_sender_login_mismatch', 250],
  ])('login-maps-missing: without a table, %s answers a user with %d', async (restriction, code) => {
    const server = await startSaslServer();
    const mainCf = `compatibility_level = 3.6
mydestination = example.com
local_recipient_maps =
smtpd_authorized_xclient_hosts = 127.0.0.0/8
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${saslPathOf(server)}
smtpd_sender_restrictions = ${restriction}
`;
    await withPostfix({ mainCf }, async (postfix) => {
      const session = await smtp(postfix.port());
      await session.ehlo('client.example.org');
      await session.xclient({ ADDR: '203.0.113.9', LOGIN: 'bob' });
      await session.ehlo('client.example.org');
      await session.mail('bob@example.org');
      const reply = await session.rcpt('user@example.com');
      expect(reply.code).toBe(code);
      if (code === 553) expect(reply.text).toContain('Sender address rejected: not owned by user bob');
      await session.quit();
    });
    server.close();
  });

  test('bad-cipher-grade: no one can use TLS', () =>
    withCertificate(exampleOf(readPage('bad-cipher-grade').wrong[0]), async (postfix) => {
      const session = await smtp(postfix.port('smtp'));
      await session.ehlo();
      await session.startTls();
      await session.ehlo().catch(() => undefined);
      await postfix.waitForLog(/warning: localhost\[127\.0\.0\.1\]: invalid cipher grade: "higher"$/);
    }));

  test('bad-cipher-grade: the client defers mail, with "Cannot start TLS: handshake failure"', async () => {
    const { key, certificate } = await makeCertificate();
    const spec: InstanceSpec = {
      mainCf: ({ 10025: port }) => `compatibility_level = 3.6
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_tls_chain_files = $config_directory/chain.pem
smtpd_tls_security_level = may
smtp_tls_security_level = may
smtp_tls_ciphers = higher
default_transport = smtp:[127.0.0.1]:${port}
`,
      masterCf: `${standardMasterCf}10025 inet n - n - - smtpd -o myhostname=relay.example.com\n`,
      tables: { 'chain.pem': `${key}${certificate}` },
    };
    await withPostfix(spec, async (postfix) => {
      await send(
        postfix.port('smtp'),
        { from: 'a@example.org', to: 'user@example.net' },
        'Subject: test\n\nx\n',
      );
      await postfix.waitForLog(/status=deferred \(Cannot start TLS: handshake failure\)$/);
    });
  });

  test('certificate-key-mismatch: smtpd answers "454 4.7.0 TLS not available due to local problem"', async () => {
    const [{ certificate }, { key }] = [await makeCertificate(), await makeCertificate()];
    const spec = exampleOf(readPage('certificate-key-mismatch').wrong[0]);
    const mainCf = spec.mainCf
      .replace(/^(smtpd_tls_cert_file) = .*$/m, '$1 = $config_directory/certificate.pem')
      .replace(/^(smtpd_tls_key_file) = .*$/m, '$1 = $config_directory/key.pem');
    await withPostfix(
      { ...spec, mainCf, tables: { 'certificate.pem': certificate, 'key.pem': key } },
      async (postfix) => {
        const session = await smtp(postfix.port('smtp'));
        await session.ehlo();
        expect((await session.startTls()).text).toBe('454 4.7.0 TLS not available due to local problem');
        await session.quit();
        await postfix.waitForLog(
          /warning: cannot get RSA private key from file ".*": disabling TLS support$/,
        );
      },
    );
  });
});
