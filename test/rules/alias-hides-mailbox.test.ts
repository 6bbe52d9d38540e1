import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('alias-hides-mailbox');
const main = `
virtual_mailbox_domains = example.org
virtual_mailbox_maps = hash:/etc/postfix/mailboxes
virtual_alias_maps = hash:/etc/postfix/aliases
`;

describe('alias-hides-mailbox', () => {
  test('marks the mailbox', async () => {
    const [found] = await lint({
      'main.cf': main,
      mailboxes: `
        kim@example.org kim/
        ^^^^^^^^^^^^^^^ alias-hides-mailbox
        lee@example.org lee/
        max@example.org max/
        uma@example.org uma/
      `,
      aliases: `
        kim@example.org lee@example.org
        max@example.org max@example.org, lee@example.org
        uma@example.org uma
      `,
    });
    expect(found?.message).toBe(
      'kim@example.org is also an alias for lee@example.org. ' +
        'Postfix expands virtual aliases before it looks for a mailbox, so this mailbox gets no mail. ' +
        'Remove one of the two, or add the address to the result of its alias.',
    );
  });

  test('reports nothing for an alias of the whole domain, or tables that cannot be read', async () => {
    await lint({
      'main.cf': main,
      mailboxes: 'kim@example.org kim/\n',
      aliases: '@example.org x@example.com\n',
    });
    await lint({ 'main.cf': main, mailboxes: 'kim@example.org kim/\n' });
  });
});
