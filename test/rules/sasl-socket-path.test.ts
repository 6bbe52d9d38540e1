import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('sasl-socket-path');

const mainCf = (path: string) => `queue_directory = /var/spool/postfix
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${path}
`;
const masterCf = (chroot: string) => `smtp inet n - ${chroot} - - smtpd\n`;

describe('sasl-socket-path', () => {
  test('marks Dovecot without its path', async () => {
    const [found] = await lint(`
      smtpd_sasl_auth_enable = yes
      smtpd_sasl_type = dovecot
      ^^^^^^^^^^^^^^^^^^^^^^^^^ sasl-socket-path
    `);
    expect(found?.message).toBe(
      'smtpd_sasl_path is not set, and its default "smtpd" is not a Dovecot socket. smtpd exits when it has to offer AUTH, ' +
        'and logs: "SASL: Connect to Dovecot auth socket \'smtpd\' failed: No such file or directory". ' +
        'Set smtpd_sasl_path = private/auth, or use the path from your Dovecot configuration.',
    );
  });

  test('marks an absolute path for a service in a chroot', () =>
    lint({
      'main.cf': `
        smtpd_sasl_auth_enable = yes
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = /run/dovecot/auth-client
                          ^^^^^^^^^^^^^^^^^^^^^^^^ sasl-socket-path
      `,
      'master.cf': masterCf('y'),
    }));

  test('marks a socket of Dovecot if the type is cyrus', async () => {
    const [found] = await lint({
      'main.cf': 'smtpd_tls_auth_only = yes\n',
      'master.cf': `
        submission inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes -o smtpd_sasl_path=private/auth
                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ sasl-socket-path
      `,
    });
    expect(found?.message).toBe(
      'private/auth is a socket of Dovecot, but smtpd_sasl_type is not set, so it is cyrus. ' +
        'smtpd then uses Cyrus SASL instead of Dovecot, and users cannot log in. ' +
        'Set smtpd_sasl_type = dovecot.',
    );
    await lint(`
      smtpd_sasl_auth_enable = yes
      smtpd_sasl_type = cyrus
      smtpd_sasl_path = inet:127.0.0.1:12345
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ sasl-socket-path
    `);
    await lint('smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = cyrus\nsmtpd_sasl_path = smtpd\n');
    await lint('smtpd_sasl_auth_enable = no\nsmtpd_sasl_path = private/auth\n');
  });

  test('reports nothing for paths that smtpd can find', async () => {
    await lint({ 'main.cf': mainCf('private/auth'), 'master.cf': masterCf('y') });
    await lint({ 'main.cf': mainCf('/private/auth'), 'master.cf': masterCf('y') });
    await lint({ 'main.cf': mainCf('inet:192.0.2.1:12345'), 'master.cf': masterCf('y') });
    await lint({ 'main.cf': mainCf('/run/dovecot/auth-client'), 'master.cf': masterCf('n') });
    await lint('smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = cyrus\n');
    await lint('smtpd_sasl_type = dovecot\n');
  });

  describe('programs on this host, which do not use STARTTLS', () => {
    const mixed = `smtp inet n - n - - smtpd\n127.0.0.1:10025 inet n - y - - smtpd\n`;
    const withTls = (more: string) => `${mainCf('/run/dovecot/auth-client')}${more}`;

    test.each([
      [withTls('smtpd_tls_security_level = may\nsmtpd_tls_auth_only = yes\n'), mixed],
      [withTls('smtpd_tls_security_level = encrypt\n'), mixed],
      [withTls('smtpd_tls_security_level = may\n'), `${mixed}  -o smtpd_tls_auth_only=yes\n`],
      [withTls('smtpd_tls_security_level = may\n'), `${mixed}  -o smtpd_sasl_auth_enable=no\n`],
    ])('never meet the socket', async (main, master) => {
      await lint({ 'main.cf': main, 'master.cf': master });
    });

    test.each([
      ['smtpd_tls_security_level = may\n', mixed],
      ['smtpd_tls_auth_only = yes\n', `${mixed}  -o smtpd_tls_wrappermode=yes\n`],
      ['smtpd_tls_auth_only = yes\n', mixed.replace('127.0.0.1:10025', '587')],
    ])('do so with %j', async (more, master) => {
      const marked = `smtpd_sasl_path = /run/dovecot/auth-client\n                  ^^^^^^^^^^^^^^^^^^^^^^^^ sasl-socket-path\n`;
      const [found] = await lint({
        'main.cf': `smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\n${marked}${more}`,
        'master.cf': master,
      });
      expect(found?.message).toContain(
        'If the socket does not exist, smtpd exits when it has to offer AUTH, and logs: ',
      );
    });
  });

  test('the fix writes the path as it is in the chroot', async () => {
    const files = { 'main.cf': mainCf('/var/spool/postfix/private/auth'), 'master.cf': masterCf('y') };
    expect((await applyFix(files))['main.cf']).toBe(mainCf('private/auth'));
  });
});
