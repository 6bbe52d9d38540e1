import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('bad-cipher-grade');

describe('bad-cipher-grade', () => {
  test('marks what is not a grade', async () => {
    const found = await lint(`
      smtpd_tls_ciphers = higher
                          ^^^^^^ bad-cipher-grade
      smtp_tls_mandatory_ciphers = HIGH:!aNULL
                                   ^^^^^^^^^^^ bad-cipher-grade
    `);
    expect(found.map(({ message }) => message)).toEqual([
      '"higher" is not a cipher grade. ' +
        'smtpd ends every connection that starts TLS, and warns: "invalid cipher grade: "higher"". ' +
        'Did you mean high?',
      '"HIGH:!aNULL" is not a cipher grade. ' +
        'The SMTP client does not deliver mail over TLS, and warns: "invalid cipher grade: "HIGH:!aNULL"". ' +
        'Write medium or high, and list unwanted ciphers in smtp_tls_mandatory_exclude_ciphers.',
    ]);
  });

  test('marks old grades', async () => {
    const text = 'smtpd_tls_ciphers = export\n                    ^^^^^^ bad-cipher-grade ';
    const [before] = await lint(`${text}warning\n`, { version: '3.7' });
    expect(before?.message).toContain('also allows ciphers that can be broken');
    const [after] = await lint(`${text}information\n`, { version: '3.8' });
    expect(after?.message).toBe(
      'In Postfix 3.8 and later, smtpd_tls_ciphers = export means medium. ' +
        'Postfix no longer has weaker grades, and does not log this. Write medium.',
    );
  });

  test('marks the grade that does not encrypt', () =>
    lint(`
      smtpd_tls_mandatory_ciphers = NULL
                                    ^^^^ bad-cipher-grade warning
    `));

  test.each([
    'smtpd_tls_ciphers = medium\n',
    'smtpd_tls_ciphers = High\n',
    'smtpd_tls_ciphers =\n',
    'smtpd_tls_ciphers = $smtpd_tls_mandatory_ciphers\n',
    'smtpd_tls_ciphers = ${unknown}\n',
    'smtpd_tls_exclude_ciphers = higher\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('the fix writes a grade', async () => {
    expect(await applyFix('smtpd_tls_ciphers = export\n')).toBe('smtpd_tls_ciphers = medium\n');
  });
});
