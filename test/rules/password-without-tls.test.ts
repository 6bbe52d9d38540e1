import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('password-without-tls');
const master = 'smtp unix - - n - - smtp\nrelay unix - - n - - smtp\n';
const login = `smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd
smtp_sasl_security_options = noanonymous
`;

const relay = `${login}relayhost = [relay.example.com]:587\n`;

describe('password-without-tls', () => {
  test('marks optional TLS, and none', async () => {
    const [optional] = await lint({
      'main.cf': `${relay}smtp_tls_security_level = may\n^^^^^^^^^^^^^^^^^^^^^^^ password-without-tls\n`,
      'master.cf': master,
    });
    expect(optional?.message).toBe(
      'TLS is optional for outgoing mail, but the SMTP client sends a password. ' +
        'If the server does not offer STARTTLS, or someone on the network path removes the offer, Postfix logs in without encryption. ' +
        'Set smtp_tls_security_level = encrypt.',
    );
    const [none] = await lint(
      {
        'main.cf': relay.replace('\n', '\n^^^^^^^^^^^^^^^^^^^^^ password-without-tls\n'),
        'master.cf': master,
      },
      { version: '3.7' },
    );
    expect(none?.message).toBe(
      'TLS is off for outgoing mail, but the SMTP client sends a password. ' +
        'Anyone on the network path can read the password, and Postfix logs no warning. ' +
        'Set smtp_tls_security_level = encrypt.',
    );
  });

  test('quotes what the client of 3.11 logs if the level is the old default', async () => {
    const marked = relay.replace('\n', '\n^^^^^^^^^^^^^^^^^^^^^ password-without-tls\n');
    const [found] = await lint({ 'main.cf': `compatibility_level = 3.6\n${marked}`, 'master.cf': master });
    expect(found?.message).toContain(
      'can read the password, and smtp logs: "using backwards-compatible default setting smtp_tls_security_level=(empty)". ',
    );
    const [none] = await lint({
      'main.cf': `${relay}smtp_tls_security_level = none\n^^^^^^^^^^^^^^^^^^^^^^^ password-without-tls\n`,
      'master.cf': master,
    });
    expect(none?.message).toContain('can read the password, and Postfix logs no warning. ');
  });

  test('of one service, and as information without master.cf', async () => {
    await lint({
      'main.cf': `${relay}smtp_tls_security_level = encrypt\n`,
      'master.cf': `
        smtp unix - - n - - smtp
        plain unix - - n - - smtp -o smtp_tls_security_level=may
                                     ^^^^^^^^^^^^^^^^^^^^^^^ password-without-tls
        noauth unix - - n - - smtp -o smtp_sasl_auth_enable=no
      `,
    });
    await lint({
      'main.cf': `${relay}smtp_tls_security_level = may\n^^^^^^^^^^^^^^^^^^^^^^^ password-without-tls information\n`,
    });
  });

  test('information without a relay host, because other servers may not support TLS', async () => {
    const [found] = await lint({
      'main.cf': `${login}smtp_tls_security_level = may\n^^^^^^^^^^^^^^^^^^^^^^^ password-without-tls information\n`,
      'master.cf': master,
    });
    expect(found?.message).toContain('Set smtp_sasl_security_options = noplaintext, noanonymous');
  });

  test('recommends no level that a server without TLS does not support, if Postfix delivers to it', async () => {
    const some = `${login}sender_dependent_relayhost_maps = hash:/etc/postfix/relays\nsmtp_tls_security_level = may\n`;
    const [found] = await lint({
      'main.cf': `${some}^^^^^^^^^^^^^^^^^^^^^^^ password-without-tls\n`,
      'master.cf': master,
    });
    expect(found?.message).toContain('Set smtp_sasl_security_options = noplaintext, noanonymous');
    expect(found?.message).not.toContain('= encrypt');
    await expect(applyFix({ 'main.cf': some, 'master.cf': master })).rejects.toThrow('no such fix');
  });

  test('recommends encrypt if default_transport sends all mail to one server', async () => {
    const main = `${login}default_transport = smtp:[relay.example.com]:587\nsmtp_tls_security_level = may\n`;
    const [found] = await lint({
      'main.cf': `${main}^^^^^^^^^^^^^^^^^^^^^^^ password-without-tls\n`,
      'master.cf': master,
    });
    expect(found?.message).toContain('Set smtp_tls_security_level = encrypt.');
  });

  test('is silent about a transport that hands mail to a filter on this host', () =>
    lint({
      'main.cf': `${login}smtp_tls_security_level = encrypt\ncontent_filter = scan:[127.0.0.1]:10024\n`,
      'master.cf': `
        smtp unix - - n - - smtp
        scan unix - - n - - smtp -o smtp_tls_security_level=none
      `,
    }));

  test.each([
    `${login}smtp_tls_security_level = encrypt\n`,
    `${login}smtp_tls_security_level = secure\n`,
    `${login}smtp_tls_security_level = dane\n`,
    `${login}smtp_enforce_tls = yes\nsmtp_tls_security_level =\n`,
    `${login}smtp_tls_security_level = may\nsmtp_tls_policy_maps = hash:/etc/postfix/tls_policy\n`,
    `${login}smtp_tls_security_level = may\nsmtp_sasl_mechanism_filter = cram-md5\n`,
    `${login}smtp_tls_security_level = may\nrelayhost = [localhost]:10025\n`,
    `${login}smtp_tls_security_level = may\nsmtp_sasl_security_options = noplaintext, noanonymous\n`,
    'smtp_sasl_auth_enable = yes\nsmtp_sasl_security_options = noanonymous\nsmtp_tls_security_level = may\n',
    'smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\nsmtp_tls_security_level = may\n',
    `${login}smtp_sasl_auth_enable = no\nsmtp_tls_security_level = may\n`,
  ])('reports nothing for %j', async (text) => {
    await lint({ 'main.cf': text, 'master.cf': master });
  });

  test('reports nothing if the service overrides the level', () =>
    lint({
      'main.cf': `${login}smtp_tls_security_level = may\n`,
      'master.cf': 'smtp unix - - n - - smtp -o smtp_tls_security_level=encrypt\n',
    }));

  test('the fix requires TLS if all mail goes to one relay host', async () => {
    const main = `relayhost = [relay.example.com]:587\n${login}smtp_tls_security_level = may\n`;
    expect(await applyFix({ 'main.cf': main, 'master.cf': master })).toEqual({
      'main.cf': main.replace('may', 'encrypt'),
      'master.cf': master,
    });
    const direct = `${login}smtp_tls_security_level = may\n`;
    await expect(applyFix({ 'main.cf': direct, 'master.cf': master })).rejects.toThrow('no such fix');
  });
});
