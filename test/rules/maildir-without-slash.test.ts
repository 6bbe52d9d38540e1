import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('maildir-without-slash');

describe('maildir-without-slash', () => {
  test('marks the path', async () => {
    const [found] = await lint(`
      home_mailbox = Maildir
                     ^^^^^^^ maildir-without-slash
      mail_spool_directory = /var/mail/maildir
                             ^^^^^^^^^^^^^^^^^ maildir-without-slash information
    `);
    expect(found?.message).toContain('home_mailbox does not end with a slash');
  });

  test('is silent for a path with a slash, for other names, and for other parameters', async () => {
    await lint('home_mailbox = Maildir/\nmail_spool_directory = /var/mail\n');
    await lint('home_mailbox = mbox\n');
    await lint('virtual_mailbox_base = /srv/maildir\n');
  });

  test('the fix adds the slash', async () => {
    expect(await applyFix('home_mailbox = .maildir\n')).toBe('home_mailbox = .maildir/\n');
  });
});
