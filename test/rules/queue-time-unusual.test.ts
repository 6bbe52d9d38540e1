import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('queue-time-unusual');

describe('queue-time-unusual', () => {
  test('marks an early warning and a long lifetime', async () => {
    const [warning, lifetime] = await lint(`
      delay_warning_time = 5m
                           ^^ queue-time-unusual
      maximal_queue_lifetime = 30
                               ^^ queue-time-unusual
    `);
    expect(warning?.message).toBe(
      'delay_warning_time = 5m warns senders about normal delays. ' +
        'Greylisting and short outages often take longer, and the mail usually arrives soon after the warning. ' +
        'Write 4h, or remove the line (default: no warning).',
    );
    expect(lifetime?.message).toContain('senders learn only after that time');
  });

  test('marks a short lifetime', async () => {
    const [found] = await lint(`
      maximal_queue_lifetime = 1d
                               ^^ queue-time-unusual hint
    `);
    expect(found?.message).toBe(
      'maximal_queue_lifetime = 1d returns mail whose destination is out of service for a weekend. ' +
        'Senders then have to send it again, although the SMTP standard lets them expect 4 to 5 days of attempts. ' +
        'Remove the line to restore the default (5d).',
    );
  });

  test.each([
    'maximal_queue_lifetime = 0\n',
    'maximal_queue_lifetime = 2d\n',
    'bounce_queue_lifetime = 1d\n',
    'delay_warning_time = 0\n',
    'delay_warning_time = 1\n',
    'delay_warning_time = 30m\n',
    'maximal_queue_lifetime = 10d\n',
    'maximal_queue_lifetime = $lifetime\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });
});
