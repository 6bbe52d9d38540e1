import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('setting-without-effect');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('setting-without-effect', () => {
  test('marks settings that others overrule', async () => {
    const [style, mailbox] = await lint(`
      mynetworks_style = host
      ^^^^^^^^^^^^^^^^ setting-without-effect
      mynetworks = 127.0.0.0/8
      home_mailbox = Maildir/
      ^^^^^^^^^^^^ setting-without-effect
      mailbox_command = procmail
      mail_spool_directory = /var/mail
      ^^^^^^^^^^^^^^^^^^^^ setting-without-effect
    `);
    expect(style?.message).toBe(
      'mynetworks_style has no effect, because mynetworks is set. ' +
        'Postfix uses the style only to compute the default value of mynetworks. ' +
        'Remove one of the two settings.',
    );
    expect(mailbox?.message).toContain('because mailbox_command is set');
  });

  test('marks a concurrency limit beside a delay', () =>
    lint({
      'main.cf': `
        smtp_destination_concurrency_limit = 10
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ setting-without-effect
        smtp_destination_rate_delay = 1s
        relay_destination_concurrency_limit = 5
      `,
      'master.cf': 'smtp unix - - n - - smtp\nrelay unix - - n - - smtp\n',
    }));

  test('marks settings for logins that no service allows', () =>
    lint({
      'main.cf': `
        broken_sasl_auth_clients = yes
        ^^^^^^^^^^^^^^^^^^^^^^^^ setting-without-effect
      `,
      'master.cf': smtp,
    }));

  test.each([
    ['mynetworks_style = host\n', smtp],
    ['mynetworks =\n', smtp],
    ['home_mailbox = Maildir/\nmailbox_command =\n', smtp],
    ['home_mailbox = Maildir/\nmailbox_command_maps = hash:/etc/postfix/commands\n', smtp],
    ['smtp_destination_concurrency_limit = 10\nsmtp_destination_rate_delay = 0s\n', smtp],
    ['smtp_destination_concurrency_limit = 1\nsmtp_destination_rate_delay = 1s\n', smtp],
    ['broken_sasl_auth_clients = yes\nsmtpd_sasl_auth_enable = no\n', smtp],
    ['broken_sasl_auth_clients = no\n', smtp],
    ['smtpd_sasl_type = dovecot\n', 'submission inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes\n'],
    ['smtpd_sasl_type = dovecot\n', 'pickup unix n - n 60 1 pickup\n'],
    [
      'home_mailbox = Maildir/\nmailbox_command = procmail\n',
      'local unix - n n - - local -o mailbox_command=\n',
    ],
  ])('reports nothing for %j with %j', async (main, master) => {
    await lint({ 'main.cf': main, 'master.cf': master });
  });

  test('the fix comments the line out', async () => {
    expect(await applyFix('mynetworks_style = host\nmynetworks = 127.0.0.1\n')).toBe(
      '#mynetworks_style = host\nmynetworks = 127.0.0.1\n',
    );
  });
});
