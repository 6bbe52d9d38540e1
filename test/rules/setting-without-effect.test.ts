import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('setting-without-effect');
const smtp = 'smtp inet n - n - - smtpd\n';
const client = 'smtp unix - - n - - smtp\n';

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
        'Remove mynetworks_style.',
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

  test('marks the log of offers that the client accepts', async () => {
    const [found] = await lint(`
      smtp_tls_security_level = may
      smtp_tls_note_starttls_offer = yes
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ setting-without-effect hint
    `);
    expect(found?.message).toBe(
      'smtp_tls_note_starttls_offer has no effect, because smtp_tls_security_level is may. ' +
        'The SMTP client logs that a server offers TLS only if the client does not use TLS. Remove the line.',
    );
    await lint(`
      smtp_tls_note_starttls_offer = yes
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ setting-without-effect hint
      smtp_use_tls = yes
    `);
  });

  test('marks a list of ciphers that repeats the general one', async () => {
    const [found] = await lint(`
      smtpd_tls_exclude_ciphers = aNULL, MD5, RC4
      smtpd_tls_mandatory_exclude_ciphers = MD5 aNULL
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ setting-without-effect hint
    `);
    expect(found?.message).toBe(
      'smtpd_tls_mandatory_exclude_ciphers has no effect, because smtpd_tls_exclude_ciphers contains all its words. ' +
        'smtpd_tls_exclude_ciphers also applies where TLS is required. Remove the line.',
    );
  });

  test('marks settings of virtual(8) if another program delivers', async () => {
    const [found, ...others] = await lint({
      'main.cf': `
        virtual_uid_maps = static:5000
        ^^^^^^^^^^^^^^^^ setting-without-effect hint
        virtual_gid_maps = static:5000
        virtual_transport = lmtp:unix:private/dovecot-lmtp
        virtual_mailbox_base = /var/vmail
        transport_maps = texthash:/etc/postfix/transport
      `,
      transport: 'example.org smtp:[192.0.2.1]\n',
    });
    expect(others).toEqual([]);
    expect(found?.message).toBe(
      'virtual_uid_maps has no effect, because virtual_transport is not virtual. ' +
        'Only virtual(8), which receives no mail, uses this setting. Remove it, as well as virtual_gid_maps and virtual_mailbox_base.',
    );
    expect(found?.related).toEqual(['virtual_gid_maps', 'virtual_mailbox_base']);
  });

  const owner = 'virtual_uid_maps = static:5000\n';
  const dovecot = 'virtual_transport = lmtp:unix:private/dovecot-lmtp\n';
  test.each<[main: string, files: Record<string, string>]>([
    [owner, {}],
    [`${owner}virtual_transport = virtual\n`, {}],
    [`${owner}virtual_transport =\n`, {}],
    [`${owner}virtual_transport = $nowhere\n`, {}],
    [`${owner}${dovecot}local_transport = virtual\n`, {}],
    [`${owner}${dovecot}transport_maps = ldap:/etc/postfix/transport\n`, {}],
    [
      `${owner}${dovecot}transport_maps = texthash:/etc/postfix/transport\n`,
      { transport: 'example.org virtual:\n' },
    ],
    [`${owner}virtual_transport = mailboxes\n`, { 'master.cf': 'mailboxes unix - n n - - virtual\n' }],
    [`virtual_mailbox_base = /var/vmail\nmail_spool_directory = $virtual_mailbox_base\n${dovecot}`, {}],
  ])('reports nothing for %j with %j', async (main, files) => {
    await lint({ 'main.cf': main, ...files });
  });

  const offers = 'smtp_tls_note_starttls_offer = yes\n';
  test.each([
    ['smtp_tls_note_starttls_offer = no\nsmtp_tls_security_level = may\n', smtp],
    [`${offers}smtp_tls_security_level = none\n`, smtp],
    [`${offers}smtp_tls_security_level =\n`, smtp],
    [`${offers}smtp_tls_security_level = $nowhere\n`, smtp],
    [`${offers}smtp_tls_security_level = may\nsmtp_tls_policy_maps = hash:/etc/postfix/policy\n`, smtp],
    [
      `${offers}smtp_tls_security_level = may\n`,
      'smtp unix - - n - - smtp -o smtp_tls_security_level=none\n',
    ],
    ['smtpd_tls_exclude_ciphers = aNULL\nsmtpd_tls_mandatory_exclude_ciphers = aNULL, MD5\n', smtp],
    ['smtpd_tls_mandatory_exclude_ciphers = aNULL\n', smtp],
    ['smtp_tls_exclude_ciphers = aNULL\nsmtpd_tls_mandatory_exclude_ciphers = aNULL\n', smtp],
    [
      'smtpd_tls_exclude_ciphers = aNULL\nsmtpd_tls_mandatory_exclude_ciphers = $smtpd_tls_exclude_ciphers\n',
      smtp,
    ],
    ['smtpd_sender_login_maps = hash:/etc/postfix/senders\n', 'pickup unix n - n 60 1 pickup\n'],
    ['smtpd_sender_login_maps = hash:/etc/postfix/senders\nsmtpd_sender_restrictions = $nowhere\n', smtp],
    [
      'smtpd_sender_login_maps = hash:/etc/postfix/senders\nmua = reject_sender_login_mismatch\n',
      `${smtp.trim()} -o smtpd_sender_restrictions=$mua\n`,
    ],
    [
      'relay_clientcerts = hash:/etc/postfix/certs\nsmtpd_relay_restrictions = permit_tls_clientcerts\n',
      smtp,
    ],
    [
      'relay_clientcerts = hash:/etc/postfix/certs\nsmtpd_relay_restrictions = permit_tls_all_clientcerts\n',
      smtp,
    ],
    [
      'relay_clientcerts = hash:/etc/postfix/certs\nlocal_header_rewrite_clients = permit_tls_clientcerts\n',
      smtp,
    ],
    ['virtual_transport = lmtp:unix:private/lmtp\nvirtual_mailbox_domains = example.com\n', smtp],
    ['virtual_transport = lmtp:unix:private/lmtp\nvirtual_mailbox_maps = hash:/etc/postfix/users\n', smtp],
    ['virtual_transport = lmtp:unix:private/lmtp\nlocal_transport = $virtual_transport\n', smtp],
    ['smtp_tls_mandatory_ciphers = high\nsmtp_tls_security_level = dane\n', `${smtp}${client}`],
    ['smtp_tls_mandatory_ciphers = high\nsmtp_tls_policy_maps = hash:/etc/postfix/tls\n', `${smtp}${client}`],
    ['smtpd_tls_mandatory_ciphers = high\n', `${smtp.trim()} -o smtpd_tls_security_level=encrypt\n`],
    ['smtpd_tls_security_level = may\n', `${smtp.trim()} -o smtpd_tls_protocols=>=TLSv1.2\n`],
    ['minimal_backoff_time = 300s\nqueue_run_delay = 5m\n', smtp],
    ['minimal_backoff_time = 1m\nqueue_run_delay = 1m\n', smtp],
    ['alias_maps = hash:/etc/aliases\nlocal_transport = error:no mail here\n', smtp],
    ['alias_maps = hash:/etc/aliases\nmailbox_transport = lmtp:unix:private/lmtp\n', smtp],
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

  test('marks tables that only a missing restriction reads', async () => {
    const [logins] = await lint({
      'main.cf': `
        smtpd_sender_login_maps = hash:/etc/postfix/senders
        ^^^^^^^^^^^^^^^^^^^^^^^ setting-without-effect
        relay_clientcerts = hash:/etc/postfix/certs
        ^^^^^^^^^^^^^^^^^ setting-without-effect
      `,
      'master.cf': smtp,
    });
    expect(logins?.message).toBe(
      'smtpd_sender_login_maps has no effect, because no list contains reject_sender_login_mismatch or a similar restriction. ' +
        'Users who have logged in can use any sender address. ' +
        'Put reject_authenticated_sender_login_mismatch before permit_sasl_authenticated, or remove the line.',
    );
  });

  test('marks the table of a service that does not use it', () =>
    lint({
      'main.cf': 'mua = permit_sasl_authenticated, reject\n',
      'master.cf': `
        587 inet n - n - - smtpd -o smtpd_sender_login_maps=hash:/etc/postfix/senders
                                    ^^^^^^^^^^^^^^^^^^^^^^^ setting-without-effect
          -o smtpd_client_restrictions=$mua
        465 inet n - n - - smtpd -o smtpd_sender_login_maps=hash:/etc/postfix/senders
          -o smtpd_sender_restrictions=reject_sender_login_mismatch
      `,
    }));

  test('a template may output only one of two settings', () =>
    lint({
      'main.cf': 'mynetworks_style = host\n{% if networks %}\nmynetworks = 127.0.0.0/8\n{% endif %}\n',
      'master.cf': smtp,
    }));

  test('marks a transport without domains', async () => {
    const [found] = await lint({
      'main.cf': `
        virtual_transport = lmtp:unix:private/lmtp
        ^^^^^^^^^^^^^^^^^ setting-without-effect
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toMatch(
      /^virtual_transport has no effect, because virtual_mailbox_domains is empty\. /,
    );
  });

  test('marks TLS settings of the other kind', async () => {
    const [ciphers] = await lint({
      'main.cf': `
        smtp_tls_security_level = may
        smtp_tls_mandatory_ciphers = high
        ^^^^^^^^^^^^^^^^^^^^^^^^^^ setting-without-effect hint
      `,
      'master.cf': `
        465 inet n - n - - smtpd
          -o smtpd_tls_wrappermode=yes -o smtpd_tls_protocols=>=TLSv1.2
                                          ^^^^^^^^^^^^^^^^^^^ setting-without-effect hint
        smtp unix - - n - - smtp
      `,
    });
    expect(ciphers?.message).toMatch(
      /^smtp_tls_mandatory_ciphers has no effect, because no service requires TLS\. /,
    );
  });

  test('marks aliases that the program for local users does not read', async () => {
    const [found] = await lint({
      'main.cf': `
        mydestination = example.com
        local_transport = lmtp:unix:private/lmtp
        local_recipient_maps = lmdb:/etc/postfix/users
        alias_maps = hash:/etc/aliases
        ^^^^^^^^^^ setting-without-effect
      `,
      'master.cf': `${smtp}lmtp unix - - n - - lmtp\n`,
    });
    expect(found?.message).toBe(
      'alias_maps has no effect, because local_transport is lmtp. ' +
        'Only local(8) reads aliases, so mail to root or postmaster is not redirected. ' +
        'Move the aliases to virtual_alias_maps.',
    );
  });

  test('does not say that smtpd ignores aliases that it accepts by default', async () => {
    const [found] = await lint({
      'main.cf': `
        mydestination = example.com
        local_transport = lmtp:unix:private/lmtp
        alias_maps = hash:/etc/aliases
        ^^^^^^^^^^ setting-without-effect
      `,
      'master.cf': `${smtp}lmtp unix - - n - - lmtp\n`,
    });
    expect(found?.message).toBe(
      'alias_maps does not redirect mail, because local_transport is lmtp. ' +
        'smtpd accepts mail to the aliases, but only local(8) redirects it. ' +
        'Move the aliases to virtual_alias_maps.',
    );
  });

  test('marks a style next to the networks of a service', () =>
    lint({
      'main.cf': 'biff = no\n',
      'master.cf': `
        10025 inet n - n - - smtpd
          -o mynetworks_style=host -o mynetworks=127.0.0.0/8
             ^^^^^^^^^^^^^^^^ setting-without-effect hint
      `,
    }));

  test('marks a time that is shorter than the interval of the queue manager', async () => {
    const [found] = await lint(`
      minimal_backoff_time = 10s
      ^^^^^^^^^^^^^^^^^^^^ setting-without-effect
    `);
    expect(found?.message).toBe(
      'minimal_backoff_time = 10s is shorter than queue_run_delay = 300s. ' +
        'The queue manager scans the deferred queue every 300s, so it does not retry a message earlier. ' +
        'Lower queue_run_delay as well, or remove the line.',
    );
  });

  test('the fix comments the line out', async () => {
    expect(await applyFix('mynetworks_style = host\nmynetworks = 127.0.0.1\n')).toBe(
      '#mynetworks_style = host\nmynetworks = 127.0.0.1\n',
    );
  });

  test('marks the old switches for TLS if a level is set', async () => {
    const [found] = await lint(
      `
      smtp_use_tls = yes
      ^^^^^^^^^^^^ setting-without-effect
      smtp_tls_security_level = may
      smtpd_use_tls = yes
      smtpd_tls_security_level = encrypt
      smtpd_enforce_tls = no
      ^^^^^^^^^^^^^^^^^ setting-without-effect
    `.replace('smtpd_use_tls = yes', 'smtpd_use_tls = yes\n      ^^^^^^^^^^^^^ setting-without-effect'),
      { version: '3.7' },
    );
    expect(found?.message).toBe(
      'smtp_use_tls has no effect, because smtp_tls_security_level is set. ' +
        'Postfix uses the older parameter only if the level is empty. Remove the line.',
    );
  });

  test.each([
    ['smtp_use_tls = yes\n', client],
    ['smtp_use_tls = yes\nsmtp_tls_security_level =\n', client],
    ['smtp_use_tls = yes\nsmtp_tls_security_level = may\n', `${client}  -o smtp_tls_security_level=\n`],
    ['smtp_use_tls = yes\nsmtp_tls_security_level = may\n', `${client}  -o smtp_use_tls=no\n`],
  ])('reports nothing for %j and %j, where the old switch counts', async (main, master) => {
    await lint({ 'main.cf': main, 'master.cf': master }, { version: '3.7' });
  });

  test('leaves the old switches to another rule once they are deprecated', () =>
    lint('smtp_use_tls = yes\nsmtp_tls_security_level = may\n', { version: '3.9' }));

  test('marks the grade of curves from Postfix 3.6 on', async () => {
    const text = 'smtpd_tls_eecdh_grade = ultra\n';
    const [found] = await lint(`${text}^^^^^^^^^^^^^^^^^^^^^ setting-without-effect\n`, { version: '3.6' });
    expect(found?.message).toBe(
      'Postfix 3.6 and later ignore smtpd_tls_eecdh_grade. ' +
        'smtpd always offers the curves in tls_eecdh_auto_curves. Remove the line.',
    );
    await lint(text, { version: '3.5' });
    await lint(text, { version: '3.9' });
    await lint('smtpd_tls_eecdh_grade = auto\n', { version: '3.6' });
  });

  test('marks settings for domains that do not exist', async () => {
    const [recipients, base] = await lint({
      'main.cf': `
        relay_domains =
        relay_recipient_maps = hash:/etc/postfix/relay
        ^^^^^^^^^^^^^^^^^^^^ setting-without-effect
        virtual_mailbox_base = /var/mail
        ^^^^^^^^^^^^^^^^^^^^ setting-without-effect
        virtual_uid_maps = static:5000
      `,
      'master.cf': smtp,
    });
    expect(recipients?.message).toBe(
      'relay_recipient_maps has no effect, because relay_domains is empty. ' +
        'Postfix looks up only recipients in relay domains there. Set relay_domains, or remove the line.',
    );
    expect(base?.message).toBe(
      'virtual_mailbox_base has no effect, because virtual_mailbox_domains is empty. ' +
        'Only virtual(8), which receives no mail, uses this setting. Remove it, as well as virtual_uid_maps.',
    );
  });

  test.each([
    'virtual_mailbox_base = /var/mail\nvirtual_mailbox_maps = hash:/etc/postfix/mailboxes\n',
    'virtual_mailbox_base = /var/mail\nvirtual_mailbox_domains = example.com\n',
    'virtual_mailbox_base = /var/mail\nmailbox_transport = virtual\n',
    'virtual_mailbox_base = /var/mail\ntransport_maps = hash:/etc/postfix/unknown\n',
    'relay_recipient_maps = hash:/etc/postfix/relay\nrelay_domains = example.com\n',
    'relay_recipient_maps = hash:/etc/postfix/relay\nrelay_domains = ${unknown}\n',
  ])('reports nothing for %j, where there can be such domains', async (main) => {
    await lint({ 'main.cf': main, 'master.cf': smtp });
  });
});
