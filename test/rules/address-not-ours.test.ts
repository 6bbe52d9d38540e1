import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('address-not-ours');
const smtp = 'smtp inet n - n - - smtpd\n';
const main = `
myhostname = host.example.com
virtual_mailbox_domains = example.org
virtual_mailbox_maps = hash:/etc/postfix/mailboxes
virtual_alias_maps = hash:/etc/postfix/aliases
`;

describe('address-not-ours', () => {
  test('marks mailboxes and aliases in other domains', async () => {
    const [mailbox, alias] = await lint({
      'main.cf': main,
      'master.cf': smtp,
      mailboxes: `
        kim@example.org kim/
        kim@example.net kim/
        ^^^^^^^^^^^^^^^ address-not-ours
        lee@example.net lee/
      `,
      aliases: `
        info@example.org kim@example.org
        root@host.example.com kim@example.org
        sales@example.info kim@example.org
        ^^^^^^^^^^^^^^^^^^ address-not-ours information
      `,
    });
    expect(mailbox?.message).toBe(
      'example.net is not in virtual_mailbox_domains. ' +
        'Postfix never looks up kim@example.net and 1 more as a mailbox. ' +
        'Add example.net to virtual_mailbox_domains, or remove the entries.',
    );
    expect(alias?.message).toBe(
      'Mail from other hosts to sales@example.info is rejected, because example.info is not one of your domains. ' +
        'Postfix uses the entry only for mail that it may relay, such as mail from this host. ' +
        'If the domain is yours, add it to virtual_alias_domains.',
    );
  });

  test.each([
    'virtual_mailbox_domains = example.org, hash:/etc/postfix/unknown',
    'virtual_mailbox_domains = example.org, example.net, example.info',
    'virtual_mailbox_domains = $domains',
  ])('reports nothing with %j', async (domains) => {
    await lint({
      'main.cf': main.replace('virtual_mailbox_domains = example.org', domains),
      'master.cf': smtp,
      mailboxes: 'kim@example.net kim/\n',
      aliases: 'sales@example.info kim@example.net\n',
    });
  });

  test('reports nothing if the table names its domains, as for virtual alias domains', () =>
    lint({
      'main.cf': main,
      'master.cf': smtp,
      mailboxes: 'kim@example.org kim/\n',
      aliases: 'example.info anything\nsales@example.info kim@example.org\n',
    }));
});
