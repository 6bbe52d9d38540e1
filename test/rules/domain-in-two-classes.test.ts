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
        'Postfix uses mydestination. When mail for the domain arrives, Postfix logs: ' +
        '"do not list domain example.com in BOTH mydestination and virtual_mailbox_domains". Remove the domain from one of them.',
    );
    expect(found?.related).toEqual(['Example.com']);
  });

  test('as a warning if the domain is local and has virtual aliases', () =>
    lint(`
      mydestination = localhost, example.com
      virtual_alias_domains = example.com
                              ^^^^^^^^^^^ domain-in-two-classes warning
    `));

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

  test('in plain files and tables written in place', () =>
    lint({
      'main.cf': `
        mydestination = example.com, localhost
        virtual_mailbox_domains = /etc/postfix/list, /etc/postfix/absent
        relay_domains = inline:{example.net=x, {example.info = x}}
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ domain-in-two-classes
      `,
      list: `
        # example.com
        Example.net, !example.com # example.com
        example.org example.com
                    ^^^^^^^^^^^ domain-in-two-classes
      `,
    }));

  test('marks a pattern of virtual_alias_maps that also matches a domain', async () => {
    const [found] = await lint({
      'main.cf': `
        virtual_mailbox_domains = example.org
        virtual_alias_maps = regexp:/etc/postfix/all, pcre:/etc/postfix/more
      `,
      all: `
        /example\\.org$/      bob@example.org
        ^^^^^^^^^^^^^^^ domain-in-two-classes warning
        /@example\\.org$/     bob@example.org
      `,
      more: `
        /./                  bob@example.org
        ^^^ domain-in-two-classes warning
        /^x(?=y)/            bob@example.org
      `,
    });
    expect(found?.message).toBe(
      'This pattern also matches the domain itself: example.org is in both virtual_alias_domains and virtual_mailbox_domains. ' +
        'Postfix uses virtual_alias_domains. When mail for the domain arrives, Postfix logs: ' +
        '"do not list domain example.org in BOTH virtual_alias_domains and virtual_mailbox_domains". ' +
        'Add the @ to the pattern, or set virtual_alias_domains (default: $virtual_alias_maps) to the domains that have only aliases.',
    );
  });

  test('marks a static: table of virtual_alias_maps', () =>
    lint(`
      relay_domains = example.org
      virtual_alias_maps = static:bob@example.com
                           ^^^^^^^^^^^^^^^^^^^^^^ domain-in-two-classes warning
    `));

  test('marks a pattern that matches a local domain only in lists that are set', () =>
    lint({
      'main.cf': `
        mydestination = example.com
        virtual_alias_maps = pcre:/etc/postfix/all
        virtual_mailbox_domains = pcre:/etc/postfix/domains
      `,
      all: '/^/ bob@example.org\n/example\\.com/ bob@example.org\n',
      domains: `
        /\\.com$/   x
        ^^^^^^^^ domain-in-two-classes warning
      `,
    }));

  test('reports nothing for patterns in blocks, and if virtual_alias_domains is empty', async () => {
    await lint({
      'main.cf': 'virtual_mailbox_domains = example.org\nvirtual_alias_maps = pcre:/etc/postfix/all\n',
      all: 'if /@/\n/example\\.org$/ bob@example.org\nendif\n',
    });
    await lint({
      'main.cf':
        'virtual_mailbox_domains = example.org\nvirtual_alias_domains =\nvirtual_alias_maps = pcre:/etc/postfix/all\n',
      all: '/example\\.org$/ bob@example.org\n',
    });
  });

  test('reports nothing for domains that Postfix accepts', () =>
    lint(`
      myhostname = mail.example.com
      mydestination = $myhostname, localhost, example.com
      relay_domains = $mydestination
      virtual_alias_domains = example.net, !example.com
      virtual_mailbox_domains = example.org, .example.com, /etc/postfix/domains
    `));
});
