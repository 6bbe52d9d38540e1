import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('access-needs-table');

describe('access-needs-table', () => {
  test('a path without a table type', async () => {
    const [found] = await lint(
      `
      smtpd_client_restrictions = check_client_access /etc/postfix/clients, permit_mynetworks
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ access-needs-table
    `,
      { version: '3.7' },
    );
    expect(found?.message).toBe(
      'check_client_access needs a lookup table, type:name, not "/etc/postfix/clients". ' +
        'smtpd logs "restriction check_client_access: bad argument "/etc/postfix/clients": need maptype:mapname" ' +
        'and answers "451 4.3.5 Server configuration error" to all mail that reaches it. ' +
        'Write the table with its type, as in hash:/etc/postfix/access.',
    );
  });

  test('another restriction where the table should be, or nothing', async () => {
    const found = await lint(`
      smtpd_sender_restrictions = check_sender_access reject_unknown_sender_domain
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ access-needs-table
      smtpd_helo_restrictions = permit_mynetworks, check_helo_access
                                                   ^^^^^^^^^^^^^^^^^ access-needs-table
    `);
    expect(found[1]?.message).toContain('bad argument "check_helo_access": need maptype:mapname');
  });

  // The same as map_search.c and its tests.
  test.each([
    [
      '{ hash:/c search_order = cert_fingerprint }',
      "malformed map attribute in '%': 'missing '=' after attribute name'",
    ],
    ['{ hash:/c foo=bar }', "unknown map attribute in '%': 'foo'"],
    ['{ hash:/c =bar }', "malformed map attribute in '%': 'missing attribute name'"],
    ['{ hash:/c { search_order = bad, issuer_cn } }', "unknown search type 'bad' in '%'"],
    [
      '{ hash:/c { search_order = issuer_cn }x }',
      `malformed map attribute: syntax error after '}' in "{ search_order = issuer_cn }x"`,
    ],
    ['{ hash:/c }x', `malformed map specification: 'syntax error after '}' in "%"'`],
  ])('a table in braces: %s', async (text, problem) => {
    const [found] = await lint(`
      smtpd_client_restrictions = check_ccert_access ${text}
                                  ${'^'.repeat(`check_ccert_access ${text}`.length)} access-needs-table
    `);
    expect(found?.message).toContain(`smtpd logs "${problem.replace('%', text)}" and`);
  });

  test('braces around the table of another check, also after other checks', async () => {
    const [found, second] = await lint(`
      smtpd_client_restrictions = permit_mynetworks, check_client_access { cidr:/etc/postfix/clients }, permit
                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ access-needs-table
      smtpd_sender_restrictions = check_ccert_access { hash:/c }, check_sender_access { hash:/s, {search_order=x}
                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ access-needs-table
      smtpd_recipient_restrictions = reject_unauth_destination, check_recipient_mx_access { inline:{a=b} }x
                                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ access-needs-table
    `);
    expect(found?.message).toBe(
      'check_client_access does not accept a table in braces; only check_ccert_access does. ' +
        'smtpd logs "unexpected dictionary: { cidr:/etc/postfix/clients }" and answers "451 4.3.5 Server configuration error" to all mail that reaches it. ' +
        'Write cidr:/etc/postfix/clients without the braces.',
    );
    expect(second?.message).toMatch(/Write the table, type:name, without the braces\.$/);
  });

  test('braces before Postfix 3.5, which does not know them', async () => {
    await lint('smtpd_client_restrictions = check_client_access { cidr:/c }\n', { version: '3.4' });
  });

  test('the fix removes the braces', async () => {
    expect(
      await applyFix('smtpd_client_restrictions = check_client_access { inline:{a=REJECT} }, permit\n'),
    ).toBe('smtpd_client_restrictions = check_client_access inline:{a=REJECT}, permit\n');
    expect(
      await fixTitles('smtpd_client_restrictions = check_client_access { hash:/c, {search_order=x} }\n'),
    ).toEqual([]);
  });

  test.each([
    'check_client_access cidr:/etc/postfix/clients.cidr',
    'check_sender_access inline:{example.org=REJECT}',
    'check_ccert_access { hash:/etc/postfix/certs, { search_order = cert_fingerprint, Issuer_CN } }',
    'check_ccert_access { hash:/etc/postfix/certs }',
    'check_ccert_access { hash:/etc/postfix/certs search_order= }',
    'hash:/etc/postfix/clients',
  ])('reports nothing about %s', async (text) => {
    await lint(`smtpd_client_restrictions = ${text}\n`);
  });

  test('the fix writes the type of default_database_type', async () => {
    const before = 'smtpd_client_restrictions = check_client_access /etc/postfix/clients\n';
    expect(await applyFix(`default_database_type = lmdb\n${before}`)).toBe(
      'default_database_type = lmdb\nsmtpd_client_restrictions = check_client_access lmdb:/etc/postfix/clients\n',
    );
    expect(await fixTitles('smtpd_client_restrictions = check_client_access clients\n')).toEqual([]);
  });
});
