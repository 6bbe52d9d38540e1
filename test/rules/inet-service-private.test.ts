import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('inet-service-private');
const mainCf = { 'main.cf': 'compatibility_level = 3.11\n' };
const withServices = (masterCf: string) => ({ ...mainCf, 'master.cf': masterCf });

describe('inet-service-private', () => {
  test('marks y and the - that means y', async () => {
    const found = await lint(
      withServices(`
        smtp inet y - n - - smtpd
                  ^ inet-service-private
        submission inet - - n - - smtpd
                        ^ inet-service-private
      `),
    );
    expect(found[1]?.message).toBe(
      'An inet service cannot be private, but "-" in this field means y. ' +
        'master exits with "inet service cannot be private", so Postfix does not run. Write n.',
    );
  });

  test('is silent for n, for other types, and for an invalid value', () =>
    lint(
      withServices(`
        smtp inet n - n - - smtpd
        relay unix - - n - - smtp
        submission inet yes - n - - smtpd
                        ^^^ bad-service-field
      `),
    ));

  test('the fix writes n', async () => {
    expect(await applyFix(withServices('smtp inet - - n - - smtpd\n'))).toEqual(
      withServices('smtp inet n - n - - smtpd\n'),
    );
  });
});
