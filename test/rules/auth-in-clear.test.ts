import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('auth-in-clear');
const certificate = 'smtpd_tls_chain_files = /etc/postfix/mail.pem\n';

describe('auth-in-clear', () => {
  test('marks logins before TLS, and without any', async () => {
    const [found] = await lint(`
      smtpd_tls_chain_files = /etc/postfix/mail.pem
      smtpd_tls_security_level = may
      smtpd_sasl_auth_enable = yes
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear
    `);
    expect(found?.message).toBe(
      'Clients can log in before TLS is active. ' +
        'smtpd offers AUTH on unencrypted connections, so passwords can be read in transit. Set smtpd_tls_auth_only = yes.',
    );
    const [withoutTls] = await lint(
      'smtpd_tls_cert_file = /etc/postfix/mail.pem\nsmtpd_sasl_auth_enable = yes\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear\n',
    );
    expect(withoutTls?.message).toBe(
      'Clients can log in, but TLS is off. ' +
        'smtpd offers AUTH on unencrypted connections, so passwords can be read in transit. ' +
        'Set smtpd_tls_security_level = may and smtpd_tls_auth_only = yes.',
    );
  });

  test('recommends everything that TLS needs if there is no certificate', async () => {
    const main = 'smtpd_sasl_auth_enable = yes\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear\n';
    const [off] = await lint(main);
    expect(off?.message).toMatch(
      / Configure a certificate \(smtpd_tls_chain_files\), and set smtpd_tls_security_level = may and smtpd_tls_auth_only = yes\.$/,
    );
    const [old] = await lint(`smtpd_tls_security_level = may\n${main}`, { version: '2.11' });
    expect(old?.message).toMatch(
      / Configure a certificate \(smtpd_tls_cert_file and smtpd_tls_key_file\), and set smtpd_tls_auth_only = yes\.$/,
    );
    await expect(applyFix('smtpd_tls_security_level = may\nsmtpd_sasl_auth_enable = yes\n')).rejects.toThrow(
      'no such fix',
    );
    // A certificate that is not known may exist.
    const [unknown] = await lint(`smtpd_tls_cert_file = $certificate_of_site\n${main}`);
    expect(unknown?.message).not.toContain('certificate');
  });

  test('as information without master.cf, in which services may turn logins off', () =>
    lint({
      'main.cf': `
        smtpd_tls_security_level = may
        smtpd_sasl_auth_enable = yes
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear information
      `,
    }));

  test('of one service; as information if the setting is explicit', () =>
    lint({
      'main.cf': 'smtpd_tls_security_level = may\n',
      'master.cf': `
        smtp inet n - n - - smtpd
        587  inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear
        588  inet n - n - - smtpd
          -o smtpd_tls_auth_only=no
          ^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear information
          -o smtpd_sasl_auth_enable=yes
        127.0.0.1:10587 inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes
        465  inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes -o smtpd_tls_wrappermode=yes
      `,
    }));

  test('once if a service only repeats what main.cf sets', async () => {
    await lint({
      'main.cf': `
        smtpd_sasl_auth_enable = yes
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear
      `,
      'master.cf':
        'smtp inet n - n - - smtpd\n587 inet n - n - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_client_restrictions=permit_sasl_authenticated,reject\n',
    });
    await lint({
      'main.cf': `
        smtpd_sasl_auth_enable = yes
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
        587  inet n - n - - smtpd
          -o smtpd_tls_security_level=may
          -o smtpd_sasl_auth_enable=yes
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear
      `,
    });
    // No service uses the setting of main.cf, so there is no finding for it.
    await lint({
      'main.cf': 'smtpd_sasl_auth_enable = yes\n',
      'master.cf': `
        587  inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear
      `,
    });
  });

  test('once for all services with the TLS settings of main.cf', async () => {
    const [found, ...others] = await lint({
      'main.cf': 'smtpd_sasl_auth_enable = yes\n',
      'master.cf': `
        10025 inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
        smtp inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear
        587  inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
      `,
    });
    expect(others).toEqual([]);
    expect(found?.related).toEqual(['-o smtpd_sasl_auth_enable=yes', '-o smtpd_sasl_auth_enable=yes']);
  });

  test('as information on a port for other programs', () =>
    lint({
      'main.cf': '',
      'master.cf': `
        smtp inet n - n - - smtpd
        10025 inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear information
      `,
    }));

  test.each([
    'smtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = yes\n',
    'smtpd_sasl_auth_enable = yes\nsmtpd_tls_security_level = encrypt\n',
    'smtpd_sasl_auth_enable = yes\nsmtpd_sasl_security_options = noanonymous, noplaintext\n',
    'smtpd_sasl_auth_enable = no\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('the fix requires TLS before logins', async () => {
    expect(
      await applyFix(
        `${certificate}smtpd_tls_security_level = may\nsmtpd_sasl_auth_enable = yes\nbiff = no\n`,
      ),
    ).toBe(
      `${certificate}smtpd_tls_security_level = may\nsmtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = yes\nbiff = no\n`,
    );
  });

  test('is silent for a service that repeats the level of main.cf, which is one finding', () =>
    lint({
      'main.cf': `
        smtpd_tls_chain_files = /etc/postfix/mail.pem
        smtpd_use_tls = yes
        smtpd_sasl_auth_enable = yes
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ auth-in-clear
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
        submission inet n - n - - smtpd
          -o smtpd_tls_security_level=may
          -o smtpd_sasl_auth_enable=yes
      `,
    }));
});
