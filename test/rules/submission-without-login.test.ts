import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('submission-without-login');
const relayCheck =
  'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination\n';

describe('submission-without-login', () => {
  test('marks services whose options are still commented out', async () => {
    const [found] = await lint({
      'main.cf': `smtpd_tls_security_level = may\n${relayCheck}`,
      'master.cf': `
        smtp inet n - n - - smtpd
        submission inet n - n - - smtpd
        ^^^^^^^^^^ submission-without-login
        #  -o smtpd_sasl_auth_enable=yes
        #  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
        465 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
        ^^^ submission-without-login
      `,
    });
    expect(found?.message).toBe(
      'Port 587 is for users who log in, but this service does not allow logins. ' +
        'smtpd accepts mail for your domains from anyone on this port, without checks that may apply only on port 25. ' +
        'Uncomment the -o options after it: smtpd_sasl_auth_enable and smtpd_relay_restrictions.',
    );
  });

  test('marks a service that offers logins and does not require them', async () => {
    const [found] = await lint({
      'main.cf': relayCheck,
      'master.cf': `
        587 inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes
        ^^^ submission-without-login
      `,
    });
    expect(found?.message).toContain('but this service does not require a login. ');
    expect(found?.message).toContain('Add -o smtpd_relay_restrictions=permit_sasl_authenticated,reject.');
  });

  test('mentions the options in the installed master.cf only for releases whose file has them', async () => {
    const files = {
      'main.cf': `smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /etc/cert.pem\n${relayCheck}`,
      'master.cf': '587 inet n - n - - smtpd\n^^^ submission-without-login\n',
    };
    const of = async (version: string) => (await lint(files, { version }))[0]?.message;
    const advice =
      'Add -o smtpd_sasl_auth_enable=yes and -o smtpd_relay_restrictions=permit_sasl_authenticated,reject';
    expect(await of('3.7')).toContain(`${advice}.`);
    for (const version of ['2.11', '3.6'])
      expect(await of(version)).toContain(
        `${advice} (the master.cf that Postfix installs has them, commented out).`,
      );
  });

  test('mentions TLS and a certificate where logins need them', async () => {
    const master = '587 inet n - n - - smtpd\n^^^ submission-without-login\n';
    const of = async (main: string) =>
      (await lint({ 'main.cf': main + relayCheck, 'master.cf': master }, { version: '3.7' }))[0]?.message;
    const logins =
      '-o smtpd_sasl_auth_enable=yes, and -o smtpd_relay_restrictions=permit_sasl_authenticated,reject.';
    expect(await of('')).toContain(
      `Configure a certificate, and add -o smtpd_tls_security_level=encrypt, ${logins}`,
    );
    expect(await of('smtpd_tls_cert_file = /etc/cert.pem\n')).toContain(
      ` Add -o smtpd_tls_security_level=encrypt, ${logins}`,
    );
  });

  test('as information without main.cf, and only without lists of its own', () =>
    lint({
      'master.cf': `
        submission inet n - n - - smtpd
        ^^^^^^^^^^ submission-without-login information
        465 inet n - n - - smtpd -o smtpd_client_restrictions=$mua_client_restrictions
      `,
    }));

  test.each([
    '587 inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject\n',
    '587 inet n - n - - smtpd -o smtpd_recipient_restrictions=permit_mynetworks,permit_sasl_authenticated,reject\n',
    '587 inet n - n - - smtpd -o smtpd_relay_restrictions=permit_tls_clientcerts,reject -o smtpd_tls_ask_ccert=yes\n',
    '127.0.0.1:587 inet n - n - - smtpd\n',
    '587 inet n - n - 1 postscreen\n',
    'smtp inet n - n - - smtpd\n10025 inet n - n - - smtpd\n',
  ])('reports nothing for %j', async (master) => {
    await lint({ 'main.cf': relayCheck, 'master.cf': master });
  });

  test('reports nothing if main.cf requires logins, or other hosts cannot connect', async () => {
    const master = '587 inet n - n - - smtpd\n';
    await lint({
      'main.cf': `${relayCheck}smtpd_client_restrictions = permit_mynetworks, permit_sasl_authenticated, reject\n`,
      'master.cf': master,
    });
    await lint({ 'main.cf': `${relayCheck}inet_interfaces = loopback-only\n`, 'master.cf': master });
  });

  test('reports nothing if no domain is ours, so that smtpd takes no mail from strangers', () =>
    lint({
      'main.cf': `${relayCheck}mydestination =\nlocal_transport = error:none\n`,
      'master.cf': '587 inet n - n - - smtpd\n',
    }));

  test('reports nothing if a tag of a template may cut off the options', () =>
    lint({
      'main.cf': relayCheck,
      'master.cf': `
        587 inet n - n - - smtpd
        {% if logins %}
          -o smtpd_sasl_auth_enable=yes
        {% endif %}
        465 inet n - n - - smtpd
        ^^^ submission-without-login
        pickup unix n - n 60 1 pickup
      `,
    }));

  test('reports logins that are off even if smtpd does not start', () =>
    lint({
      'main.cf': 'compatibility_level = 0\n',
      'master.cf': '587 inet n - n - - smtpd\n^^^ submission-without-login\n',
    }));

  test('the fix requires a login', async () => {
    const files = (more: string) => ({
      'main.cf': `smtpd_tls_chain_files = /etc/postfix/mail.pem\nsmtpd_tls_security_level = encrypt\n${relayCheck}`,
      'master.cf': `587 inet n - n - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n${more}`,
    });
    expect(await applyFix(files(''))).toEqual(
      files('  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject\n'),
    );
    expect(await fixTitles(files('  -o smtpd_relay_restrictions=reject_unauth_destination\n'))).toEqual([]);
  });

  describe('the fix uncomments the options of the master.cf that Postfix installs', () => {
    const main = `compatibility_level = 3.6\nsmtpd_tls_chain_files = /etc/postfix/mail.pem\n${relayCheck}`;
    const head = 'submission inet n - n - - smtpd\n';

    test.each([
      [
        'of 3.5 and later',
        [
          '#  -o syslog_name=postfix/submission',
          '+  -o smtpd_tls_security_level=encrypt',
          '+  -o smtpd_sasl_auth_enable=yes',
          '+  -o smtpd_tls_auth_only=yes',
          '#  -o smtpd_reject_unlisted_recipient=no',
          '#     Instead of specifying complex restrictions here,',
          '#  -o smtpd_client_restrictions=',
          '#  -o smtpd_sender_restrictions=',
          '+  -o smtpd_relay_restrictions=',
          '+  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject',
          '#  -o milter_macro_daemon_name=ORIGINATING',
        ],
      ],
      [
        'of 2.11 to 3.4',
        [
          '+  -o smtpd_tls_security_level=encrypt',
          '+  -o smtpd_sasl_auth_enable=yes',
          '#  -o smtpd_client_restrictions=$mua_client_restrictions',
          '#  -o smtpd_recipient_restrictions=',
          '+  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject',
        ],
      ],
      [
        'of 2.3 to 2.9',
        [
          '+  -o smtpd_tls_security_level=encrypt',
          '+  -o smtpd_sasl_auth_enable=yes',
          '+  -o smtpd_client_restrictions=permit_sasl_authenticated,reject',
        ],
      ],
      [
        'which has some options already',
        [
          '   -o syslog_name=postfix/submission',
          '   -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes',
          '#  -o smtpd_sasl_auth_enable=yes',
          '+  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject',
        ],
      ],
    ])('%s', async (_, lines) => {
      const master = (sign: string) =>
        `${head}${lines.map((line) => `${line.replace('+', sign)}\n`).join('')}#smtps inet n - n - - smtpd\n#  -o smtpd_tls_wrappermode=yes\n`;
      const files = { 'main.cf': main, 'master.cf': master('#') };
      expect(await applyFix(files)).toEqual({ ...files, 'master.cf': master('') });
    });

    test('and the message names them', async () => {
      const [found] = await lint({
        'main.cf': main,
        'master.cf': `
          465 inet n - n - - smtpd
          ^^^ submission-without-login
          #  -o smtpd_tls_wrappermode=yes
          #  -o smtpd_sasl_auth_enable=yes
          #  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
        `,
      });
      expect(found?.message).toMatch(
        / Uncomment the -o options after it: smtpd_tls_wrappermode, smtpd_sasl_auth_enable, and smtpd_relay_restrictions\.$/,
      );
    });

    test.each([
      ['without a certificate, TLS does not work', relayCheck, '#  -o smtpd_tls_security_level=encrypt\n'],
      ['without TLS, logins are not safe', main, ''],
      ['options of another service', main, '#smtps inet n - n - - smtpd\n'],
    ])('%s', async (_, mainCf, line) => {
      const options =
        '#  -o smtpd_sasl_auth_enable=yes\n#  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject\n';
      expect(await fixTitles({ 'main.cf': mainCf, 'master.cf': head + line + options })).toEqual([]);
    });
  });

  test('does not suggest rejecting clients before they can log in', async () => {
    const [found] = await lint({
      'main.cf': `smtpd_delay_reject = no\nsmtpd_sasl_auth_enable = yes\n${relayCheck}`,
      'master.cf': `
        submission inet n - n - - smtpd
        ^^^^^^^^^^ submission-without-login
        #  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
      `,
    });
    expect(found?.message).toContain('Add -o smtpd_relay_restrictions=permit_sasl_authenticated,reject.');
  });
});
