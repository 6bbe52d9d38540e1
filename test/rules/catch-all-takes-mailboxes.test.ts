import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('catch-all-takes-mailboxes');

const main = `
virtual_mailbox_domains = example.org, example.net
virtual_mailbox_maps = hash:/etc/postfix/mailboxes
virtual_alias_maps = hash:/etc/postfix/aliases
`;

const mailboxes = 'kim@example.org kim/\nlee@example.org lee/\numa@example.net uma/\nmax@example.org max/\n';

describe('catch-all-takes-mailboxes', () => {
  test('marks the entry for the domain', async () => {
    const [found] = await lint({
      'main.cf': main,
      mailboxes,
      aliases: `
        max@example.org    max@example.com
        @Example.org       kim@example.org
        ^^^^^^^^^^^^ catch-all-takes-mailboxes
        @example.com       kim@example.org
      `,
    });
    expect(found?.message).toBe(
      '@example.org also takes the mail of mailboxes in virtual_mailbox_maps: lee@example.org. ' +
        'Postfix expands virtual aliases before it looks for a mailbox. ' +
        'Add an entry for each mailbox, with its own address as the result.',
    );
  });

  test('adds an entry for each mailbox', async () => {
    const files = { 'main.cf': main, mailboxes, aliases: '# all\n@example.org kim@example.org\n' };
    expect((await applyFix(files)).aliases).toBe(
      '# all\nlee@example.org\tlee@example.org\nmax@example.org\tmax@example.org\n@example.org kim@example.org\n',
    );
  });

  test('reports nothing if each mailbox has an entry, or a table may have one', async () => {
    await lint({
      'main.cf': main,
      mailboxes,
      aliases:
        'lee@example.org lee@example.org\nmax@example.org x@example.com\n@example.org kim@example.org\n@example.net @example.net\n',
    });
    await lint({
      'main.cf': main.replace(
        '= hash:/etc/postfix/aliases',
        '= hash:/etc/postfix/aliases, mysql:/etc/postfix/more',
      ),
      mailboxes,
      aliases: '@example.org kim@example.org\n',
    });
    await lint({
      'main.cf': main,
      mailboxes: '@example.org all/\n',
      aliases: '@example.org kim@example.org\n',
    });
  });
});
