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

  test.each([
    'delay_warning_time = 0\n',
    'delay_warning_time = 1\n',
    'delay_warning_time = 30m\n',
    'maximal_queue_lifetime = 10d\n',
    'maximal_queue_lifetime = $lifetime\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });
});
