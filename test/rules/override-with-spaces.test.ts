import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('override-with-spaces');
const mainCf = { 'main.cf': 'compatibility_level = 3.11\n' };
const withServices = (masterCf: string) => ({ ...mainCf, 'master.cf': masterCf });

describe('override-with-spaces', () => {
  test('marks name and value', async () => {
    const [found] = await lint(
      withServices(`
        smtp inet n - n - - smtpd
          -o smtpd_helo_required = yes
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ override-with-spaces
      `),
    );
    expect(found?.message).toBe(
      '-o smtpd_helo_required has no value, because a space ends the option. ' +
        `smtpd exits with: "invalid "-o smtpd_helo_required" option value: missing '=' after attribute name". ` +
        'Write -o name=value without spaces, or -o { name = value }.',
    );
  });

  test('marks a space before the =, and a name without an =', async () => {
    const found = await lint(
      withServices(`
        smtp inet n - n - - smtpd
          -o smtpd_helo_required =yes
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ override-with-spaces
        relay unix - - n - - smtp
          -o smtp_helo_timeout
          ^^^^^^^^^^^^^^^^^^^^ override-with-spaces
      `),
    );
    expect(found[1]?.message).toMatch(/^-o smtp_helo_timeout has no value, because it has no equals sign\. /);
  });

  test('is silent for braces, for name=value, and for other programs than those of Postfix', () =>
    lint(
      withServices(`
        smtp inet n - n - - smtpd
          -o { smtpd_helo_required = yes }
          -o smtpd_client_restrictions=
        policy unix - n n - 0 /usr/bin/policyd
          -o foreground
      `),
    ));

  test('the fix removes the spaces', async () => {
    const before = 'smtp inet n - n - - smtpd\n  -o smtpd_helo_required = yes\n';
    expect(await applyFix(withServices(before))).toEqual(withServices(before.replace(' = ', '=')));
    expect(await fixTitles(withServices('smtp unix - - n - - smtp -o smtp_helo_timeout\n'))).toEqual([]);
  });
});
