import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('compatibility-level');

describe('compatibility-level', () => {
  test('marks the first name of a main.cf without a level', async () => {
    const [found] = await lint(
      `
        # The mail server
        myhostname = mail.example.com
        ^^^^^^^^^^ compatibility-level
        biff = no
      `,
      { version: '3.7' },
    );
    expect(found?.message).toContain(
      'Nothing sets compatibility_level, so it is 0, and this Postfix has 3.6.',
    );
    expect(found?.message).toContain('Postfix is using backwards-compatible default settings');
  });

  test('marks a level that is too low, and says which defaults are old', async () => {
    const [found] = await lint(`
      compatibility_level = 3.6
                            ^^^ compatibility-level
    `);
    expect(found?.message).toContain('an empty smtp_tls_security_level');
    expect(found?.message).not.toContain('mynetworks_style');
  });

  test('names no default that the files set themselves', async () => {
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
      'append_dot_mydomain = yes, smtputf8_enable = no, relay_domains = $mydestination, md5 for',
    );
    for (const name of ['mynetworks', 'smtpd_relay_restrictions', 'security_level', 'chroot'])
      expect(found?.message).not.toContain(name);
  });

  test('says when the level decides nothing any more', async () => {
    const [found] = await lint(`
      compatibility_level = 3.6
                            ^^^ compatibility-level
      smtp_tls_security_level = dane
    `);
    expect(found?.message).toBe(
      'compatibility_level is 3.6, and this Postfix has 3.11. The files set all that this decides; ' +
        'Postfix does as they say, and it logs: Postfix is using backwards-compatible default settings. ' +
        'Set compatibility_level = 3.11.',
    );
  });

  test('is silent for the level of the release and for a higher one', async () => {
    await lint('compatibility_level = 3.11\n');
    await lint('compatibility_level = 3.6\n', { version: '3.7' });
    await lint('compatibility_level = 9999\n', { version: '3.7' });
    await lint('compatibility_level = 2\n', { version: '3.5' });
  });

  test('is silent before Postfix 3.0, for an empty main.cf, and for what is no level', async () => {
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
