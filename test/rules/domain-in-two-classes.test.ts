import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('domain-in-two-classes');

describe('domain-in-two-classes', () => {
  test('marks a domain that another list already has', async () => {
    const [found] = await lint(`
      mydestination = localhost, Example.com
      virtual_alias_domains = example.net
      virtual_mailbox_domains = example.com, example.org
                                ^^^^^^^^^^^ domain-in-two-classes
      relay_domains = example.net
                      ^^^^^^^^^^^ domain-in-two-classes
    `);
    expect(found?.message).toBe(
      'example.com is in both mydestination and virtual_mailbox_domains. ' +
        'Postfix uses mydestination; when mail for the domain arrives, it logs: ' +
        '"do not list domain example.com in BOTH mydestination and virtual_mailbox_domains". Remove the domain from one of them.',
    );
    expect(found?.related).toEqual(['Example.com']);
  });

  test('through a $name, and in tables', () =>
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

  test('reports nothing for domains that Postfix accepts', () =>
    lint(`
      myhostname = mail.example.com
      mydestination = $myhostname, localhost, example.com
      relay_domains = $mydestination
      virtual_alias_domains = example.net, !example.com
      virtual_mailbox_domains = example.org, .example.com, /etc/postfix/domains
    `));
});
