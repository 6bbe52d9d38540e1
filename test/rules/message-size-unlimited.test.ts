import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('message-size-unlimited');

describe('message-size-unlimited', () => {
  test('marks 0', async () => {
    const [found] = await lint(`
      message_size_limit = 0
                           ^ message-size-unlimited
      mailbox_size_limit = 0
      virtual_mailbox_limit = 0
    `);
    expect(found?.message).toBe(
      'message_size_limit = 0 allows messages of any size. ' +
        "A single message can fill the queue's disk, and the mailbox size limits must be 0 as well. " +
        'Set a limit in bytes, such as 52428800.',
    );
  });

  test.each(['message_size_limit = 52428800\n', 'mailbox_size_limit = 0\n', 'message_size_limit =\n'])(
    'reports nothing for %j',
    async (text) => {
      await lint(text);
    },
  );
});
