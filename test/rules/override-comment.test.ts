import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('override-comment');
const mainCf = { 'main.cf': 'compatibility_level = 3.11\n' };
const withServices = (masterCf: string) => ({ ...mainCf, 'master.cf': masterCf });

describe('override-comment', () => {
  test('marks the comment after an option, and after the program', async () => {
    const [found] = await lint(
      withServices(`
        smtp inet n - n - - smtpd
          -o smtpd_helo_required=yes # be strict
                                     ^^^^^^^^^^^ override-comment
        pickup unix n - n 60 1 pickup #local
                                      ^^^^^^ override-comment
      `),
    );
    expect(found?.message).toBe(
      'A comment cannot follow other text on a line, so the words of the comment become arguments of the program. ' +
        'smtpd exits with: "unexpected command-line argument: #". Put the comment on a separate line.',
    );
  });

  test('is silent for comments on a separate line, and for # in arguments', () =>
    lint(
      withServices(`
        smtp inet n - n - - smtpd
          # be strict
          -o smtpd_helo_required=yes
        # the filter
        filter unix - n n - - pipe
          user=filter argv=/usr/bin/filter # $recipient
      `),
    ));

  test('the fix moves it above its line', async () => {
    expect(
      await applyFix(
        withServices('smtp inet n - n - - smtpd\n  -o smtpd_helo_required=yes  # be strict\n  -v\n'),
      ),
    ).toEqual(withServices('smtp inet n - n - - smtpd\n  # be strict\n  -o smtpd_helo_required=yes\n  -v\n'));
    expect(await applyFix(withServices('smtp inet n - n - - smtpd # in\n'))).toEqual(
      withServices('# in\nsmtp inet n - n - - smtpd\n'),
    );
  });
});
