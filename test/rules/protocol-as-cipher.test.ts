import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('protocol-as-cipher');

describe('protocol-as-cipher', () => {
  test('marks protocols and misspelled names', async () => {
    const [group, none, slip] = await lint(`
      smtp_tls_exclude_ciphers = SSLv3, aNULL
                                 ^^^^^ protocol-as-cipher
      smtpd_tls_exclude_ciphers = SSLv2 eNULL
                                  ^^^^^ protocol-as-cipher information
      smtpd_tls_mandatory_exclude_ciphers = PSD, 3DES
                                            ^^^ protocol-as-cipher
    `);
    expect(group?.message).toBe(
      'SSLv3 is a protocol, not a cipher. ' +
        'It does not turn the protocol off, but excludes all ciphers that were introduced with it, although later protocols use them too. ' +
        'Exclude protocols in smtp_tls_protocols.',
    );
    expect(none?.message).toContain('No cipher has this name');
    expect(slip?.message).toBe(
      'OpenSSL has no cipher named PSD. ' +
        'It ignores the word without a warning, so nothing is excluded. ' +
        'Did you mean PSK?',
    );
  });

  test.each([
    'smtpd_tls_exclude_ciphers = aNULL, eNULL, EXPORT, DES, RC4, MD5, PSK, aECDH, KRB5-DES, CBC3-SHA, AES+SHA256\n',
    'smtpd_tls_exclude_ciphers = kEDH, CAMELLIA, ARIAGCM, CHACHA20, SEED, IDEA, kRSA, SHA1, CBC\n',
    'smtpd_tls_exclude_ciphers = ECDHE-RSA-RC4-SHA, MYCIPHER\n',
    'smtpd_tls_protocols = !SSLv2, !SSLv3\n',
    'tls_medium_cipherlist = ALL:!SSLv3\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('the fix writes the name that was meant', async () => {
    expect(await applyFix('smtpd_tls_exclude_ciphers = PSD\n')).toBe('smtpd_tls_exclude_ciphers = PSK\n');
  });
});
