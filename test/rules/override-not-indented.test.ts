import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('override-not-indented');
const mainCf = { 'main.cf': 'compatibility_level = 3.11\n' };
const withServices = (masterCf: string) => ({ ...mainCf, 'master.cf': masterCf });

describe('override-not-indented', () => {
  test('marks options that are not indented', async () => {
    const [found] = await lint(
      withServices(`
        smtp inet n - n - - smtpd
        -o smtpd_helo_required=yes
        ^^^^^^^^^^^^^^^^^^^^^^^^^^ override-not-indented
        -v
        ^^ override-not-indented
      `),
    );
    expect(found?.message).toBe(
      'This option is not indented, so Postfix reads the line as a separate service. ' +
        'Postfix does not start, or keeps its old settings; postconf exits with: "bad field count". ' +
        'Begin the line with white space.',
    );
  });

  test('marks an option with enough words for a service', async () => {
    const [found] = await lint(
      withServices(`
        smtp inet n - n - - smtpd
        -o smtpd_recipient_restrictions=a, b, c, d, e, f, g
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ override-not-indented
      `),
    );
    expect(found?.message).toContain(
      'postconf exits with: "invalid type field "smtpd_recipient_restrictions=a,"".',
    );
  });

  test('is silent for indented options, and for services with too few fields', () =>
    lint(
      withServices(`
        smtp inet n - n - - smtpd
          -o smtpd_helo_required=yes
        pickup unix
        ^^^^^^^^^^^ master-field-count
      `),
    ));

  test('the fix indents the line', async () => {
    const before = 'smtp inet n - n - - smtpd\n-o smtpd_helo_required=yes\n';
    expect(await applyFix(withServices(before))).toEqual(withServices(before.replace('-o', '  -o')));
    expect(await fixTitles(withServices('-o smtpd_helo_required=yes\n'))).toEqual([]);
  });
});
