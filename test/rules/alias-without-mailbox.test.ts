import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('alias-without-mailbox');

const main = `
virtual_mailbox_domains = example.org
virtual_mailbox_maps = hash:/etc/postfix/mailboxes
virtual_alias_maps = hash:/etc/postfix/aliases
`;
const mailboxes = 'kim@example.org example.org/kim/\n';

describe('alias-without-mailbox', () => {
  test('marks an alias to itself', async () => {
    const [found] = await lint({
      'main.cf': main,
      mailboxes,
      aliases: `
        info@example.org   kim@example.org, Info@example.org
                                            ^^^^^^^^^^^^^^^^ alias-without-mailbox
        kim@example.org    kim@example.org
        lee@example.net    lee@example.net
      `,
    });
    expect(found?.message).toBe(
      'info@example.org has no entry in virtual_mailbox_maps. ' +
        'smtpd accepts mail for this address because of the alias, and virtual(8) returns the mail: "unknown user: "info@example.org"". ' +
        'Add the mailbox, or change the result of the alias.',
    );
  });

  test.each([
    ['a mailbox for the domain', main, `${mailboxes}@example.org example.org/all/\n`],
    ['another delivery agent', `${main}virtual_transport = lmtp:unix:private/lmtp\n`, mailboxes],
    ['routes', `${main}transport_maps = hash:/etc/postfix/routes\n`, mailboxes],
    ['a table that cannot be read', `${main}virtual_mailbox_maps = mysql:/etc/postfix/users\n`, mailboxes],
    ['no mailboxes', `${main}virtual_mailbox_maps =\n`, mailboxes],
  ])('reports nothing with %s', async (_, text, users) => {
    await lint({ 'main.cf': text, mailboxes: users, aliases: 'info@example.org info@example.org\n' });
  });
});
