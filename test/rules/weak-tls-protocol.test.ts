import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('weak-tls-protocol');

describe('weak-tls-protocol', () => {
  test('marks lists that leave old protocols on', async () => {
    const [found] = await lint(`
      smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3
                                      ^^^^^^^^^^^^^^ weak-tls-protocol
      smtpd_tls_protocols = >=TLSv1
                            ^^^^^^^ weak-tls-protocol information
      smtp_tls_mandatory_protocols = TLSv1.1 TLSv1.2
                                     ^^^^^^^^^^^^^^^ weak-tls-protocol
    `);
    expect(found?.message).toBe(
      'smtpd_tls_mandatory_protocols leaves TLSv1, TLSv1.1 on. ' +
        'Postfix takes them for safe enough where TLS is demanded, and says nothing. Write >=TLSv1.2.',
    );
  });

  test('and words that are no protocol', () =>
    lint(`
      smtpd_tls_protocols = >=TLSv1.2, !TLSv9
                            ^^^^^^^^^^^^^^^^^ weak-tls-protocol
    `));

  test.each(['>=TLSv1.2', '!SSLv2, !SSLv3, !TLSv1, !TLSv1.1', 'TLSv1.2:TLSv1.3', '>=0x0303', '$nowhere', ''])(
    'is silent for %j',
    async (protocols) => {
      await lint(`smtp_tls_mandatory_protocols = ${protocols}\n`);
    },
  );

  test('is silent for a list that is the same as another: that one is marked', () =>
    lint(`
      smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3
                                      ^^^^^^^^^^^^^^ weak-tls-protocol
      tlsproxy_tls_mandatory_protocols = $smtpd_tls_mandatory_protocols
      lmtp_tls_mandatory_protocols = \${smtp_tls_mandatory_protocols}
    `));

  test('the fix is one that the release understands', async () => {
    const text = 'smtp_tls_protocols = !SSLv2, !SSLv3\n';
    expect(await applyFix(text)).toBe('smtp_tls_protocols = >=TLSv1.2\n');
    expect(await applyFix(text, undefined, { version: '3.5' })).toBe(
      'smtp_tls_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\n',
    );
  });
});
