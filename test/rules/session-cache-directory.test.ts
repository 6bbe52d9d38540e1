import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('session-cache-directory');

describe('session-cache-directory', () => {
  test('marks caches in the directories of root', async () => {
    const [found] = await lint(`
      smtp_tls_session_cache_database = btree:/etc/postfix/smtp_scache
                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ session-cache-directory
      smtpd_tls_session_cache_database = btree:$queue_directory/smtpd_scache
                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ session-cache-directory
      address_verify_map = hash:/var/run/verify
                           ^^^^^^^^^^^^^^^^^^^^ session-cache-directory
    `);
    expect(found?.message).toBe(
      'smtp_tls_session_cache_database is in /etc/postfix, which belongs to root, but Postfix writes the cache as the user postfix. ' +
        'Postfix uses data_directory instead and warns: "request to update table btree:/etc/postfix/smtp_scache in non-postfix directory /etc/postfix". ' +
        'Write btree:${data_directory}/smtp_scache.',
    );
  });

  test.each([
    'smtp_tls_session_cache_database = btree:${data_directory}/smtp_scache\n',
    'smtp_tls_session_cache_database = btree:/var/lib/postfix/smtp_scache\n',
    'smtp_tls_session_cache_database = btree:/var/spool/postfix/own/smtp_scache\n',
    'smtp_tls_session_cache_database = memcache:/etc/postfix/memcache.cf\n',
    'smtp_sasl_auth_cache_name = proxy:btree:/etc/postfix/sasl_cache\n',
    'address_verify_map =\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('reports nothing before 2.5, where Postfix redirects nothing', () =>
    lint('smtp_tls_session_cache_database = btree:/etc/postfix/smtp_scache\n', { version: '2.4' }));

  test('the fix changes the directory alone', async () => {
    expect(
      await applyFix('smtpd_tls_session_cache_database = btree:$queue_directory/smtpd_scache\nbiff = no\n'),
    ).toBe('smtpd_tls_session_cache_database = btree:${data_directory}/smtpd_scache\nbiff = no\n');
  });
});
