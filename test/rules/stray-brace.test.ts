import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('stray-brace');

describe('stray-brace', () => {
  test('marks a brace after a reference that closes nothing', async () => {
    const [found] = await lint({
      'main.cf': `
        transport_maps = btree:\${config_directory}}/transport
                                                  ^ stray-brace
        virtual_alias_maps = hash:/etc/postfix/a,
          hash:$config_directory}/b
                                ^ stray-brace
        alias_maps = hash:$(config_directory))/c
                                             ^ stray-brace
        smtpd_banner = $myhostname ESMTP \${mail_name}}
                                                     ^ stray-brace warning
      `,
      'master.cf': `
        587 inet n - n - - smtpd -o myhostname=mail.$mydomain}
                                                             ^ stray-brace warning
      `,
    });
    expect(found?.message).toBe(
      'This "}" does not close anything, so it is part of the value: transport_maps is "btree:/etc/postfix}/transport". ' +
        'Postfix does not find the table, and lookups fail with a temporary error. ' +
        'Remove the brace.',
    );
  });

  test.each([
    'transport_maps = inline:{ {example.org = $relay} }\n',
    'transport_maps = inline:{example.org=${relay}}\n',
    'smtpd_banner = $myhostname ESMTP :-}\n',
    'smtpd_banner = {$myhostname} (${mail_name})\n',
    'smtpd_banner = $myhostname ${mail_name?{text $mail_name}}\n',
    'smtpd_milters = { inet:localhost:1, connect_timeout=${x} }\n',
    'x = ${config_directory}}\n',
    'smtpd_banner = $myhostname ESMTP ($mail_name)\n',
    'smtpd_banner = $myhostname) ESMTP\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('the fix removes the brace', async () => {
    expect(await applyFix('virtual_alias_maps = hash:${config_directory}}/virtual\n')).toBe(
      'virtual_alias_maps = hash:${config_directory}/virtual\n',
    );
  });
});
