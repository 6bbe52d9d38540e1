import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('master-field-count');
const mainCf = { 'main.cf': 'compatibility_level = 3.11\n' };
const withServices = (masterCf: string) => ({ ...mainCf, 'master.cf': masterCf });

describe('master-field-count', () => {
  test('marks the line and names the first missing field', async () => {
    const [found] = await lint(
      withServices(`
        smtp inet n - n - smtpd
        ^^^^^^^^^^^^^^^^^^^^^^^ master-field-count
        pickup
        ^^^^^^ master-field-count
      `),
    );
    expect(found?.message).toContain(
      'This line has only 7 of the 8 fields of a service; command is the first missing field.',
    );
  });

  test('is silent for a line that begins with what a script fills in', () =>
    lint(
      withServices('smtp inet n - n - - smtpd\n${comment_out}  -o syslog_name=x\n${address}:smtp inet n\n'),
    ));

  test('is silent for eight fields, even on two lines, and for options that are not indented', () =>
    lint(
      withServices(`
        smtp inet n - n - -
          smtpd
        # pickup
        -o smtpd_helo_required=yes
        ^^^^^^^^^^^^^^^^^^^^^^^^^^ override-not-indented
      `),
    ));

  test('the fix comments out the line', async () => {
    expect(await applyFix(withServices('smtp inet n\n'))).toEqual(withServices('#smtp inet n\n'));
  });
});
