import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('bad-time');

describe('bad-time', () => {
  test('marks a fraction', async () => {
    const [found] = await lint(`
      smtpd_timeout = 1.5h
                      ^^^^ bad-time
    `);
    expect(found?.message).toBe(
      'smtpd_timeout must be a time such as 30s, not "1.5h". ' +
        'Programs that read it exit with: "parameter smtpd_timeout: bad time value or unit: 1.5h". ' +
        'Write a whole number followed by s, m, h, d, or w.',
    );
  });

  test('marks a space before the unit, an uppercase unit, other units, a minus, and an empty value', () =>
    lint(`
      smtp_connect_timeout = 5 min
                             ^^^^^ bad-time
      bounce_queue_lifetime = 5D
                              ^^ bad-time
      maximal_queue_lifetime = 1y
                               ^^ bad-time
      minimal_backoff_time = -1s
                             ^^^ bad-time
      smtp_helo_timeout =
      ^^^^^^^^^^^^^^^^^^^ bad-time
    `));

  test('marks a time out of range', async () => {
    const found = await lint(`
      smtpd_timeout = 0
                      ^ bad-time
      maximal_queue_lifetime = 20w
                               ^^^ bad-time
    `);
    expect(found.map(({ message }) => message)).toEqual([
      'smtpd_timeout must be at least 1 second, not "0". ' +
        'Programs that read it exit with: "invalid smtpd_timeout: 0 (min 1)".',
      'maximal_queue_lifetime must be at most 8640000 seconds, not "20w". ' +
        'Programs that read it exit with: "invalid maximal_queue_lifetime: 12096000 (max 8640000)".',
    ]);
  });

  test('reports nothing for times, also in the unit of the parameter, and for text that Postfix reads as a time', () =>
    lint(`
      smtpd_timeout = 300
      smtp_connect_timeout = 30s
      bounce_queue_lifetime = 5d
      minimal_backoff_time = 5min
      maximal_backoff_time = $minimal_backoff_time
      queue_run_delay = 1month
                        ^^^^^^ time-unit-truncated
    `));

  test.each([
    ['1.5h', '90m'],
    ['5 min', '5m'],
    ['30 S', '30s'],
    ['2D', '2d'],
    ['0.5d', '12h'],
  ])('the fix for %s', async (before, after) => {
    expect(await applyFix(`smtpd_timeout = ${before}\n`)).toBe(`smtpd_timeout = ${after}\n`);
  });

  test('there is no fix for an unknown unit', async () => {
    expect(await fixTitles('smtpd_timeout = 1y\nsmtp_helo_timeout =\n')).toEqual([]);
  });
});
