import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('submission-without-login');
const relayCheck =
  'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination\n';

describe('submission-without-login', () => {
  test('marks services whose options are still commented out', async () => {
    const [found] = await lint({
      'main.cf': relayCheck,
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
        'Add -o smtpd_sasl_auth_enable=yes and -o smtpd_relay_restrictions=permit_sasl_authenticated,reject ' +
        '(the master.cf that Postfix installs has both, commented out).',
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
});
