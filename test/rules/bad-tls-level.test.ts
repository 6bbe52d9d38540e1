import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('bad-tls-level');

describe('bad-tls-level', () => {
  test('marks unknown levels, and levels for clients in a parameter for servers', async () => {
    const [word, client] = await lint({
      'main.cf': `
        smtp_tls_security_level = mai
                                  ^^^ bad-tls-level
        smtpd_tls_security_level = verify
                                   ^^^^^^ bad-tls-level warning
      `,
      'master.cf': `
        smtp inet n - n - - smtpd -o smtpd_tls_security_level=on
                                                              ^^ bad-tls-level
      `,
    });
    expect(word?.message).toBe(
      '"mai" is not a TLS security level. Programs that read it exit with: "Invalid TLS level "mai"". Did you mean may?',
    );
    expect(client?.message).toBe(
      'smtpd_tls_security_level is for a server, but "verify" is a level for clients. ' +
        'Postfix logs: "smtpd_tls_security_level: unsupported TLS level "verify", using "encrypt"". Write encrypt.',
    );
  });

  test('marks a level that the release does not have yet', () =>
    lint('smtp_tls_security_level = dane\n                          ^^^^ bad-tls-level\n', {
      version: '2.10',
    }));

  test('reports nothing for valid levels, an empty value, and an undefined $name', () =>
    lint(`
      smtp_tls_security_level = dane-only
      smtpd_tls_security_level = MAY
      lmtp_tls_security_level =
      tlsproxy_tls_security_level = $nowhere
    `));

  test.each([
    ['smtpd_tls_security_level = fingerprint\n', 'smtpd_tls_security_level = encrypt\n'],
    ['smtp_tls_security_level = encypt\n', 'smtp_tls_security_level = encrypt\n'],
  ])('fix of %j', async (before, after) => {
    const certificate = 'smtpd_tls_cert_file = /etc/ssl/x.pem\n';
    expect(await applyFix(certificate + before)).toBe(certificate + after);
  });

  test('a level of a later release', async () => {
    const text = 'smtp_tls_security_level = dane\n                          ^^^^ bad-tls-level\n';
    const [found] = await lint(text, { version: '2.8' });
    expect(found?.message).toContain('"dane" is not a TLS security level before Postfix 2.11. ');
  });
});
