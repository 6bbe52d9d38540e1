import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('missing-line-break');

describe('missing-line-break', () => {
  test('marks a setting that is glued to a value', async () => {
    const [found] = await lint(`
      mailbox_command = /usr/bin/procmailheader_checks = regexp:/etc/postfix/header_checks
                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-line-break
    `);
    expect(found?.message).toBe(
      'The line break before header_checks is missing, so this text belongs to the value of mailbox_command. ' +
        'Postfix makes "header_checks = ..." part of that value and does not set header_checks. ' +
        'Put header_checks on a separate line.',
    );
    expect(found?.related).toEqual(['mailbox_command']);
  });

  test('without spaces, on any line, and takes the longest name', () =>
    lint(`
      myhostname = mail.domain.examplemyorigin = $mydomaininet_protocols = ipv4
                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-line-break
      mynetworks = 127.0.0.0/8
        10.0.0.0/8milter_header_checks=
                  ^^^^^^^^^^^^^^^^^^^^^ missing-line-break
      relayhost = [mail.example.net]smtp_tls_security_level = may
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-line-break
    `));

  test('once if a line contains several', async () => {
    const text = 'myhostname = mail.domain.examplemyorigin = $mydomaininet_protocols = ipv4\n';
    const [found] = await lint(`${text}${' '.repeat(32)}${'^'.repeat(41)} missing-line-break\n`);
    expect(found?.message).toBe(
      'The line breaks before myorigin and inet_protocols are missing, so this text belongs to the value of myhostname. ' +
        'Postfix makes "myorigin = ..." part of that value and does not set myorigin and inet_protocols. ' +
        'Put each setting on a separate line.',
    );
    expect(await applyFix(text)).toBe(
      'myhostname = mail.domain.example\nmyorigin = $mydomain\ninet_protocols = ipv4\n',
    );
  });

  test.each([
    'import_environment = MAIL_CONFIG TZ=UTC mail_name=x',
    'smtpd_milters = { inet:localhost:8891, xcontent_filter = none }',
    'mailbox_command = /usr/bin/deliver -omyhostname=mail.example.com',
    'mailbox_command = /usr/bin/deliver --home_mailbox=x my_home_mailbox=x',
    'smtpd_banner = $myhostname a==b $mydomain==x',
    'relayhost =\n  myhostname = x',
    '# xmyhostname = y',
    'virtual_alias_maps = inline:{xmyhostname = y}',
    'forward_path = xbiff = no',
  ])('reports nothing for %j', async (text) => {
    await lint(`${text}\n`);
  });

  test('the fix inserts the line break', async () => {
    expect(await applyFix('myorigin = example.comrelayhost = [mail.example.net]\n')).toBe(
      'myorigin = example.com\nrelayhost = [mail.example.net]\n',
    );
  });
});
