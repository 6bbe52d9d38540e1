import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('table-without-type');

describe('table-without-type', () => {
  test('marks a path without a type', async () => {
    const [found] = await lint(`
      transport_maps = hash:/etc/postfix/a, /etc/postfix/transport
                                            ^^^^^^^^^^^^^^^^^^^^^^ table-without-type
    `);
    expect(found?.message).toBe(
      '"/etc/postfix/transport" is not a table: transport_maps needs type:name. ' +
        'Programs that open it exit with: "open dictionary: expecting "type:name" form instead of "/etc/postfix/transport"". ' +
        'Write hash:/etc/postfix/transport.',
    );
  });

  test('marks a table without a name, and reports a space before the name once', async () => {
    const [found] = await lint(`
      transport_maps = texthash:, hash: /etc/postfix/transport
                       ^^^^^^^^^ table-without-type
                                  ^^^^^ table-without-type
      smtpd_client_restrictions = check_client_access cidr:
                                                      ^^^^^ table-without-type
    `);
    expect(found?.message).toBe(
      '"texthash:" has no name after the colon. ' +
        'Programs that open it exit with: "open dictionary: expecting "type:name" form instead of "texthash:"". ' +
        'Write the name directly after the colon, without a space.',
    );
  });

  test('marks it in a parameter for a single table and in an -o option', () =>
    lint({
      'main.cf': `
        smtp_tls_session_cache_database = /var/lib/postfix/smtp
                                          ^^^^^^^^^^^^^^^^^^^^^ table-without-type
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o smtpd_sender_login_maps=/etc/postfix/logins
                                     ^^^^^^^^^^^^^^^^^^^ table-without-type
      `,
    }));

  test('says that quotation marks are part of the value', async () => {
    const [found] = await lint(`
      alias_maps = "hash:/etc/aliases"
                   ^^^^^^^^^^^^^^^^^^^ table-without-type
    `);
    expect(found?.message).toBe(
      'Quotation marks are part of the value, so "hash:/etc/aliases" in alias_maps is not a table. ' +
        'Every lookup fails, and Postfix logs: "unsupported dictionary type: "hash". Remove the quotation marks.',
    );
  });

  test('warns about a path that is not absolute', () =>
    lint(`
      transport_maps = hash:transport
                       ^^^^^^^^^^^^^^ table-without-type warning
    `));

  test('reports nothing for tables, lists of files, and undefined names', () =>
    lint(`
      transport_maps = hash:/etc/postfix/transport, proxy:unix:passwd.byname, static:x, inline:{ a=b }
      canonical_maps = pcre:{ { /a/ b } } socketmap:inet:127.0.0.1:9999:name
      virtual_alias_maps = $nowhere
      alias_database = /etc/aliases
      relay_domains = /etc/postfix/domains
      proxy_read_maps = $transport_maps example
      local_recipient_maps =
      sender_bcc_maps = fail:x
    `));

  test.each([
    ['/etc/postfix/transport', 'hash:'],
    ['/etc/postfix/transport.pcre', 'pcre:'],
    ['/etc/postfix/mysql-transport.cf', 'mysql:'],
  ])('%s gets %s', async (path, type) => {
    expect(await applyFix(`transport_maps = ${path}\n`)).toBe(`transport_maps = ${type}${path}\n`);
  });

  test('the fix uses default_database_type, and is offered only for a path', async () => {
    expect(await applyFix('default_database_type = lmdb\ntransport_maps = /etc/t\n')).toBe(
      'default_database_type = lmdb\ntransport_maps = lmdb:/etc/t\n',
    );
    expect(await fixTitles('transport_maps = transport\n')).toEqual([]);
  });
});
