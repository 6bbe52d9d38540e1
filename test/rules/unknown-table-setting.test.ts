import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('unknown-table-setting');

const mainCf = 'virtual_mailbox_maps = proxy:mysql:/etc/postfix/users.cf, ldap:/etc/postfix/people\n';

describe('unknown-table-setting', () => {
  test('marks settings that the type does not have', async () => {
    const [found] = await lint({
      'main.cf': mainCf,
      'users.cf': `
        host = localhost
        ^^^^ unknown-table-setting
        user = postfix
      `,
      people: `
        hosts = ldap.example.com
        ^^^^^ unknown-table-setting
        query_filter = (mail=%s)
      `,
    });
    expect(found?.message).toBe(
      'mysql: tables have no setting "host". ' +
        'Postfix ignores the setting, and postconf warns: "unused parameter: host". Did you mean hosts?',
    );
  });

  test('marks them as information in an open file that main.cf does not refer to', async () => {
    const [found] = await lint(
      { 'pgsql-users.cf': 'hots = x\n^^^^ unknown-table-setting information\nhosts = x\n' },
      { languages: { 'pgsql-users.cf': 'postfix-database' } },
    );
    expect(found?.message).toBe(
      'pgsql: tables have no setting "hots". Postfix ignores the setting. Remove the line.',
    );
  });

  test('suggests no setting that the file already has', async () => {
    const files = {
      'main.cf': mainCf,
      people: `
        server_host = ldap.example.com
        search_attribute = mail
        ^^^^^^^^^^^^^^^^ unknown-table-setting
        result_attribute = mail
      `,
    };
    const [found] = await lint(files);
    expect(found?.message).toContain('Remove the line.');
    await expect(applyFix(files)).rejects.toThrow('no such fix');
  });

  test('reports nothing for known settings, and for a file of unknown type', async () => {
    await lint({
      'main.cf': mainCf,
      'users.cf': 'hosts = localhost\nuser = a\npassword = b\ndbname = c\nquery = SELECT 1\n',
      people: 'server_host = x\nbind = no\nversion = 3\n',
    });
    await lint({ 'x.cf': 'host = x\n' }, { languages: { 'x.cf': 'postfix-database' } });
  });

  test('the fix writes the most similar setting', async () => {
    const files = { 'main.cf': mainCf, 'users.cf': 'host = localhost\n' };
    expect((await applyFix(files))['users.cf']).toBe('hosts = localhost\n');
  });
});
