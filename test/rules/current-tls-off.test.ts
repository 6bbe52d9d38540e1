import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('current-tls-off');

describe('current-tls-off', () => {
  test('marks lists without TLS 1.2 and TLS 1.3', async () => {
    const [server, client, empty] = await lint(`
      smtpd_tls_mandatory_protocols = TLSv1
                                      ^^^^^ current-tls-off
      smtp_tls_protocols = SSLv3, TLSv1
                           ^^^^^^^^^^^^ current-tls-off
      lmtp_tls_protocols = TLSv1 !TLSv1
                           ^^^^^^^^^^^^ current-tls-off
    `);
    expect(server?.message).toBe(
      'smtpd_tls_mandatory_protocols allows only TLSv1, so TLS 1.2 and TLS 1.3 are off. ' +
        'Clients that need a current protocol cannot use TLS, and no mail is transferred. Write >=TLSv1.2.',
    );
    expect(client?.message).toBe(
      'smtp_tls_protocols allows only SSLv3 and TLSv1, so TLS 1.2 and TLS 1.3 are off. ' +
        'Servers that need a current protocol cannot use TLS, and mail is sent unencrypted or not at all. ' +
        'Write >=TLSv1.2.',
    );
    expect(empty?.message).toContain('allows no protocol, ');
  });

  test('as a hint if no service uses the list', () =>
    lint({
      'main.cf': `
        smtpd_tls_security_level = may
        smtpd_tls_mandatory_protocols = TLSv1
                                        ^^^^^ current-tls-off hint
        smtpd_tls_protocols = TLSv1
                              ^^^^^ current-tls-off
      `,
      'master.cf': 'smtp inet n - n - - smtpd\n',
    }));

  test.each([
    'TLSv1.2',
    'TLSv1 TLSv1.2',
    '!SSLv2, !SSLv3',
    '>=TLSv1',
    '!TLSv1.2',
    'TLSv1, TLSv9',
    '$nowhere',
    '',
  ])('reports nothing for %j', async (protocols) => {
    await lint(`smtp_tls_protocols = ${protocols}\n`);
  });

  test('the fix suits the release', async () => {
    expect(await applyFix('smtp_tls_protocols = TLSv1\n')).toBe('smtp_tls_protocols = >=TLSv1.2\n');
    expect(await applyFix('smtp_tls_protocols = TLSv1\n', undefined, { version: '3.5' })).toBe(
      'smtp_tls_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\n',
    );
  });
});
