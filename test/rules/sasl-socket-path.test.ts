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

  test('reports nothing for paths that smtpd can find', async () => {
    await lint({ 'main.cf': mainCf('private/auth'), 'master.cf': masterCf('y') });
    await lint({ 'main.cf': mainCf('/private/auth'), 'master.cf': masterCf('y') });
    await lint({ 'main.cf': mainCf('inet:192.0.2.1:12345'), 'master.cf': masterCf('y') });
    await lint({ 'main.cf': mainCf('/run/dovecot/auth-client'), 'master.cf': masterCf('n') });
    await lint('smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = cyrus\n');
    await lint('smtpd_sasl_type = dovecot\n');
  });

  test('the fix writes the path as it is in the chroot', async () => {
    const files = { 'main.cf': mainCf('/var/spool/postfix/private/auth'), 'master.cf': masterCf('y') };
    expect((await applyFix(files))['main.cf']).toBe(mainCf('private/auth'));
  });
});
