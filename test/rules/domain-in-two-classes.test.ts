import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('domain-in-two-classes');

describe('domain-in-two-classes', () => {
  test('marks a domain that another list has already', async () => {
    const [found] = await lint(`
      mydestination = localhost, Example.com
      virtual_alias_domains = example.net
      virtual_mailbox_domains = example.com, example.org
                                ^^^^^^^^^^^ domain-in-two-classes
      relay_domains = example.net
                      ^^^^^^^^^^^ domain-in-two-classes
    `);
    expect(found?.message).toBe(
      'example.com is in mydestination and in virtual_mailbox_domains. ' +
        'Postfix goes by mydestination, and warns when mail comes: ' +
        'do not list domain example.com in BOTH mydestination and virtual_mailbox_domains. Remove it from one of them.',
    );
    expect(found?.related).toEqual(['Example.com']);
  });

  test('by way of a $name, and in tables', () =>
    lint({
      'main.cf': `
        mydomain = example.com
        mydestination = $mydomain
        virtual_mailbox_domains = hash:/etc/postfix/domains, example.org
                                                             ^^^^^^^^^^^ domain-in-two-classes
        virtual_alias_domains = hash:/etc/postfix/aliases_domains
      `,
      domains: `
        example.com x
        ^^^^^^^^^^^ domain-in-two-classes
        example.net x
      `,
      aliases_domains: 'example.org x\n',
    }));

  test('is silent for what Postfix accepts', () =>
    lint(`
      myhostname = mail.example.com
      mydestination = $myhostname, localhost, example.com
      relay_domains = $mydestination
      virtual_alias_domains = example.net, !example.com
      virtual_mailbox_domains = example.org, .example.com, /etc/postfix/domains
    `));
});
