import { describe, expect, test } from 'vitest';
import { findingsIn, forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('options-of-disabled-service');
const mainCf = 'mynetworks_style = host\n';

describe('options-of-disabled-service', () => {
  test('marks options after a service that is commented out', async () => {
    const [found] = await lint({
      'main.cf': mainCf,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o syslog_name=postfix/smtp
        # Clients
        #submission inet n - n - - smtpd
          -o syslog_name=postfix/submission
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ options-of-disabled-service
          -o smtpd_sasl_auth_enable=no
        pickup unix n - n 60 1 pickup
      `,
    });
    expect(found?.message).toBe(
      'This line belongs to submission/inet, which is commented out, so Postfix reads it as part of smtp/inet on line 1. ' +
        'Postfix runs smtpd for that service with these options, and logs nothing. ' +
        'Comment out the options too.',
    );
  });

  test('explains what the options do to the service above', async () => {
    const found = await findingsIn({
      'main.cf': mainCf,
      'master.cf':
        'submission inet n - n - - smtpd -o smtpd_relay_restrictions=reject\n' +
        '#smtps inet n - n - - smtpd\n  -o syslog_name=postfix/smtps\n  -o smtpd_tls_wrappermode=yes\n',
    });
    const codes = found.map(({ code }) => code);
    expect(codes).toContain('options-of-disabled-service');
    expect(codes).not.toContain('tls-wrappermode-port');
  });

  test.each([
    'smtp inet n - n - - smtpd\n#smtp inet n - y - - smtpd -v\n  -o syslog_name=postfix/in\n',
    'smtp inet n - n - - smtpd\n#submission inet n - n - - smtpd\n#  -o syslog_name=postfix/in\n',
    'smtp inet n - n - - smtpd\n#  -o smtpd_tls_security_level=may\n  -o syslog_name=postfix/in\n',
    'smtp inet n - n - - smtpd\n# service type private unpriv chroot wakeup maxproc command\n  -o syslog_name=postfix/in\n',
  ])('reports nothing for %j', async (master) => {
    await lint({ 'main.cf': mainCf, 'master.cf': master });
  });

  test('the fix comments the options out', async () => {
    const master =
      'smtp inet n - n - - smtpd\n  -o syslog_name=postfix/smtp\n#other inet n - n - - smtpd\n  -o myorigin=a.example\n  -o biff=no\n';
    expect((await applyFix({ 'main.cf': mainCf, 'master.cf': master }))['master.cf']).toBe(
      'smtp inet n - n - - smtpd\n  -o syslog_name=postfix/smtp\n#other inet n - n - - smtpd\n#  -o myorigin=a.example\n#  -o biff=no\n',
    );
  });
});
