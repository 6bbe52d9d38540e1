import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('outgoing-without-tls');
const master = 'smtp unix - - n - - smtp\nrelay unix - - n - - smtp\n';
const debian = { version: '3.7' };

describe('outgoing-without-tls', () => {
  test('marks a setting that has no effect', async () => {
    const [found] = await lint(
      {
        'main.cf': `
          myhostname = mail.example.com
          smtp_tls_session_cache_database = btree:\${data_directory}/smtp_scache
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ outgoing-without-tls
        `,
        'master.cf': master,
      },
      debian,
    );
    expect(found?.message).toBe(
      'smtp_tls_security_level is empty, so the SMTP client never uses TLS, and this setting has no effect. ' +
        'Postfix sends all mail to other servers unencrypted, and Postfix logs no warning. ' +
        'Set smtp_tls_security_level = may.',
    );
  });

  test('as information if nothing else is set, at the relay host or the first name', async () => {
    await lint(
      {
        'main.cf': `
          myhostname = mail.example.com
          relayhost = [relay.example.com]
          ^^^^^^^^^ outgoing-without-tls information
          smtp_tls_loglevel = 0
        `,
        'master.cf': master,
      },
      debian,
    );
    await lint(
      {
        'main.cf':
          'myhostname = mail.example.com\n^^^^^^^^^^ outgoing-without-tls information\nrelayhost =\n',
        'master.cf': master,
      },
      debian,
    );
  });

  test('as information at smtp_use_tls = no', async () => {
    const [found] = await lint(
      {
        'main.cf': `
          myhostname = mail.example.com
          smtp_use_tls = no
          ^^^^^^^^^^^^ outgoing-without-tls information
        `,
        'master.cf': master,
      },
      debian,
    );
    expect(found?.message).toMatch(
      /^smtp_tls_security_level is empty and smtp_use_tls is no, so the SMTP client /,
    );
  });

  test('as information without master.cf, which may set the level', () =>
    lint(
      { 'main.cf': 'smtp_tls_loglevel = 1\n^^^^^^^^^^^^^^^^^ outgoing-without-tls information\n' },
      debian,
    ));

  test('since 3.11, the compatibility level decides about the default', async () => {
    const [found] = await lint({
      'main.cf': `
        compatibility_level = 3.6
        smtp_tls_loglevel = 1
        ^^^^^^^^^^^^^^^^^ outgoing-without-tls
      `,
      'master.cf': master,
    });
    expect(found?.message).toContain(
      'unencrypted, and smtp logs: "using backwards-compatible default setting smtp_tls_security_level=(empty)". ',
    );
    const [empty] = await lint({
      'main.cf':
        'compatibility_level = 3.6\nsmtp_tls_security_level =\nsmtp_tls_loglevel = 1\n^^^^^^^^^^^^^^^^^ outgoing-without-tls\n',
      'master.cf': master,
    });
    expect(empty?.message).toContain('and Postfix logs no warning. ');
    await lint({
      'main.cf': 'compatibility_level = 3.11\nsmtp_tls_loglevel = 1\n',
      'master.cf': master,
    });
    await lint({ 'main.cf': 'compatibility_level = 3.6\n', 'master.cf': master });
  });

  test.each([
    'smtp_tls_loglevel = 1\nsmtp_tls_security_level = may\n',
    'smtp_tls_loglevel = 1\nsmtp_tls_security_level = none\n',
    'smtp_tls_loglevel = 1\nsmtp_tls_security_level = $level_of_site\n',
    'smtp_tls_loglevel = 1\nsmtp_use_tls = yes\n',
    'smtp_tls_loglevel = 1\nsmtp_enforce_tls = yes\n',
    'smtp_tls_policy_maps = hash:/etc/postfix/tls_policy\n',
    'smtp_tls_loglevel = 1\nrelayhost = [127.0.0.1]:10025\n',
    'smtp_tls_loglevel = 1\ndefault_transport = error:no mail leaves this host\n',
    '',
  ])('reports nothing for %j', async (text) => {
    await lint({ 'main.cf': text, 'master.cf': master }, debian);
  });

  test('reports nothing if the service that delivers overrides the level, or if there is none', async () => {
    const main = 'smtp_tls_loglevel = 1\n';
    await lint(
      {
        'main.cf': main,
        'master.cf': 'smtp unix - - n - - smtp -o smtp_tls_security_level=may\nrelay unix - - n - - smtp\n',
      },
      debian,
    );
    await lint({ 'main.cf': main, 'master.cf': 'smtp inet n - n - - smtpd\n' }, debian);
    await lint({ 'main.cf': main, 'master.cf': 'smtp unix - - n - - lmtp\n' }, debian);
  });

  test('the fix enables TLS', async () => {
    expect(
      await applyFix(
        { 'main.cf': 'smtp_tls_loglevel = 1\nbiff = no\n', 'master.cf': master },
        undefined,
        debian,
      ),
    ).toEqual({
      'main.cf': 'smtp_tls_loglevel = 1\nsmtp_tls_security_level = may\nbiff = no\n',
      'master.cf': master,
    });
    expect(
      await applyFix(
        { 'main.cf': 'smtp_tls_security_level =\nsmtp_tls_loglevel = 1\n', 'master.cf': master },
        undefined,
        debian,
      ),
    ).toEqual({
      'main.cf': 'smtp_tls_security_level = may\nsmtp_tls_loglevel = 1\n',
      'master.cf': master,
    });
  });

  test('a whole main.cf without its master.cf', () =>
    lint(
      {
        'main.cf': `
          myhostname = mail.example.com
          ^^^^^^^^^^ outgoing-without-tls information
        `,
      },
      { version: '3.7' },
    ));
});
