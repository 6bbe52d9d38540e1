import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('weak-tls-protocol');

describe('weak-tls-protocol', () => {
  test('marks lists that allow old protocols', async () => {
    const [found] = await lint(`
      smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3
                                      ^^^^^^^^^^^^^^ weak-tls-protocol
      smtpd_tls_protocols = >=TLSv1
                            ^^^^^^^ weak-tls-protocol information
      smtp_tls_mandatory_protocols = TLSv1.1 TLSv1.2
                                     ^^^^^^^^^^^^^^^ weak-tls-protocol
    `);
    expect(found?.message).toBe(
      'smtpd_tls_mandatory_protocols still allows TLSv1 and TLSv1.1 where TLS is required. ' +
        'Clients that support nothing newer can use them, and Postfix logs no warning. Set it to >=TLSv1.2.',
    );
  });

  test('marks words that are not protocols, and quotes what the server or the client logs', async () => {
    const [server, client] = await lint(`
      smtpd_tls_protocols = >=TLSv1.2, !TLSv9
                            ^^^^^^^^^^^^^^^^^ weak-tls-protocol
      smtp_tls_protocols = TLSv9
                           ^^^^^ weak-tls-protocol
    `);
    expect(server?.message).toContain(
      'warns: "Invalid TLS protocol list ">=TLSv1.2, !TLSv9": disabling TLS support"',
    );
    expect(client?.message).toContain('warns: "Invalid TLS protocol list "TLSv9": aborting TLS session"');
  });

  test.each(['>=TLSv1.2', '!SSLv2, !SSLv3, !TLSv1, !TLSv1.1', 'TLSv1.2:TLSv1.3', '>=0x0303', '$nowhere', ''])(
    'reports nothing for %j',
    async (protocols) => {
      await lint(`smtp_tls_mandatory_protocols = ${protocols}\n`);
    },
  );

  test('reports nothing for a list that refers to another one, which is marked', () =>
    lint(`
      smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3
                                      ^^^^^^^^^^^^^^ weak-tls-protocol
      tlsproxy_tls_mandatory_protocols = $smtpd_tls_mandatory_protocols
      lmtp_tls_mandatory_protocols = \${smtp_tls_mandatory_protocols}
    `));

  test('the fix suits the release', async () => {
    const text = 'smtp_tls_protocols = !SSLv2, !SSLv3\n';
    expect(await applyFix(text)).toBe('smtp_tls_protocols = >=TLSv1.2\n');
    expect(await applyFix(text, undefined, { version: '3.5' })).toBe(
      'smtp_tls_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\n',
    );
  });
});
