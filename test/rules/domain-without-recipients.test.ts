import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('domain-without-recipients');

describe('domain-without-recipients', () => {
  test('marks the domain, also in a plain file', async () => {
    const [found] = await lint({
      'main.cf': `
        virtual_mailbox_domains = example.org, example.net, /etc/postfix/domains
                                               ^^^^^^^^^^^ domain-without-recipients
        virtual_mailbox_maps = hash:/etc/postfix/mailboxes
        virtual_alias_maps = hash:/etc/postfix/aliases
      `,
      domains: `
        # example.info
        example.info
        ^^^^^^^^^^^^ domain-without-recipients
        example.com
      `,
      mailboxes: 'kim@Example.org kim/\n',
      aliases: '@example.com kim@example.org\n',
    });
    expect(found?.message).toBe(
      'virtual_mailbox_maps and virtual_alias_maps have no entry for example.net. ' +
        'smtpd accepts the domain, but rejects every address in it, including postmaster. ' +
        'Add entries for its users, or remove the domain.',
    );
  });

  test('marks a domain in a table', () =>
    lint({
      'main.cf': `
        virtual_mailbox_domains = hash:/etc/postfix/domains
        virtual_mailbox_maps = hash:/etc/postfix/mailboxes
        virtual_alias_maps =
      `,
      domains: `
        example.org x
        example.net x
        ^^^^^^^^^^^ domain-without-recipients
      `,
      mailboxes: 'kim@example.org kim/\n',
    }));

  test.each([
    'virtual_mailbox_maps = hash:/etc/postfix/mailboxes, mysql:/etc/postfix/more\n',
    'virtual_mailbox_maps = hash:/etc/postfix/unknown\n',
    'virtual_mailbox_maps = hash:/etc/postfix/mailboxes\nvirtual_alias_maps = regexp:/etc/postfix/aliases\n',
    'virtual_mailbox_maps = hash:/etc/postfix/mailboxes\ncanonical_maps = hash:/etc/postfix/canonical\n',
    'virtual_mailbox_maps =\n',
  ])('reports nothing with %j', async (maps) => {
    await lint({
      'main.cf': `virtual_mailbox_domains = example.net\n${maps}`,
      mailboxes: 'kim@example.org kim/\n',
    });
  });

  test('marks an alias domain without an alias', async () => {
    const [found] = await lint({
      'main.cf': `
        virtual_alias_domains = example.org, example.net
                                             ^^^^^^^^^^^ domain-without-recipients
        virtual_alias_maps = hash:/etc/postfix/virtual
      `,
      virtual: '@example.org user@example.com\nuser@example.com root\n',
    });
    expect(found?.message).toBe(
      'virtual_alias_maps has no entry for example.net. ' +
        'smtpd accepts the domain, but rejects every address in it, including postmaster. ' +
        'Add entries for its users, or remove the domain.',
    );
  });

  test.each([
    'virtual_alias_maps = hash:/etc/postfix/virtual\n',
    'virtual_alias_domains = example.net\nvirtual_alias_maps = hash:/etc/postfix/virtual, mysql:/etc/postfix/aliases.cf\n',
    'virtual_alias_domains = mysql:/etc/postfix/domains.cf\nvirtual_alias_maps = hash:/etc/postfix/virtual\n',
  ])('reports nothing for the aliases of %j', async (main) => {
    await lint({ 'main.cf': main, virtual: '@example.org user@example.com\n' });
  });

  test('is silent for a name that a script fills in', () =>
    lint({
      'main.cf': `
        virtual_mailbox_domains = mail.DOMAIN
        virtual_mailbox_maps = hash:/etc/postfix/mailboxes
        virtual_alias_maps =
      `,
      mailboxes: 'kim@example.org kim/\n',
    }));
});
