// No limit of the size of a message (cleanup_init.c), so one message can fill the disk of the queue.

import type { Rule } from '../rule.ts';

export const messageSizeUnlimited: Rule = {
  code: 'message-size-unlimited',
  title: 'Messages of any size are accepted',
  severity: 'information',
  values: {
    *size(value) {
      if (value.name !== 'message_size_limit' || value.service !== undefined || value.text?.trim() !== '0')
        return;
      yield {
        at: value.locate(),
        message:
          'message_size_limit = 0 allows messages of any size. ' +
          "A single message can fill the queue's disk, and the mailbox size limits must be 0 as well. " +
          'Set a limit in bytes, such as 52428800.',
      };
    },
  },
};
