import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('proxy-not-approved');

describe('proxy-not-approved', () => {
  test('marks a table that the list does not include', async () => {
    const [found] = await lint(`
      proxy_read_maps = $local_recipient_maps, $virtual_alias_maps, proxy:hash:/etc/postfix/b
      virtual_alias_maps = proxy:hash:/etc/postfix/a
      canonical_maps = proxy:hash:/etc/postfix/b, proxy:hash:/etc/postfix/c
                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^ proxy-not-approved
    `);
    expect(found?.message).toBe(
      'proxy_read_maps does not include proxy:hash:/etc/postfix/c. ' +
        'proxymap does not open the table and warns: "request for unapproved table: "hash:/etc/postfix/c"". ' +
        'Add proxy:hash:/etc/postfix/c to proxy_read_maps.',
    );
  });

  test('marks a list without the default of local_recipient_maps', async () => {
    const text = `
      proxy_read_maps = $virtual_alias_maps
      ^^^^^^^^^^^^^^^ proxy-not-approved
    `;
    const log = '"proxymap service is not configured for table "unix:passwd.byname"".';
    expect((await lint(text, { version: '3.10' }))[0]?.message).toContain(`smtpd exits with: ${log}`);
    expect((await lint(text, { version: '3.11' }))[0]?.message).toContain(`smtpd logs: ${log}`);
    await lint('proxy_read_maps = $virtual_alias_maps\nlocal_recipient_maps =\n');
    expect(await applyFix('proxy_read_maps = $alias_maps\n')).toBe(
      'proxy_read_maps = $alias_maps $local_recipient_maps\n',
    );
  });

  test('in an -o, which the default does not include', () =>
    lint({
      'main.cf': 'virtual_alias_maps = proxy:hash:/etc/postfix/a\n',
      'master.cf': `
        587 inet n - n - - smtpd
          -o smtpd_sender_login_maps=proxy:hash:/etc/postfix/c
                                     ^^^^^^^^^^^^^^^^^^^^^^^^^ proxy-not-approved
          -o virtual_alias_maps=proxy:hash:/etc/postfix/a
      `,
    }));

  test('is silent for the tables of the default list, for caches, and for a list in an -o of proxymap', async () => {
    await lint(`
      virtual_mailbox_maps = proxy:mysql:/etc/postfix/users.cf
      smtpd_recipient_restrictions = check_sender_access proxy:hash:/etc/postfix/senders, permit
      address_verify_map = proxy:btree:/var/lib/postfix/verify
    `);
    await lint({
      'main.cf': 'proxy_read_maps = $local_recipient_maps\ncanonical_maps = proxy:hash:/x\n',
      'master.cf':
        'proxymap unix - - n - - proxymap -o proxy_read_maps=proxy:unix:passwd.byname,proxy:hash:/x\n',
    });
  });

  test('the fix adds it to the existing list', async () => {
    expect(await applyFix('proxy_read_maps = $local_recipient_maps\ncanonical_maps = proxy:hash:/x\n')).toBe(
      'proxy_read_maps = $local_recipient_maps proxy:hash:/x\ncanonical_maps = proxy:hash:/x\n',
    );
    const master = '587 inet n - n - - smtpd -o smtpd_sender_login_maps=proxy:hash:/x\n';
    expect(await fixTitles({ 'main.cf': 'biff = no\n', 'master.cf': master })).toEqual([]);
  });
});
