import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('below-standard-limit');

describe('below-standard-limit', () => {
  test('marks short timeouts and small limits', async () => {
    const [time, done, limit] = await lint(`
      smtpd_timeout = 30
                      ^^ below-standard-limit
      smtp_data_done_timeout = 2m
                               ^^ below-standard-limit
      smtpd_recipient_limit = 20
                              ^^ below-standard-limit
    `);
    expect(time?.message).toBe(
      'smtpd_timeout = 30 is less than the 5 minutes that the SMTP standard requires. ' +
        'smtpd disconnects clients that pause, and their mail is delayed. ' +
        'Remove the line to restore the default.',
    );
    expect(done?.message).toContain('10 minutes');
    expect(limit?.message).toContain('100 recipients');
  });

  test.each([
    'smtpd_timeout = 300s\n',
    'smtpd_timeout = ${stress?{10}:{300}}s\n',
    'smtpd_timeout = soon\n',
    'smtp_connect_timeout = 30s\n',
    'smtpd_recipient_limit = 100\n',
    'smtpd_hard_error_limit = 5\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('reports nothing for a single service', () =>
    lint({ 'main.cf': '', 'master.cf': 'relay unix - - n - - smtp -o smtp_helo_timeout=5\n' }));
});
