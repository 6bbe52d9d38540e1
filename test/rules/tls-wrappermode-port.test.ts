import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('tls-wrappermode-port');
const certificate = 'compatibility_level = 3.11\nsmtpd_tls_chain_files = /etc/postfix/example.pem\n';
const mainCf = { 'main.cf': certificate };
const withServices = (masterCf: string) => ({ ...mainCf, 'master.cf': masterCf });

describe('tls-wrappermode-port', () => {
  test('is silent for a service whose next line a script fills in', () =>
    lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': '465 inet n - n - - smtpd\n${comment_out}  -o smtpd_tls_wrappermode=yes\n',
    }));

  test('marks port 465 without wrapper mode', async () => {
    const [found] = await lint(
      withServices(`
        submissions inet n - n - - smtpd
        ^^^^^^^^^^^ tls-wrappermode-port
        127.0.0.1:465 inet n - n - - smtpd
        ^^^^^^^^^^^^^ tls-wrappermode-port
          -o smtpd_tls_wrappermode=no
      `),
    );
    expect(found?.message).toBe(
      'Clients on port 465 start TLS immediately, but this service begins with plain SMTP, so TLS fails at once. ' +
        'smtpd logs "lost connection after CONNECT" or "non-SMTP command from". Add -o smtpd_tls_wrappermode=yes to this service.',
    );
  });

  test('marks wrapper mode on ports 25 and 587: at the option, or once in main.cf', async () => {
    await lint(
      withServices(`
        submission inet n - n - - smtpd
          -o smtpd_tls_wrappermode=yes
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tls-wrappermode-port
      `),
    );
    const [found] = await lint({
      'main.cf': `
        smtpd_tls_wrappermode = yes
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ tls-wrappermode-port
      `,
      'master.cf': 'smtp inet n - n - - smtpd\n587 inet n - n - - smtpd\n',
    });
    expect(found?.related).toEqual(['smtp']);
    expect(found?.message).toContain('so clients hang. smtpd logs: "SSL_accept error from". ');
  });

  test('reports nothing if the mode matches the port, and for other ports and programs', () =>
    lint(
      withServices(`
        smtp inet n - n - 1 postscreen
        submission inet n - n - - smtpd
        smtps inet n - n - - smtpd
          -o { smtpd_tls_wrappermode = yes }
        2465 inet n - n - - smtpd
          -o smtpd_tls_wrappermode=yes
      `),
    ));

  test('reports nothing without main.cf, which may set it for all services', () =>
    lint({ 'master.cf': 'smtps inet n - n - - smtpd\n' }));

  test('the fixes add the option, or change yes to no', async () => {
    expect(await applyFix(withServices('smtps inet n - n - - smtpd\n  -v\n'))).toEqual(
      withServices('smtps inet n - n - - smtpd\n  -v\n  -o smtpd_tls_wrappermode=yes\n'),
    );
    const wrapped = 'submission inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes\n';
    expect(await applyFix(withServices(wrapped))).toEqual(withServices(wrapped.replace('yes', 'no')));
    const everywhere = {
      'main.cf': `${certificate}smtpd_tls_wrappermode = yes\n`,
      'master.cf': 'smtp inet n - n - - smtpd\n',
    };
    expect((await applyFix(everywhere))['main.cf']).toBe(`${certificate}smtpd_tls_wrappermode = no\n`);
  });
});
