import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('tls-required-on-port-25');
const relayCheck = 'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n';

describe('tls-required-on-port-25', () => {
  test('marks the setting that reaches the service', async () => {
    const [found] = await lint({
      'main.cf': `${relayCheck}smtpd_tls_security_level = encrypt\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tls-required-on-port-25\n`,
      'master.cf': 'smtp inet n - n - - smtpd\nsubmission inet n - n - - smtpd\n',
    });
    expect(found?.message).toBe(
      'Port 25 requires TLS, but not every server that sends mail to you supports TLS. ' +
        'smtpd answers 530 if the client does not use TLS, and the sender gets a bounce. ' +
        'Set smtpd_tls_security_level = may in main.cf, and encrypt only for the services on ports 587 and 465.',
    );
    await lint({
      'main.cf': relayCheck,
      'master.cf': `
        smtp inet n - n - 1 postscreen
        smtpd pass - - n - - smtpd -o smtpd_enforce_tls=yes
                                   ^^^^^^^^^^^^^^^^^^^^^^^^ tls-required-on-port-25
      `,
    });
    await lint({
      'main.cf': `${relayCheck}smtpd_tls_security_level = encrypt\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tls-required-on-port-25\n`,
    });
  });

  test.each([
    ['smtpd_tls_security_level = may\n', 'Remove this option: main.cf sets may.'],
    ['', 'Write -o smtpd_tls_security_level=may instead.'],
  ])('an option, with main.cf %j: %s', async (main, advice) => {
    const [found] = await lint({
      'main.cf': relayCheck + main,
      'master.cf': `
        smtp inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tls-required-on-port-25
      `,
    });
    expect(found?.message).toMatch(new RegExp(`${advice.replaceAll('.', '\\.')}$`));
  });

  test.each([
    ['smtpd_tls_security_level = may\n', 'smtp inet n - n - - smtpd\n'],
    ['smtpd_tls_security_level = encrypt\n', 'smtp inet n - n - - smtpd -o smtpd_tls_security_level=may\n'],
    ['smtpd_tls_security_level = encrypt\n', '587 inet n - n - - smtpd\n'],
    ['smtpd_tls_security_level = encrypt\n', '127.0.0.1:25 inet n - n - - smtpd\n'],
    ['smtpd_tls_security_level = encrypt\ninet_interfaces = loopback-only\n', 'smtp inet n - n - - smtpd\n'],
    ['smtpd_tls_wrappermode = yes\n', 'smtp inet n - n - - smtpd\n'],
    [
      'smtpd_tls_security_level = encrypt\nsmtpd_client_restrictions = permit_mynetworks, reject\n',
      'smtp inet n - n - - smtpd\n',
    ],
    ['smtpd_tls_security_level = $level_of_site\n', 'smtp inet n - n - - smtpd\n'],
  ])('reports nothing for %j with %j', async (main, master) => {
    await lint({ 'main.cf': relayCheck + main, 'master.cf': master });
  });
});
