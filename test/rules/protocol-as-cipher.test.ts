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
        'Remove the word: smtp_tls_protocols already turns SSLv3 off.',
    );
    expect(none?.message).toContain('No cipher has this name');
    expect(slip?.message).toBe(
      'OpenSSL has no cipher named PSD. ' +
        'It ignores the word without a warning, so this word excludes nothing. ' +
        'Did you mean PSK?',
    );
  });

  test.each([
    ['smtp_tls_exclude_ciphers = TLSv1\n', 'Exclude protocols in smtp_tls_protocols.'],
    [
      'smtp_tls_protocols = >=TLSv1.2\nsmtp_tls_exclude_ciphers = TLSv1.0\n',
      'Remove the word: smtp_tls_protocols already turns TLSv1.0 off.',
    ],
    [
      'smtpd_tls_mandatory_protocols = !SSLv2\nsmtpd_tls_mandatory_exclude_ciphers = SSLv3\n',
      'Exclude protocols in smtpd_tls_mandatory_protocols.',
    ],
    [
      'smtp_tls_protocols = $of_site\nsmtp_tls_exclude_ciphers = SSLv3\n',
      'Exclude protocols in smtp_tls_protocols.',
    ],
  ])('recommends what the list of protocols lacks: %j', async (text, advice) => {
    const [, word = ''] = /_exclude_ciphers = (.*)\n$/.exec(text) ?? [];
    const marker = `${' '.repeat(text.slice(0, -1).split('\n').at(-1)?.indexOf(word) ?? 0)}${'^'.repeat(word.length)}`;
    const [found] = await lint(`${text}${marker} protocol-as-cipher\n`);
    expect(found?.message).toContain(advice);
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

  test('is silent about what OpenSSL never had, next to its neighbor', () =>
    lint('smtp_tls_exclude_ciphers = aNULL, RC2, RC5\n'));
});
