import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix } = forRule('parameter-not-in-version');

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
      'smtp_tlsrpt_enable was added in Postfix 3.10. ' +
        'The target release, 3.7, ignores this line, so the setting has no effect. ' +
        'Remove the line, or set postfix.version to the release that will read this file.',
    );
  });

  test('is information if the files are for a later release', async () => {
    const [found] = await lint(
      `
        compatibility_level = 3.10
        smtp_tlsrpt_enable = yes
        ^^^^^^^^^^^^^^^^^^ parameter-not-in-version information
      `,
      { version: '3.7' },
    );
    expect(found?.message).toMatch(
      / According to compatibility_level, the files are for a later release: set postfix\.version to that release\.$/,
    );
    await lint(
      `
        compatibility_level = 3.9
        smtp_tlsrpt_enable = yes
        ^^^^^^^^^^^^^^^^^^ parameter-not-in-version
      `,
      { version: '3.7' },
    );
  });

  test('marks a parameter that was removed before the target', async () => {
    const [found] = await lint(
      `
        tls_random_prng_update_period = 3600s
        program_directory = /usr/libexec/postfix
        ^^^^^^^^^^^^^^^^^ parameter-not-in-version
      `,
      { version: '3.7' },
    );
    expect(found?.message).toMatch(
      /^program_directory was removed after Postfix \d\.\d+\. The target release, 3\.7, ignores /,
    );
  });

  test('names the new name of a parameter that was renamed', async () => {
    const text = 'smtpd_sasl_application_name = smtpd\n';
    const [found] = await lint({
      'main.cf': `
        smtpd_sasl_application_name = smtpd
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ parameter-not-in-version
      `,
    });
    expect(found?.message).toContain('was removed after Postfix 2.2. ');
    expect(found?.message).toMatch(/ Its new name is smtpd_sasl_path\.$/);
    expect(await applyFix(text, 'Change to smtpd_sasl_path')).toBe('smtpd_sasl_path = smtpd\n');
  });

  test('advises to remove a renamed parameter if the new name is set', async () => {
    const [found] = await lint(`
      smtpd_sasl_path = smtpd
      smtpd_sasl_application_name = smtpd
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ parameter-not-in-version
    `);
    expect(found?.message).toMatch(
      / Remove the line, because the new name, smtpd_sasl_path, is already set\.$/,
    );
  });

  test('marks each line that sets it, and each -o', () =>
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
    test('for a release that has it', () => lint('smtp_tlsrpt_enable = yes\n', { version: '3.10' }));

    test('for a parameter that a patch level added to the target', () =>
      lint('smtpd_forbid_bare_newline = normalize\nsmtpd_forbid_unauth_pipelining = yes\n', {
        version: '3.7',
      }));

    test('for a name that the configuration uses as its own parameter', () =>
      lint('tls_required_enable = no\nrelayhost = $(tls_required_enable?{}:{})\n', { version: '3.7' }));

    test('for names of services', () => lint('relay_destination_concurrency_limit = 2\n'));

    test('for old names that postconf still knows', () =>
      lint('postscreen_blacklist_action = ignore\n', { version: '3.7' }));

    test('for names that no release has, which unknown-parameter reports', () =>
      lint('mydestnation = example.com\n', { version: '3.7' }));
  });
});
