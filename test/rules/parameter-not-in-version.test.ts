import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('parameter-not-in-version');

describe('parameter-not-in-version', () => {
  test('marks a parameter that is newer than the target', async () => {
    const [found] = await lint(
      `
        smtp_tlsrpt_enable = yes
        ^^^^^^^^^^^^^^^^^^ parameter-not-in-version
      `,
      { version: '3.7' },
    );
    expect(found?.message).toBe(
      'smtp_tlsrpt_enable exists from Postfix 3.10 on, and the target is 3.7. ' +
        'Postfix 3.7 ignores the line, so what it should do does not happen. ' +
        'Remove it, or set postfix.version to the release that will read this file.',
    );
  });

  test('marks a parameter that is gone in the target', async () => {
    const [found] = await lint(
      `
        tls_random_prng_update_period = 3600s
        program_directory = /usr/libexec/postfix
        ^^^^^^^^^^^^^^^^^ parameter-not-in-version
      `,
      { version: '3.7' },
    );
    expect(found?.message).toContain('was the last release with program_directory');
  });

  test('marks each line of it, and each -o', () =>
    lint(
      {
        'main.cf': `
          force_mime_input_conversion = no
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ parameter-not-in-version
          force_mime_input_conversion = no
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ parameter-not-in-version
        `,
        'master.cf': `
          smtp inet n - n - - smtpd
            -o smtpd_tls_enable_rpk=yes
               ^^^^^^^^^^^^^^^^^^^^ parameter-not-in-version
        `,
      },
      { version: '3.7' },
    ));

  describe('is silent', () => {
    test('from the release on that brought it', () =>
      lint('smtp_tlsrpt_enable = yes\n', { version: '3.10' }));

    test('for what later patches brought to the target', () =>
      lint('smtpd_forbid_bare_newline = normalize\nsmtpd_forbid_unauth_pipelining = yes\n', {
        version: '3.7',
      }));

    test('for a name that somebody uses: then it is the name of the user', () =>
      lint('tls_required_enable = no\nrelayhost = $(tls_required_enable?{}:{})\n', { version: '3.7' }));

    test('for names of services', () => lint('relay_destination_concurrency_limit = 2\n'));

    test('for names that postconf still knows', () =>
      lint('postscreen_blacklist_action = ignore\n', { version: '3.7' }));

    test('for names that no release has: that is unknown-parameter', () =>
      lint('mydestnation = example.com\n', { version: '3.7' }));
  });
});
