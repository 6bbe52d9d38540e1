import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('anonymous-login');

describe('anonymous-login', () => {
  test('marks options without noanonymous, and an empty value', async () => {
    const [found] = await lint(`
      smtpd_sasl_auth_enable = yes
      smtpd_sasl_security_options = noplaintext
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ anonymous-login
    `);
    expect(found?.message).toBe(
      'smtpd_sasl_security_options lacks noanonymous, so clients can log in without a password. ' +
        'smtpd offers the ANONYMOUS mechanism; permit_sasl_authenticated ignores such a login, but Milters and policy services do not. ' +
        'Add noanonymous.',
    );
    await lint(`
      smtpd_sasl_auth_enable = yes
      smtpd_tls_security_level = may
      smtpd_sasl_tls_security_options =
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ anonymous-login
    `);
  });

  test('as information with Dovecot, and for one service', async () => {
    const [found] = await lint({
      'main.cf': 'smtpd_sasl_type = dovecot\n',
      'master.cf': `
        587 inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
          -o smtpd_sasl_security_options=noplaintext
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ anonymous-login information
      `,
    });
    expect(found?.message).toContain('smtpd offers the ANONYMOUS mechanism if Dovecot does; ');
  });

  test('as information without main.cf, which can select Dovecot', async () => {
    const [found] = await lint({
      'master.cf': `
        587 inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
          -o smtpd_sasl_security_options=noplaintext
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ anonymous-login information
      `,
    });
    expect(found?.message).toContain('smtpd offers the ANONYMOUS mechanism if the SASL library does; ');
  });

  test('with TLS only, the options for TLS matter, which may refer to the others', async () => {
    const tlsOnly =
      'smtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = yes\nsmtpd_tls_security_level = may\n';
    await lint(
      `${tlsOnly}smtpd_sasl_security_options = noplaintext\n^^^^^^^^^^^^^^^^^^^^^^^^^^^ anonymous-login\n`,
    );
    await lint(
      `${tlsOnly}smtpd_sasl_security_options = noplaintext\nsmtpd_sasl_tls_security_options = noanonymous\n`,
    );
  });

  test.each([
    'smtpd_sasl_auth_enable = yes\nsmtpd_sasl_security_options = noanonymous, noplaintext\n',
    'smtpd_sasl_auth_enable = yes\nsmtpd_sasl_security_options = NOANONYMOUS\n',
    'smtpd_sasl_auth_enable = yes\nsmtpd_sasl_security_options = noanonymus\n',
    'smtpd_sasl_auth_enable = yes\nsmtpd_sasl_tls_security_options =\n',
    'smtpd_sasl_auth_enable = yes\nsmtpd_sasl_security_options = $options_of_site\n',
    'smtpd_sasl_auth_enable = yes\n',
    'smtpd_sasl_security_options = noplaintext\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('the fix adds the word', async () => {
    expect(await applyFix('smtpd_sasl_auth_enable = yes\nsmtpd_sasl_security_options = noplaintext\n')).toBe(
      'smtpd_sasl_auth_enable = yes\nsmtpd_sasl_security_options = noplaintext, noanonymous\n',
    );
    expect(await applyFix('smtpd_sasl_auth_enable = yes\nsmtpd_sasl_security_options =\n')).toBe(
      'smtpd_sasl_auth_enable = yes\nsmtpd_sasl_security_options = noanonymous\n',
    );
  });

  test('the client, too', () =>
    lint(`
      smtp_sasl_auth_enable = yes
      smtp_sasl_security_options =
      ^^^^^^^^^^^^^^^^^^^^^^^^^^ anonymous-login information
    `));

  test('reports nothing for a client that does not log in', () => lint('smtp_sasl_security_options =\n'));
});
