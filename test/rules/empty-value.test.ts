import { describe, expect, test } from 'vitest';
import { findingsIn, forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('empty-value');

describe('empty-value', () => {
  test('marks the line', async () => {
    const [found] = await lint(`
      syslog_name =
      ^^^^^^^^^^^^^ empty-value
    `);
    expect(found?.message).toBe(
      'syslog_name has no value. Programs that read it die: bad string length 0 < 1: syslog_name =. ' +
        'Give it one, or remove the line: the default holds then.',
    );
  });

  test('marks an -o, and a value that comes to nothing', () =>
    lint({
      'main.cf': `
        nothing =
        myorigin = $nothing
        ^^^^^^^^^^^^^^^^^^^ empty-value
        virtual_mailbox_domains = example.com
        virtual_mailbox_base =
        ^^^^^^^^^^^^^^^^^^^^^^ empty-value
      `,
      'master.cf': `
        virtual unix - n n - - virtual
        smtp inet n - n - - smtpd
          -o syslog_name=
          ^^^^^^^^^^^^^^^ empty-value
      `,
    }));

  test('goes by how the release reads it', async () => {
    const until = async (version: string) =>
      (await findingsIn('tls_low_cipherlist =\n', { version })).map(({ code }) => code);
    expect(await until('3.7')).toContain('empty-value');
    expect(await until('3.8')).not.toContain('empty-value');
  });

  describe('is silent', () => {
    test('for parameters that may be empty, and for those of the installation', () =>
      lint(`
        relayhost =
        virtual_alias_maps =
        local_recipient_maps =
        smtpd_tls_security_level =
        readme_directory =
        html_directory =
        sendmail_path =
        virtual_mailbox_base =
      `));

    test('for the main.cf that comes with Postfix, which the installation fills in', () =>
      lint(`
        sendmail_path =
        newaliases_path =
        mailq_path =
        setgid_group =
      `));

    test('for a name that nobody knows the value of, and for a line that is overridden', () =>
      lint(`
        myorigin = $of_the_template
        syslog_name =
        syslog_name = mail
      `));
  });

  test('the fix comments the line out where there is a default', async () => {
    expect(await applyFix('syslog_name =\n')).toBe('#syslog_name =\n');
    const services = { 'master.cf': 'virtual unix - n n - - virtual\n' };
    const mainCf = 'virtual_mailbox_domains = example.com\nvirtual_mailbox_base =\n';
    expect(await fixTitles({ 'main.cf': mainCf, ...services })).toEqual([]);
  });
});
