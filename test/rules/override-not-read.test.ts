import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('override-not-read');

describe('override-not-read', () => {
  test('marks parameters that other programs read', async () => {
    const found = await lint({
      'main.cf': '',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o header_checks=regexp:/etc/postfix/header_checks
             ^^^^^^^^^^^^^ override-not-read
          -o smtp_tls_security_level=may
             ^^^^^^^^^^^^^^^^^^^^^^^ override-not-read
        slow unix - - n - - smtp -o slow_destination_concurrency_limit=1
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ override-not-read
        deliver unix - - n - - lmtp -o smtp_bind_address=192.0.2.1
                                       ^^^^^^^^^^^^^^^^^ override-not-read
      `,
    });
    expect(found.map(({ message }) => message)).toEqual([
      'smtpd does not read header_checks, so this override has no effect. ' +
        'Postfix passes the override only to smtpd, and logs nothing. ' +
        'Set the parameter for a separate cleanup service, and select that service here with -o cleanup_service_name.',
      'smtpd does not read smtp_tls_security_level, so this override has no effect. ' +
        'Postfix passes the override only to smtpd, and logs nothing. ' +
        'Remove the override, or change it to smtpd_tls_security_level if you meant that parameter.',
      'smtp does not read slow_destination_concurrency_limit, so this override has no effect. ' +
        'Postfix passes the override only to smtp, and logs nothing. ' +
        'Set the parameter in main.cf instead.',
      'lmtp does not read smtp_bind_address, so this override has no effect. ' +
        'Postfix passes the override only to lmtp, and logs nothing. ' +
        'Remove the override, or change it to lmtp_bind_address if you meant that parameter.',
    ]);
  });

  test('does not advise a value that exists, or one for other services', async () => {
    const found = await lint({
      'main.cf': 'slow_destination_concurrency_limit = 2\n',
      'master.cf': `
        smtp inet n - n - 1 postscreen -o smtpd_sasl_auth_enable=no
                                          ^^^^^^^^^^^^^^^^^^^^^^ override-not-read
        465 inet n - n - - smtpd -o smtpd_tls_security_level=none -o smtp_tls_security_level=none
                                                                     ^^^^^^^^^^^^^^^^^^^^^^^ override-not-read
        slow unix - - n - - smtp -o slow_destination_concurrency_limit=1
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ override-not-read
      `,
    });
    expect(found.map(({ message }) => /Remove .*/.exec(message)?.[0])).toEqual([
      'Remove the override.',
      'Remove the override.',
      'Remove the override: main.cf has the setting that applies.',
    ]);
  });

  test('as information for milters that smtpd never uses', async () => {
    const [found] = await lint({
      'main.cf': '',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o non_smtpd_milters=
             ^^^^^^^^^^^^^^^^^ override-not-read information
      `,
    });
    expect(found?.message).toBe(
      'smtpd does not read non_smtpd_milters, so this override has no effect. ' +
        'Postfix passes the override only to smtpd, and logs nothing. Remove the override.',
    );
  });

  test('as information without main.cf, where another parameter may refer to it', () =>
    lint({
      'master.cf': `
        smtp inet n - n - - smtpd
          -o always_bcc=a@example.com
             ^^^^^^^^^^ override-not-read information
      `,
    }));

  test('reports nothing for what the program reads, and what it may read through another parameter', () =>
    lint({
      'main.cf': 'smtpd_banner = $myhostname $lmtp_lhlo_name\n',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o syslog_name=postfix/in -o myhostname=mx.example.com -o max_idle=10s -o content_filter=
          -o tls_high_cipherlist=HIGH -o lmtp_lhlo_name=in.example.com
        587 inet n - n - - smtpd
          -o { smtpd_client_restrictions = $smtpd_mine } -o smtpd_mine=reject -o nothing_at_all=1
        tlsproxy unix - - n - 0 tlsproxy -o smtpd_tls_security_level=may -o smtpd_tls_loglevel=1
        smtp unix - - n - - smtp -o smtp_bind_address=192.0.2.1 -o smtp_fallback_relay=
        tool unix - n n - - pipe -o tool_time_limit=1h user=nobody argv=/bin/true
        own unix - n n - - /opt/example/server -o header_checks=
      `,
    }));
});
