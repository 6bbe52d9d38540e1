import { describe, expect, test } from 'vitest';
import { forRule, lint } from '../support/markers.ts';

const { lint: lintRule } = forRule('transport-to-same-domain');

const mainCf = 'transport_maps = hash:/etc/postfix/transport\n';
const entry = 'example.com smtp:example.com\n';

describe('transport-to-same-domain', () => {
  test('marks a next hop that is the domain of the entry', async () => {
    const [found] = await lintRule({
      'main.cf': `${mainCf}relay_domains = example.net\n`,
      transport: `
        test.example.org  smtp:test.example.org
                               ^^^^^^^^^^^^^^^^ transport-to-same-domain
        example.com       :Example.com:25
                           ^^^^^^^^^^^^^^ transport-to-same-domain
        example.net       relay:example.net
                                ^^^^^^^^^^^ transport-to-same-domain
      `,
    });
    expect(found?.message).toBe(
      'The next hop for test.example.org is test.example.org, so Postfix looks up the MX records of the domain, as it does without this line. ' +
        'If this server is the best of these hosts, Postfix returns the mail: "mail for test.example.org loops back to myself". ' +
        'Write the host that should receive the mail in brackets, or remove the line.',
    );
  });

  test('reports nothing for another next hop, port, or transport', async () => {
    await lintRule({
      'main.cf': mainCf,
      transport: `example.com smtp:[example.com]
example.net smtp:example.net:587
example.org slow:example.org
.example.com smtp:example.com
user@example.edu smtp:example.edu
a.example smtp:
b.example relay:b.example
c.example lmtp:c.example
`,
    });
  });

  test.each([
    'relayhost = [relay.example.org]\n',
    'sender_dependent_relayhost_maps = hash:/etc/postfix/by_sender\n',
    'default_transport = slow\n',
    'mydestination = example.com\n',
    'myhostname = example.com\n',
    'virtual_mailbox_domains = example.com\n',
    'virtual_mailbox_domains = mysql:/etc/postfix/domains.cf\n',
    'virtual_mailbox_domains = /etc/postfix/domains\n',
    'virtual_alias_maps = pcre:/etc/postfix/virtual\n',
    'parent_domain_matches_subdomains = relay_domains, transport_maps\n',
  ])('reports nothing if the entry has an effect, or may have one: %j', async (line) => {
    await lintRule({ 'main.cf': mainCf + line, transport: entry });
  });

  test('reports nothing for an exception to an entry for more domains', async () => {
    await lintRule({ 'main.cf': mainCf, transport: `${entry}* smtp:[relay.example.org]\n` });
    await lintRule({ 'main.cf': mainCf, transport: `${entry}.com smtp:[relay.example.org]\n` });
    await lintRule({
      'main.cf': 'transport_maps = hash:/etc/postfix/transport, pcre:/etc/postfix/more\n',
      transport: entry,
    });
    await lintRule({
      'main.cf': 'transport_maps = hash:/etc/postfix/transport, hash:/etc/postfix/more\n',
      transport: entry,
      more: '* smtp:[relay.example.org]\n',
    });
  });

  test('reports nothing for a virtual alias domain in a table', async () => {
    const maps = 'virtual_alias_maps = hash:/etc/postfix/virtual\n';
    await lintRule({ 'main.cf': mainCf + maps, transport: entry, virtual: 'example.com anything\n' });
  });

  test('reports nothing for a table that no configuration names', async () => {
    await lintRule({ transport: entry });
  });

  test('is the only finding for a name that looks like a host', async () => {
    await lint({
      'main.cf': `${mainCf}compatibility_level = 3.6\n`,
      transport: `
        mx.example.net smtp:mx.example.net
                            ^^^^^^^^^^^^^^ transport-to-same-domain
      `,
    });
  });
});
