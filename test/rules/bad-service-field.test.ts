import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('bad-service-field');
const mainCf = { 'main.cf': 'compatibility_level = 3.11\n' };
const withServices = (masterCf: string) => ({ ...mainCf, 'master.cf': masterCf });

describe('bad-service-field', () => {
  test('marks words other than y, n, and -', async () => {
    const [found] = await lint(
      withServices(`
        smtp inet no - yes - - smtpd
                  ^^ bad-service-field
                       ^^^ bad-service-field
        relay unix - N n - - smtp
                     ^ bad-service-field
      `),
    );
    expect(found?.message).toBe(
      'The private field must be y, n, or -, not "no". ' +
        'Postfix does not start, because postconf exits with: "invalid private field "no"". ' +
        'Write n.',
    );
  });

  test('marks units and words where a number is expected', async () => {
    const found = await lint(
      withServices(`
        pickup unix n - n 1m 1? pickup
                          ^^ bad-service-field
                             ^^ bad-service-field
        qmgr unix n - n never many qmgr
                        ^^^^^ bad-service-field
                              ^^^^ bad-service-field
      `),
    );
    expect(found[0]?.message).toContain(
      'The wakeup field must be a number of seconds (with an optional ? after it) or -, not "1m".',
    );
  });

  test('reports nothing for valid values', () =>
    lint(
      withServices(`
        tlsmgr unix - n y 1000? 1 tlsmgr
        pickup unix n - n -? 1 pickup
        cleanup unix n - n 0 0 cleanup
      `),
    ));

  test('the fix writes y or n', async () => {
    expect(await applyFix(withServices('smtp inet n - yes - - smtpd\n'))).toEqual(
      withServices('smtp inet n - y - - smtpd\n'),
    );
    expect(await fixTitles(withServices('pickup unix n - n 1m 1 pickup\n'))).toEqual([]);
  });
});
