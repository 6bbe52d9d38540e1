import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('backscatter');

describe('backscatter', () => {
  test('marks lists of recipients that are empty', async () => {
    const [local, relay] = await lint(`
      local_recipient_maps =
      ^^^^^^^^^^^^^^^^^^^^^^ backscatter
      relay_domains = example.com
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ backscatter information
    `);
    expect(local?.message).toBe(
      'local_recipient_maps is empty, so smtpd accepts mail for any user in $mydestination. ' +
        'Mail for users who do not exist is bounced later, mostly to forged senders. ' +
        'Remove the line to restore the default, or list the tables that contain your users.',
    );
    expect(relay?.message).toContain('so smtpd accepts mail for any user in $relay_domains.');
  });

  test('marks virtual mailbox domains without a table of mailboxes', async () => {
    const [found] = await lint(`
      virtual_mailbox_domains = example.com
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ backscatter
      virtual_transport = lmtp:unix:private/dovecot-lmtp
    `);
    expect(found?.message).toBe(
      'virtual_mailbox_maps is empty, so smtpd accepts mail for any user in $virtual_mailbox_domains. ' +
        'Mail for users who do not exist is bounced later, mostly to forged senders. ' +
        'Set virtual_mailbox_maps to the tables that contain your users, or add reject_unverified_recipient.',
    );
  });

  test.each([
    'local_recipient_maps =\nmydestination =\n',
    'local_recipient_maps =\nluser_relay = admin@example.net\n',
    'local_recipient_maps =\nlocal_transport = error:no mail here\n',
    'local_recipient_maps = $alias_maps\n',
    'relay_domains = example.com\nrelay_recipient_maps = hash:/etc/postfix/users\n',
    'relay_domains = example.com\nsmtpd_recipient_restrictions = reject_unverified_recipient\n',
    'relay_domains = $mydestination\n',
    'relay_domains =\n',
    'virtual_mailbox_domains = example.com\nvirtual_mailbox_maps = hash:/etc/postfix/users\n',
    'virtual_mailbox_domains = example.com\nsmtpd_recipient_restrictions = reject_unverified_recipient\n',
    'virtual_mailbox_domains = example.com\nvirtual_transport = error:closed\n',
    'virtual_mailbox_domains = $domains_of_site\n',
    'virtual_mailbox_domains =\n',
    'virtual_mailbox_domains = $virtual_mailbox_maps\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('marks databases of relay domains', () =>
    lint(`
      relay_domains = proxy:mysql:/etc/postfix/domains.cf
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ backscatter information
    `));

  test('marks tables of relay domains', () =>
    lint(`
      relay_domains = hash:/etc/postfix/relay
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ backscatter information
    `));

  test('a policy server makes it information', () =>
    lint(`
      mydestination = example.com
      local_recipient_maps =
      ^^^^^^^^^^^^^^^^^^^^^^ backscatter information
      smtpd_recipient_restrictions = reject_unauth_destination, check_policy_service unix:private/spf
    `));

  test('asks the services that receive mail from other servers', async () => {
    const main = 'local_recipient_maps =\n';
    const marked = `${main}^^^^^^^^^^^^^^^^^^^^^^ backscatter\n`;
    const smtp = (options: string): string =>
      `smtp inet n - n - - smtpd ${options}\n587 inet n - n - - smtpd\n`;
    await lint({ 'main.cf': marked, 'master.cf': smtp('') });
    await lint({ 'main.cf': main, 'master.cf': smtp('-o local_recipient_maps=hash:/etc/postfix/users') });
    await lint({
      'main.cf': main,
      'master.cf': smtp('-o { smtpd_recipient_restrictions = reject_unverified_recipient }'),
    });
    // Only users and a content filter have the check, or the value of main.cf.
    await lint({
      'main.cf': marked,
      'master.cf':
        'smtp inet n - n - - smtpd\n587 inet n - n - - smtpd -o smtpd_recipient_restrictions=reject_unverified_recipient\n',
    });
    await lint({
      'main.cf': main,
      'master.cf':
        'smtp inet n - n - - smtpd -o local_recipient_maps=hash:/etc/postfix/users\n127.0.0.1:10025 inet n - n - - smtpd\n',
    });
  });

  test('as information without master.cf, in which services can check recipients', () =>
    lint({
      'main.cf': `
        virtual_mailbox_domains = example.com
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ backscatter information
        virtual_transport = lmtp:unix:private/lmtp
      `,
    }));

  test('the fix restores the default', async () => {
    expect(await applyFix('local_recipient_maps =\n')).toBe('#local_recipient_maps =\n');
  });

  test.each([
    'mailbox_transport = lmtp:unix:private/lmtp',
    'fallback_transport = lmtp:unix:private/lmtp',
    'local_transport = virtual',
  ])('does not suggest the default if it may not contain the users: %s', async (setting) => {
    const text = `local_recipient_maps =\n^^^^^^^^^^^^^^^^^^^^^^ backscatter\n${setting}\n`;
    const [found] = await lint(text);
    expect(found?.message).toContain('. List the tables that contain your users.');
    expect(found?.message).not.toContain('default');
  });
});
