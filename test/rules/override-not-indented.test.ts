import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('override-not-indented');
const mainCf = { 'main.cf': 'compatibility_level = 3.11\n' };
const withServices = (masterCf: string) => ({ ...mainCf, 'master.cf': masterCf });

describe('override-not-indented', () => {
  test('marks options at the margin', () =>
    lint(
      withServices(`
        smtp inet n - n - - smtpd
        -o smtpd_helo_required=yes
        ^^^^^^^^^^^^^^^^^^^^^^^^^^ override-not-indented
        -v
        ^^ override-not-indented
      `),
    ));

  test('marks one that has enough words for a service', () =>
    lint(
      withServices(`
        smtp inet n - n - - smtpd
        -o smtpd_recipient_restrictions=a, b, c, d, e, f, g
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ override-not-indented
      `),
    ));

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
