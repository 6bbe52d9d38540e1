import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('alias-not-address');

const main = 'virtual_alias_maps = hash:/etc/postfix/aliases, regexp:/etc/postfix/patterns\n';

describe('alias-not-address', () => {
  test('marks transports and commands', async () => {
    const [transport, command] = await lint({
      'main.cf': main,
      aliases: `
        news@lists.example  lmtp:[192.0.2.1]:8024
                            ^^^^^^^^^^^^^^^^^^^^^ alias-not-address error
        help@lists.example  "|/usr/bin/tickets --queue help"
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ alias-not-address error
        box@lists.example   lmtp:unix:private/lmtp
                            ^^^^^^^^^^^^^^^^^^^^^^ alias-not-address error
        far@lists.example   smtp:mail.example.net:25
                            ^^^^^^^^^^^^^^^^^^^^^^^^ alias-not-address error
      `,
      patterns: `
        /^news-(join|leave)@lists\\.example$/ lmtp:[192.0.2.1]:8024
                                             ^^^^^^^^^^^^^^^^^^^^^ alias-not-address error
      `,
    });
    expect(transport?.message).toBe(
      'lmtp:[192.0.2.1]:8024 is a transport, but a virtual alias must be an address. ' +
        'Postfix appends the local domain to the text, and returns the mail as undeliverable. ' +
        'Write the address here, and put the transport in transport_maps.',
    );
    expect(command?.message).toContain('in the alias_maps file.');
  });

  test('is information if only the name of the file suggests what it is', () =>
    lint(
      {
        virtual: `
          help@lists.example  |/usr/bin/tickets
                              ^^^^^^^^^^^^^^^^^ alias-not-address information
        `,
      },
      { languages: { virtual: 'postfix-table' } },
    ));

  test('reports nothing for addresses, and for transports and commands where they belong', () =>
    lint({
      'main.cf': `${main}alias_maps = hash:/etc/postfix/local\ntransport_maps = hash:/etc/postfix/routes\n`,
      aliases:
        'a@lists.example bob, carol@example.net\nb@lists.example "bob smith"@example.net\nc@lists.example team: bob@example.net, carol@example.net;\n@lists.example @example.net\nlists.example anything:goes\n',
      patterns: '/^(.*)@lists\\.example$/ $1@example.net\n',
      local: 'help: "|/usr/bin/tickets"\nall: :include:/etc/postfix/all\n',
      routes: 'lists.example lmtp:[192.0.2.1]:8024\n',
    }));

  test('files', async () => {
    const [found] = await lint({
      'main.cf': 'virtual_alias_maps = hash:/etc/postfix/virtual\n',
      virtual: `
        noreply@example.org /dev/null
                            ^^^^^^^^^ alias-not-address
        list@example.org /var/mail/list
                         ^^^^^^^^^^^^^^ alias-not-address
      `,
    });
    expect(found?.message).toContain('/dev/null is a file, but a virtual alias must be an address. ');
    expect(found?.message).toContain('discard:');
  });
});
