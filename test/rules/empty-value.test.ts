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
      'syslog_name is empty. Programs that read it exit with: "bad string length 0 < 1: syslog_name =". ' +
        'Give it a value, or remove the line to use the default.',
    );
  });

  test('marks an -o, and a value that expands to nothing', () =>
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

  test('follows the target release', async () => {
    const until = async (version: string) =>
      (await findingsIn('tls_low_cipherlist =\n', { version })).map(({ code }) => code);
    expect(await until('3.7')).toContain('empty-value');
    expect(await until('3.8')).not.toContain('empty-value');
  });

  describe('is silent', () => {
    test('for parameters that may be empty, and for those that only the installation reads', () =>
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

    test('for the main.cf of the source distribution, which the installation fills in', () =>
      lint(`
        sendmail_path =
        newaliases_path =
        mailq_path =
        setgid_group =
      `));

    test('for a name whose value is unknown, and for a line that is overridden', () =>
      lint(`
        myorigin = $of_the_template
        syslog_name =
        syslog_name = mail
      `));
  });

  test('the fix comments out the line if there is a default', async () => {
    expect(await applyFix('syslog_name =\n')).toBe('#syslog_name =\n');
    const services = { 'master.cf': 'virtual unix - n n - - virtual\n' };
    const mainCf = 'virtual_mailbox_domains = example.com\nvirtual_mailbox_base =\n';
    expect(await fixTitles({ 'main.cf': mainCf, ...services })).toEqual([]);
  });
});
