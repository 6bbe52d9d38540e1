import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('queue-minfree-too-small');

describe('queue-minfree-too-small', () => {
  test('marks the value', async () => {
    const [found] = await lint(`
      message_size_limit = 52428800
      queue_minfree = 10240000
                      ^^^^^^^^ queue-minfree-too-small
    `);
    expect(found?.message).toContain(
      'and warns: "queue_minfree(10240000) should be at least 1.5*message_size_limit(52428800)".',
    );
  });

  test('compares with the default of message_size_limit', () =>
    lint(`
      queue_minfree = $message_size_limit
                      ^^^^^^^^^^^^^^^^^^^ queue-minfree-too-small
    `));

  test('is silent for a value that is large enough, for 0, and for unlimited messages', async () => {
    await lint('queue_minfree = 15360000\n');
    await lint('queue_minfree = 0\n');
    await lint('queue_minfree = 1000\nmessage_size_limit = 0\n');
  });

  test('the fix writes 1.5 times message_size_limit', async () => {
    expect(await applyFix('message_size_limit = 1001\nqueue_minfree = 5\n')).toBe(
      'message_size_limit = 1001\nqueue_minfree = 1502\n',
    );
  });
});
