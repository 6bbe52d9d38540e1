import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('mailbox-smaller-than-message');
const services = 'local unix - n n - - local\nvirtual unix - n n - - virtual\n';

describe('mailbox-smaller-than-message', () => {
  test('marks a message size limit above the default mailbox limit', async () => {
    const [found] = await lint({
      'main.cf': `
        message_size_limit = 104857600
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mailbox-smaller-than-message
      `,
      'master.cf': services,
    });
    expect(found?.message).toBe(
      'mailbox_size_limit (51200000) is smaller than message_size_limit (104857600). ' +
        'local exits with "configuration error: mailbox_size_limit is smaller than message_size_limit", and the mail stays in the queue. ' +
        'Write at least 104857600, or 0 for no limit.',
    );
  });

  test('marks mailbox limits that are set while messages are unlimited', async () => {
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
    expect(found?.message).toContain(
      '"configuration error: mailbox_size_limit is limited but message_size_limit is unlimited"',
    );
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
    test('for limits that fit, and for unlimited mailboxes', async () => {
      await lint({
        'main.cf': 'message_size_limit = 104857600\nmailbox_size_limit = 0\n',
        'master.cf': services,
      });
      await lint({ 'main.cf': 'message_size_limit = 51200000\n', 'master.cf': services });
    });

    test('if the agent does not deliver any mail', () =>
      lint({
        'main.cf': `
          message_size_limit = 104857600
          mydestination =
          virtual_mailbox_domains = example.com
          virtual_transport = lmtp:unix:private/dovecot-lmtp
        `,
        'master.cf': services,
      }));

    test('if another transport replaces local', () =>
      lint({
        'main.cf': 'message_size_limit = 104857600\nlocal_transport = error:no local mail\n',
        'master.cf': `${services}error unix - - n - - error\n`,
      }));

    test('for an invalid size, which another rule reports', () =>
      lint({ 'main.cf': 'message_size_limit = 100M\n', 'master.cf': services }));
  });

  describe('fix', () => {
    test('sets the mailbox limit to the message size limit', async () => {
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
