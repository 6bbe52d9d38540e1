import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('banner-without-hostname');

describe('banner-without-hostname', () => {
  test('marks the greeting', async () => {
    const [found] = await lint(`
      smtpd_banner = ESMTP ready
                     ^^^^^^^^^^^ banner-without-hostname
    `);
    expect(found?.message).toBe(
      'The greeting begins with "ESMTP", but SMTP requires the host name there. ' +
        'Postfix sends the text unchanged; some clients and monitoring tools treat the first word as the host name. ' +
        'Put $myhostname first.',
    );
  });

  test('marks $mail_name as the first word, and the greeting of one service', () =>
    lint({
      'main.cf': `
        smtpd_banner = $mail_name $myhostname
                       ^^^^^^^^^^ banner-without-hostname
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o smtpd_banner=hello
                          ^^^^^ banner-without-hostname
      `,
    }));

  test('reports nothing for $myhostname, another host name, an address, and an unknown value', async () => {
    await lint('smtpd_banner = $myhostname ESMTP\n');
    await lint('smtpd_banner = ${myhostname} ESMTP\n');
    await lint('smtpd_banner = mx.example.net ESMTP\n');
    await lint('smtpd_banner = [192.0.2.1] ESMTP\n');
    await lint('smtpd_banner = $public_name ESMTP\n');
    await lint('myhostname = mail\nsmtpd_banner = mail ESMTP\n');
  });

  test('the fix puts $myhostname first', async () => {
    expect(await applyFix('smtpd_banner = ESMTP ready\n')).toBe('smtpd_banner = $myhostname ESMTP ready\n');
  });

  test('there is no fix if a space would end the value', async () => {
    const files = { 'main.cf': '', 'master.cf': 'smtp inet n - n - - smtpd\n  -o smtpd_banner=hello\n' };
    expect(await fixTitles(files)).toEqual([]);
  });
});
