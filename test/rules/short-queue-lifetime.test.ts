import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('short-queue-lifetime');

describe('short-queue-lifetime', () => {
  test('marks lifetimes of minutes', async () => {
    const [mail, bounces] = await lint(`
      maximal_queue_lifetime = 30m
                               ^^^ short-queue-lifetime
      bounce_queue_lifetime = 90s
                              ^^^ short-queue-lifetime
    `);
    expect(mail?.message).toBe(
      'maximal_queue_lifetime is only 30 minutes. ' +
        'If a destination is unreachable for longer, Postfix returns the mail to its sender. ' +
        'Outages and greylisting often last longer. Write at least 1d, or remove the line (default: 5d).',
    );
    expect(bounces?.message).toContain('bounce_queue_lifetime is only 90 seconds. ');
    expect(bounces?.message).toContain(
      'Postfix discards the notification that mail could not be delivered. ',
    );
  });

  test.each([
    'maximal_queue_lifetime = 1h\n',
    'maximal_queue_lifetime = 1\n',
    'maximal_queue_lifetime = 0\n',
    'maximal_queue_lifetime = soon\n',
    'maximal_queue_lifetime = $lifetime\n',
    'maximal_backoff_time = 10m\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });
});
