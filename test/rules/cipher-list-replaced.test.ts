import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('cipher-list-replaced');

describe('cipher-list-replaced', () => {
  test('marks the lists of both grades, and of one service', async () => {
    const [found] = await lint({
      'main.cf': `
        tls_high_cipherlist = ECDHE-RSA-AES256-GCM-SHA384
        ^^^^^^^^^^^^^^^^^^^ cipher-list-replaced
        tls_medium_cipherlist =
          ECDHE-RSA-AES256-GCM-SHA384:
        tls_medium_cipherlist = AES128-SHA
        ^^^^^^^^^^^^^^^^^^^^^ cipher-list-replaced
      `,
      'master.cf': 'pickup unix n - n 60 1 pickup\n',
    });
    expect(found?.message).toBe(
      'tls_high_cipherlist replaces what the "high" cipher grade means for every program that uses TLS. ' +
        'New releases update only the built-in list, so this list becomes outdated. It can also exclude ciphers that other servers need. ' +
        'Remove the list, and choose a grade with smtpd_tls_ciphers or exclude ciphers with smtpd_tls_exclude_ciphers.',
    );
  });

  test.each([
    'tls_high_cipherlist = aNULL:-aNULL:HIGH:@STRENGTH\n',
    'tls_low_cipherlist = AES128-SHA\n',
    'smtpd_tls_exclude_ciphers = aNULL\n',
    'tls_high_cipherlist = $ciphers_of_site\n',
    '',
  ])('reports nothing for %j', async (text) => {
    await lint(text, { version: '3.7' });
  });

  test('the fix comments the lines out', async () => {
    expect(await applyFix('tls_high_cipherlist = AES256-SHA:\n  AES128-SHA\nbiff = no\n')).toBe(
      '#tls_high_cipherlist = AES256-SHA:\n#  AES128-SHA\nbiff = no\n',
    );
  });
});
