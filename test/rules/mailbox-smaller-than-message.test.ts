import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('mailbox-smaller-than-message');
const services = 'local unix - n n - - local\nvirtual unix - n n - - virtual\n';

describe('mailbox-smaller-than-message', () => {
  test('marks a limit of messages above the default of mailboxes', async () => {
    const [found] = await lint({
      'main.cf': `
        message_size_limit = 104857600
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mailbox-smaller-than-message
      `,
      'master.cf': services,
    });
    expect(found?.message).toBe(
      'mailbox_size_limit (51200000) is smaller than message_size_limit (104857600). ' +
        'local dies, and its mail waits in the queue: configuration error: mailbox_size_limit is smaller than message_size_limit. ' +
        'Write at least 104857600, or 0 for no limit.',
    );
  });

  test('marks the mailboxes where they are set, and messages without a limit', async () => {
    const [found] = await lint({
      'main.cf': `
        message_size_limit = 0
        mailbox_size_limit = 1000000
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mailbox-smaller-than-message
        virtual_mailbox_domains = example.com
        virtual_mailbox_limit = 1000000
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mailbox-smaller-than-message
      `,
      'master.cf': services,
    });
    expect(found?.related).toEqual(['message_size_limit = 0']);
    expect(found?.message).toContain('mailbox_size_limit is limited but message_size_limit is unlimited');
  });

  test('marks the limit of one service', () =>
    lint({
      'main.cf': 'message_size_limit = 10240000\n',
      'master.cf': `
        local unix - n n - - local
          -o mailbox_size_limit=1000
          ^^^^^^^^^^^^^^^^^^^^^^^^^^ mailbox-smaller-than-message
      `,
    }));

  describe('is silent', () => {
    test('for limits that fit, and for mailboxes without one', async () => {
      await lint({
        'main.cf': 'message_size_limit = 104857600\nmailbox_size_limit = 0\n',
        'master.cf': services,
      });
      await lint({ 'main.cf': 'message_size_limit = 51200000\n', 'master.cf': services });
    });

    test('where the agent delivers nothing', () =>
      lint({
        'main.cf': `
          message_size_limit = 104857600
          mydestination =
          virtual_mailbox_domains = example.com
          virtual_transport = lmtp:unix:private/dovecot-lmtp
        `,
        'master.cf': services,
      }));

    test('where another transport stands in for local', () =>
      lint({
        'main.cf': 'message_size_limit = 104857600\nlocal_transport = error:no local mail\n',
        'master.cf': `${services}error unix - - n - - error\n`,
      }));

    test('for a size that is none: that has a rule of its own', () =>
      lint({ 'main.cf': 'message_size_limit = 100M\n', 'master.cf': services }));
  });

  describe('fix', () => {
    test('gives mailboxes the limit of messages', async () => {
      const files = { 'main.cf': 'message_size_limit = 104857600\nbiff = no\n', 'master.cf': services };
      expect((await applyFix(files))['main.cf']).toBe(
        'message_size_limit = 104857600\nmailbox_size_limit = 104857600\nbiff = no\n',
      );
    });

    test('in the line that sets it', async () => {
      const files = { 'main.cf': 'mailbox_size_limit = 1\nmessage_size_limit = 2\n', 'master.cf': services };
      expect((await applyFix(files))['main.cf']).toBe('mailbox_size_limit = 2\nmessage_size_limit = 2\n');
    });
  });
});
