import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('unknown-transport');

const masterCf = `
smtp    inet n - n - - smtpd
smtp    unix - - n - - smtp
local   unix - n n - - local
dovecot unix - n n - - pipe user=vmail argv=/usr/bin/true
scan    unix - - n - - smtp
12345   inet n - n - - smtp
`.trimStart();

describe('unknown-transport', () => {
  test('marks a transport that is not in master.cf', async () => {
    const [found] = await lint({
      'main.cf': `
        virtual_transport = dovcot
                            ^^^^^^ unknown-transport
      `,
      'master.cf': masterCf,
    });
    expect(found?.message).toBe(
      'master.cf has no transport named "dovcot". Postfix leaves the mail in the queue and logs: ' +
        '"connect to transport private/dovcot: No such file or directory". Did you mean dovecot?',
    );
  });

  test('gives information about a transport in defer_transports', async () => {
    const [found] = await lint({
      'main.cf': `
        default_transport = later
                            ^^^^^ unknown-transport information
        defer_transports = smtp, later
      `,
      'master.cf': masterCf,
    });
    expect(found?.message).toBe(
      'master.cf has no transport named "later". Because defer_transports includes it, ' +
        'Postfix leaves the mail in the queue and logs: "deferred transport". ' +
        'When the queue is flushed, the delivery fails. Add the service before that.',
    );
  });

  test('marks it before a next hop, where a $name is defined, and in an -o option', () =>
    lint({
      'main.cf': `
        default_transport = uucp:gateway
                            ^^^^ unknown-transport
        filter = amavis
                 ^^^^^^ unknown-transport
        content_filter = $filter:[127.0.0.1]:10024
      `,
      'master.cf': `${masterCf}587 inet n - n - - smtpd
  -o content_filter=spam:
                    ^^^^ unknown-transport
`,
    }));

  test('marks a lookup table instead of a transport', async () => {
    const found = await lint({
      'main.cf': `
        relay_transport = hash:/etc/postfix/transport
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-transport
        mailbox_transport = proxy:mysql:/etc/postfix/agents.cf
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-transport
        address_verify_relay_transport = hash:/etc/postfix/transport
                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-transport
        content_filter = hash:/etc/postfix/filters
                         ^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-transport
        transport_maps = hash:/etc/postfix/transport
      `,
      'master.cf': masterCf,
      transport: `
        example.com  hash:/etc/postfix/others
                     ^^^^^^^^^^^^^^^^^^^^^^^^ unknown-transport
      `,
    });
    expect(found.map(({ message }) => message)).toEqual([
      'relay_transport needs a transport, but hash:/etc/postfix/transport is a lookup table. Postfix leaves the mail in the queue and logs: ' +
        '"connect to transport private/hash: No such file or directory". Put the table in transport_maps, and write a transport here or remove the line.',
      expect.stringContaining('Put the table in mailbox_transport_maps'),
      expect.stringContaining('Put the table in address_verify_transport_maps'),
      expect.stringMatching(/^content_filter needs a transport, .*Write a transport\.$/),
      expect.stringContaining('Write a transport.'),
    ]);
  });

  test('marks it in a transport table of any type', () =>
    lint({
      'main.cf':
        'transport_maps = hash:/etc/postfix/transport, pcre:/etc/postfix/routes, cidr:/etc/postfix/nets\n',
      'master.cf': masterCf,
      transport: `
        example.com  smpt:[mail.example.net]
                     ^^^^ unknown-transport
        example.net  smtp:[mail.example.net]
        example.org  lokal
                     ^^^^^ unknown-transport
      `,
      routes: `
        /@sub\\.example\\.com$/  smpt:
                               ^^^^ unknown-transport
      `,
      nets: `
        192.0.2.0/24  smpt:
                      ^^^^ unknown-transport
      `,
    }));

  test('marks it after FILTER in an access table and in header checks', () =>
    lint({
      'main.cf': `
        smtpd_client_restrictions = check_client_access hash:/etc/postfix/access
        header_checks = regexp:/etc/postfix/headers
      `,
      'master.cf': masterCf,
      access: `
        example.com  FILTER scna:[127.0.0.1]:10024
                            ^^^^ unknown-transport
        example.net  FILTER scan:[127.0.0.1]:10024
      `,
      headers: `
        /^Subject: x/  FILTER scna:
                              ^^^^ unknown-transport
      `,
    }));

  test('does not treat a service of type inet as a transport', () =>
    lint({
      'main.cf': `
        relay_transport = 12345:
                          ^^^^^ unknown-transport
      `,
      'master.cf': masterCf,
    }));

  describe('reports nothing', () => {
    test('for transports that exist, and for values without a transport', () =>
      lint({
        'main.cf': `
          transport_maps = hash:/etc/postfix/transport
          virtual_transport = dovecot
          default_transport = smtp
          local_transport = local:$myhostname
          content_filter =
        `,
        'master.cf': masterCf,
        transport: `
          example.com  :[mail.example.net]
          example.net  :
        `,
      }));

    test('without master.cf, and with only a part of it', async () => {
      await lint({ 'main.cf': 'default_transport = uucp\n' });
      await lint('default_transport = uucp\n');
    });

    test('for a transport that depends on the match, and for an undefined name', () =>
      lint({
        'main.cf': `
          transport_maps = pcre:/etc/postfix/routes
          virtual_transport = $nowhere
        `,
        'master.cf': masterCf,
        routes: '/^(.*)@/ $1:\n',
      }));

    test('for a content filter without a transport, which has its own rule', () =>
      lint({ 'main.cf': 'content_filter = [127.0.0.1]:10024\n', 'master.cf': masterCf }));
  });

  describe('fixes', () => {
    test('write the most similar name', async () => {
      const files = { 'main.cf': 'virtual_transport = dovcot:x\n', 'master.cf': masterCf };
      expect((await applyFix(files))['main.cf']).toBe('virtual_transport = dovecot:x\n');
    });

    test('add smtp before an address', async () => {
      const files = {
        'main.cf': 'transport_maps = hash:/etc/postfix/transport\n',
        'master.cf': masterCf,
        transport: 'example.com [192.0.2.1]:2525\n',
      };
      expect((await applyFix(files)).transport).toBe('example.com smtp:[192.0.2.1]:2525\n');
    });

    test('are not offered if no name is similar', async () => {
      const files = { 'main.cf': 'default_transport = uucp\n', 'master.cf': masterCf };
      expect(await fixTitles(files)).toEqual([]);
    });
  });
});
