import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('compatibility-level');

describe('compatibility-level', () => {
  test('marks the first name in a main.cf without a level', async () => {
    const [found] = await lint(
      `
        # The mail server
        myhostname = mail.example.com
        ^^^^^^^^^^ compatibility-level
        biff = no
      `,
      { version: '3.7' },
    );
    expect(found?.message).toBe(
      'compatibility_level is not set, so it is 0 (newest level in Postfix 3.7: 3.6). ' +
        'Postfix logs "Postfix is using backwards-compatible default settings", because these settings keep old defaults: ' +
        'append_dot_mydomain = yes, smtputf8_enable = no, smtpd_relay_restrictions = (empty), ' +
        'mynetworks_style = subnet, relay_domains = $mydestination, smtpd_tls_fingerprint_digest = md5, ' +
        'smtp_tls_fingerprint_digest = md5, lmtp_tls_fingerprint_digest = md5, ' +
        'smtpd_relay_before_recipient_restrictions = no, respectful_logging = no. ' +
        'Set the ones that you rely on, then set compatibility_level = 3.6.',
    );
  });

  test('marks a level that is too low, and says which defaults are old', async () => {
    const [found] = await lint(`
      compatibility_level = 3.6
                            ^^^ compatibility-level
    `);
    expect(found?.message).toContain(
      'smtp_tls_security_level = (empty: outgoing mail is not encrypted). Set',
    );
    expect(found?.message).not.toContain('mynetworks_style');
  });

  test('omits defaults that the files set themselves', async () => {
    const [found] = await lint({
      'main.cf': `
        compatibility_level = 0
                              ^ compatibility-level
        mynetworks = 127.0.0.0/8
        smtpd_relay_restrictions = reject_unauth_destination
        smtp_tls_security_level = may
      `,
      'master.cf': 'pickup unix n - n 60 1 pickup\n',
    });
    expect(found?.message).toContain(
      'append_dot_mydomain = yes, smtputf8_enable = no, relay_domains = $mydestination, smtpd_tls_fingerprint_digest',
    );
    for (const name of ['mynetworks', 'smtpd_relay_restrictions', 'security_level', 'chroot'])
      expect(found?.message).not.toContain(name);
  });

  test('says if the level makes no difference', async () => {
    const [found] = await lint(`
      compatibility_level = 3.6
                            ^^^ compatibility-level
      smtp_tls_security_level = dane
    `);
    expect(found?.message).toBe(
      'compatibility_level is 3.6 (newest level in Postfix 3.11: 3.11). Your files set every parameter that the level affects, ' +
        'but Postfix logs: "Postfix is using backwards-compatible default settings". ' +
        'Set compatibility_level = 3.11.',
    );
  });

  test('reports nothing for the level of the release and for a higher one', async () => {
    await lint('compatibility_level = 3.11\n');
    await lint('compatibility_level = 3.6\n', { version: '3.7' });
    await lint('compatibility_level = 9999\n', { version: '3.7' });
    await lint('compatibility_level = 2\n', { version: '3.5' });
  });

  test('reports nothing before Postfix 3.0, for an empty main.cf, and for a value that is not a level', async () => {
    await lint('biff = no\n', { version: '2.11' });
    await lint('# nothing\n');
    await lint('compatibility_level = new\n');
  });

  test('the fix sets the level', async () => {
    expect(await applyFix('compatibility_level = 2\n')).toBe('compatibility_level = 3.11\n');
    expect(await applyFix('# main.cf\nbiff = no\n')).toBe(
      '# main.cf\ncompatibility_level = 3.11\nbiff = no\n',
    );
  });
});
