import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('postmaster-rejected');
const check = 'smtpd_recipient_restrictions = check_recipient_access hash:/etc/postfix/recipients\n';

describe('postmaster-rejected', () => {
  test('marks entries that refuse mail for postmaster in our domains and in all domains', async () => {
    const [own, all] = await lint({
      'main.cf': `mydestination = example.com\n${check}`,
      recipients: `
        Postmaster@example.com reject
        ^^^^^^^^^^^^^^^^^^^^^^ postmaster-rejected
        postmaster@ 550 No such user
        ^^^^^^^^^^^ postmaster-rejected
        postmaster@example.net DISCARD
        ^^^^^^^^^^^^^^^^^^^^^^ postmaster-rejected information
      `,
    });
    expect(own?.message).toBe(
      '"reject" refuses mail for postmaster@example.com. ' +
        'RFC 5321 requires every domain that receives mail to accept mail for postmaster, and some servers reject mail from domains that do not. ' +
        'Remove the entry, and redirect this mail with an alias if no one should read it here.',
    );
    expect(all?.message).toContain('"550" refuses mail for postmaster in every domain.');
  });

  test.each([
    ['other actions', check, 'postmaster@example.com OK\npostmaster@example.net DUNNO\n'],
    ['other users', check, 'root@example.com REJECT\n'],
    [
      'senders',
      'smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/recipients\n',
      'postmaster@example.com REJECT\n',
    ],
  ])('reports nothing for %s', async (_, main, recipients) => {
    await lint({ 'main.cf': `mydestination = example.com\n${main}`, recipients });
  });
});
