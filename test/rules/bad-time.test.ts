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
      '"1.5h" is no time for smtpd_timeout. ' +
        'Programs that read it die: parameter smtpd_timeout: bad time value or unit: 1.5h. ' +
        'Write a whole number and s, m, h, d or w for its unit, as in 30s.',
    );
  });

  test('marks a blank in front of the unit, a capital, other units, a minus and nothing', () =>
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
      expect.stringContaining('invalid smtpd_timeout: 0 (min 1)'),
      expect.stringContaining('invalid maximal_queue_lifetime: 12096000 (max 8640000)'),
    ]);
  });

  test('is silent for times, with the parameter’s own unit too, and for what Postfix takes for one', () =>
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

  test('there is no fix for a unit that nobody knows', async () => {
    expect(await fixTitles('smtpd_timeout = 1y\nsmtp_helo_timeout =\n')).toEqual([]);
  });
});
