import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('undefined-reference');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('undefined-reference', () => {
  test('marks the name', async () => {
    const [found] = await lint(`
      relayhost = $relayhst
                   ^^^^^^^^ undefined-reference
    `);
    expect(found?.message).toContain('postconf warns: "undefined parameter: relayhst"');
  });

  test('marks the name in every notation, on any line', () =>
    lint(`
      mynetworks = 127.0.0.0/8
          $(office)
            ^^^^^^ undefined-reference
      # $not_this
          $warehouse/24
           ^^^^^^^^^ undefined-reference
      relayhost = $(is_relay?{[mail.example.net]}:{})
                    ^^^^^^^^ undefined-reference
      smtpd_banner = $myhostname $(mail_name?{$(greetng)})
                                                ^^^^^^^ undefined-reference
    `));

  test('as information if there are so many names that a script must fill them in', async () => {
    await lint(
      `relayhost = $t_d\n             ^^^ undefined-reference\nmyorigin = $t_a $t_a\n            ^^^ undefined-reference\n                 ^^^ undefined-reference\n`,
    );
    const [found] = await lint(
      'relayhost = $t_a$t_b$t_c$t_d$t_e\n' +
        [0, 4, 8, 12, 16].map((i) => `${' '.repeat(13 + i)}^^^ undefined-reference information\n`).join(''),
    );
    expect(found?.message).toContain('Unless a script replaces it,');
  });

  test('marks every use', () =>
    lint(`
      mynetworks = $office, $office
                    ^^^^^^ undefined-reference
                             ^^^^^^ undefined-reference
      proxy_interfaces = $office
                          ^^^^^^ undefined-reference
    `));

  test('marks it in an -o option if neither its service nor main.cf sets the name', () =>
    lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o smtpd_helo_restrictions=$own_helo
                                      ^^^^^^^^ undefined-reference
        2525 inet n - n - - smtpd
          -o own_helo=permit_mynetworks
          -o smtpd_helo_restrictions=$own_helo
      `,
    }));

  test('marks a name that several services use once, because one definition is for all', async () => {
    const [found] = await lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        587 inet n - n - - smtpd
          -o smtpd_helo_restrictions=$mua_helo_restrictions
                                      ^^^^^^^^^^^^^^^^^^^^^ undefined-reference
        465 inet n - n - - smtpd
          -o smtpd_helo_restrictions=$mua_helo_restrictions
          -o smtpd_sender_restrictions=$mua_sender_restrictions
                                        ^^^^^^^^^^^^^^^^^^^^^^^ undefined-reference
      `,
    });
    expect(found?.related).toEqual(['mua_helo_restrictions']);
  });

  test('names the release that has the parameter', async () => {
    const files = {
      'main.cf': '',
      'master.cf': `
        587 inet n - n - - smtpd -o syslog_name=postfix/$service_name
                                                         ^^^^^^^^^^^^ undefined-reference
      `,
    };
    const [found] = await lint(files, { version: '2.8' });
    expect(found?.message).toBe(
      'service_name was added in Postfix 3.3. In 2.8, it expands to nothing, ' +
        'and postconf warns: "undefined parameter: service_name". Write the value itself.',
    );
    const [removed] = await lint(
      'relayhost = $tls_dane_digest_agility\n             ^^^^^^^^^^^^^^^^^^^^^^^ undefined-reference\n',
    );
    const [derived] = await lint(
      'relayhost = $slow_destination_rate_delay\n             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ undefined-reference\n',
    );
    expect(derived?.message).toContain(
      'slow_destination_rate_delay is not defined, so it expands to nothing, ',
    );
    expect(removed?.message).toContain('was removed after Postfix 3.3. In 3.11, it expands to nothing, ');
  });

  test('uses information for capitals in braces, which may be a variable that a script replaces', async () => {
    const [found] = await lint(`
      mynetworks = 127.0.0.0/8 \${MY_NETWORKS}
                                 ^^^^^^^^^^^ undefined-reference information
    `);
    expect(found?.message).toContain('Unless a script replaces it, it expands to nothing');
  });

  describe('reports nothing', () => {
    test('for a name that main.cf sets, earlier or later, even to nothing', () =>
      lint('mynetworks = 127.0.0.0/8 $office $warehouse\noffice = 192.0.2.0/24\nwarehouse =\n'));

    test('for names of Postfix, names that it computes, and names of services', () =>
      lint({
        'main.cf':
          'myorigin = $mydomain\nsyslog_name = $service_name\nslow_limit = $slow_initial_destination_concurrency\n',
        'master.cf': 'slow unix - - n - - smtp\n',
      }));

    test('for a name that a service sets for itself', () =>
      lint({
        'main.cf': 'smtpd_helo_restrictions = $own_helo\n',
        'master.cf': `${smtp}  -o own_helo=permit_mynetworks\n`,
      }));

    test('for a doubled dollar sign', () => lint('smtpd_banner = $myhostname costs $$5 or $$nothing\n'));

    test('for a line that is overridden', () =>
      lint('relayhost = $relayhst\nrelayhost = [mail.example.net]\n'));
  });

  describe('the fix writes the most similar name', () => {
    test('from the file', async () => {
      expect(await applyFix('office = 192.0.2.0/24\nmynetworks = 127.0.0.0/8 $offce $office\n')).toBe(
        'office = 192.0.2.0/24\nmynetworks = 127.0.0.0/8 $office $office\n',
      );
    });

    test('from Postfix, in braces', async () => {
      expect(await applyFix('myorigin = $(mydomian)\n', 'Change to mydomain')).toBe(
        'myorigin = $(mydomain)\n',
      );
    });

    test('in master.cf', async () => {
      const files = {
        'main.cf': 'own_helo = permit_mynetworks\nsmtpd_helo_restrictions = $own_helo\n',
        'master.cf': `${smtp}  -o smtpd_helo_restrictions=$own_hello\n`,
      };
      expect((await applyFix(files))['master.cf']).toBe(`${smtp}  -o smtpd_helo_restrictions=$own_helo\n`);
    });

    test('not the name of the parameter itself', async () => {
      const files = {
        'main.cf': '',
        'master.cf': `${smtp}  -o smtpd_client_restrictions=$mua_client_restrictions\n`,
      };
      expect(await fixTitles(files)).toEqual([]);
    });

    test('not if no name is similar', async () => {
      expect(await fixTitles('relayhost = $the_other_place\n')).toEqual([]);
    });
  });

  test('does not suggest a name for a parameter of a patch', async () => {
    const [found] = await lint({
      'main.cf': `
        proxy_read_maps = $virtual_mailbox_maps $virtual_mailbox_limit_maps
                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^ undefined-reference
      `,
      'master.cf': 'pickup unix n - n 60 1 pickup\n',
    });
    expect(found?.message).toContain(
      'Remove $virtual_mailbox_limit_maps: Postfix itself has never had this parameter.',
    );
  });
});
