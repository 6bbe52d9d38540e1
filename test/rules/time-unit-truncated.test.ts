import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('time-unit-truncated');

describe('time-unit-truncated', () => {
  test('marks milliseconds, which are read as minutes', async () => {
    const [found] = await lint(`
      smtp_connect_timeout = 500ms
                             ^^^^^ time-unit-truncated
    `);
    expect(found?.message).toBe(
      'Postfix reads only "500m" of "500ms": smtp_connect_timeout is 500 minutes. Postfix silently ignores the rest. ' +
        'Write a whole number followed by s, m, h, d, or w.',
    );
  });

  test('marks months, sums, and a unit without a number', () =>
    lint(`
      maximal_queue_lifetime = 1month
                               ^^^^^^ time-unit-truncated
      bounce_queue_lifetime = 2months
                              ^^^^^^^ time-unit-truncated
      smtpd_timeout = 1h30m
                      ^^^^^ time-unit-truncated
      queue_run_delay = day
                        ^^^ time-unit-truncated
                        ^^^ bad-time
    `));

  test('reports nothing for words that mean the same as their first letter', () =>
    lint(`
      smtp_connect_timeout = 30sec
      smtpd_timeout = 5min
      queue_run_delay = 300
      bounce_queue_lifetime = 2days
      maximal_queue_lifetime = 1week
      minimal_backoff_time = 2Weeks
                             ^^^^^^ bad-time
      maximal_backoff_time = 4hours
    `));

  test.each([
    ['500ms', '1s'],
    ['2months', '60d'],
    ['1h30m', '90m'],
    ['1d12h', '36h'],
  ])('the fix for %s', async (before, after) => {
    expect(await applyFix(`smtp_connect_timeout = ${before}\n`)).toBe(`smtp_connect_timeout = ${after}\n`);
  });

  test('there is no fix for other words', async () => {
    expect(await fixTitles('smtp_connect_timeout = 5moons\n')).toEqual([]);
  });
});
