import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('bad-tls-level');

describe('bad-tls-level', () => {
  test('marks what is no level, and levels of clients for a server', async () => {
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
      '"mai" is no TLS security level. Programs that read it die: Invalid TLS level "mai". Did you mean may?',
    );
    expect(client?.message).toContain('unsupported TLS level "verify", using "encrypt". Write encrypt.');
  });

  test('marks a level that the release does not have yet', () =>
    lint('smtp_tls_security_level = dane\n                          ^^^^ bad-tls-level\n', {
      version: '2.10',
    }));

  test('is silent for levels, none, and what is not defined', () =>
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
});
