import { describe, expect, test } from 'vitest';
import { findingsIn, forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('deprecated-parameter');

describe('deprecated-parameter', () => {
  test('marks the name, struck through', async () => {
    const [found] = await lint(`
      smtpd_use_tls = yes
      ^^^^^^^^^^^^^ deprecated-parameter
    `);
    expect(found?.tags).toEqual(['deprecated']);
    expect(found?.message).toBe(
      'smtpd_use_tls has been deprecated since Postfix 3.9. ' +
        'It still works, but postconf warns: "support for parameter "smtpd_use_tls" will be removed". ' +
        'Use smtpd_tls_security_level instead.',
    );
  });

  test('marks a parameter without a replacement', async () => {
    const [found] = await lint(`
      smtpd_tls_eecdh_grade = strong
      ^^^^^^^^^^^^^^^^^^^^^ deprecated-parameter
    `);
    expect(found?.message).toContain('Postfix ignores its value, and postconf warns');
    expect(found?.message).toContain('Remove the line to use the default.');
  });

  test('says if the replacement is already set', async () => {
    const [found] = await lint(`
      smtpd_use_tls = yes
      ^^^^^^^^^^^^^ deprecated-parameter
      smtpd_tls_security_level = may
    `);
    expect(found?.message).toBe(
      'smtpd_use_tls has been deprecated since Postfix 3.9. ' +
        'Postfix ignores it because smtpd_tls_security_level is set, and postconf warns: "support for parameter "smtpd_use_tls" will be removed". Remove the setting.',
    );
  });

  test.each([
    ['smtp_fallback_relay = [a.example.com]', 'fallback_relay = [b.example.com]'],
    ['virtual_alias_maps =', 'virtual_maps = hash:/etc/postfix/virtual'],
    ['smtp_dns_support_level = dnssec', 'disable_dns_lookups = yes'],
    ['smtp_tls_policy_maps = hash:/etc/postfix/policy', 'smtp_tls_per_site = hash:/etc/postfix/sites'],
  ])('with %s, Postfix ignores %s', async (current, old) => {
    const text = `${current}\n${old}\n`;
    const found = (await findingsIn(text)).find(({ code }) => code === 'deprecated-parameter');
    const [name] = current.split(' ');
    expect(found?.message).toContain(` Postfix ignores it because ${name} is set, and postconf warns: `);
    expect(found?.message).toMatch(/ Remove the setting\.$/);
    expect(await applyFix(text)).toBe(`${current}\n#${old}\n`);
  });

  test('says that it is used if the new name refers to it', async () => {
    const found = await findingsIn(
      'smtp_fallback_relay = $fallback_relay\nfallback_relay = [b.example.com]\n',
    );
    expect(found.find(({ code }) => code === 'deprecated-parameter')?.message).toContain('It still works');
  });

  test('says if it has its default value', async () => {
    const [found] = await lint(`
      smtpd_enforce_tls = no
      ^^^^^^^^^^^^^^^^^ deprecated-parameter
    `);
    expect(found?.message).toContain(
      'It has its default value here, and postconf warns: "support for parameter "smtpd_enforce_tls" will be removed". Remove the setting.',
    );
  });

  test('marks each line in main.cf, and each -o in master.cf', () =>
    lint({
      'main.cf': `
        smtp_use_tls = yes
        ^^^^^^^^^^^^ deprecated-parameter
        smtp_use_tls = yes
        ^^^^^^^^^^^^ deprecated-parameter
      `,
      'master.cf': `
        slow unix - - n - - smtp
          -o smtp_enforce_tls=yes
             ^^^^^^^^^^^^^^^^ deprecated-parameter
      `,
    }));

  test('the renamed ones of 3.11', () =>
    lint(`
      postscreen_blacklist_action = enforce
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ deprecated-parameter
      virtual_maps = hash:/etc/postfix/virtual
      ^^^^^^^^^^^^ deprecated-parameter
    `));

  describe('reports nothing', () => {
    test('for a target whose own postconf does not warn', async () => {
      await lint('smtpd_use_tls = yes\nsmtpd_tls_dh1024_param_file = /etc/ssl/dh.pem\n', { version: '3.8' });
      await lint('postscreen_blacklist_action = enforce\n', { version: '3.10' });
    });

    test('for the replacements', () =>
      lint(
        'smtpd_tls_security_level = may\npostscreen_denylist_action = enforce\nsmtp_dns_support_level = enabled\n',
      ));

    test('for $names in values', () => lint('smtp_tls_security_level = $(smtp_use_tls?{may}:{may})\n'));

    test('for comments', () => lint('# smtpd_use_tls = yes\n'));
  });

  describe('fixes', () => {
    test.each([
      ['smtpd_use_tls = yes', 'smtpd_tls_security_level = may'],
      ['smtpd_enforce_tls = yes', 'smtpd_tls_security_level = encrypt'],
      ['postscreen_enforce_tls = yes', 'postscreen_tls_security_level = encrypt'],
      ['smtp_use_tls = YES', 'smtp_tls_security_level = may'],
      // The client checks names by default.
      ['smtp_enforce_tls = yes', 'smtp_tls_security_level = verify'],
      ['lmtp_enforce_tls = yes', 'lmtp_tls_security_level = verify'],
      ['disable_dns_lookups = yes', 'smtp_dns_support_level = disabled'],
      ['postscreen_blacklist_action = enforce', 'postscreen_denylist_action = enforce'],
      ['fallback_relay = [mail.example.net]', 'smtp_fallback_relay = [mail.example.net]'],
      [
        'smtpd_per_record_deadline = $(stress?{yes}:{no})',
        'smtpd_per_request_deadline = $(stress?{yes}:{no})',
      ],
    ])('%s becomes %s', async (before, after) => {
      expect(await applyFix(`${before}\n`, `Change to ${after}`)).toBe(`${after}\n`);
    });

    test('a client that enforces TLS without checking names', async () => {
      const text = 'smtp_enforce_tls = yes\nsmtp_tls_enforce_peername = no\n';
      expect(await applyFix(text, 'Change to smtp_tls_security_level = encrypt')).toBe(
        'smtp_tls_security_level = encrypt\nsmtp_tls_enforce_peername = no\n',
      );
    });

    test('both of a pair: the stronger one becomes the level, then the other is commented out', async () => {
      const once = await applyFix('smtpd_use_tls = yes\nsmtpd_enforce_tls = yes\n');
      expect(once).toBe('smtpd_tls_security_level = encrypt\nsmtpd_enforce_tls = yes\n');
      expect(await applyFix(once)).toBe('smtpd_tls_security_level = encrypt\n#smtpd_enforce_tls = yes\n');
    });

    test('a value over several lines keeps its comments', async () => {
      const text = 'virtual_maps = hash:/etc/postfix/virtual\n# the old list\n  hash:/etc/postfix/old\n';
      expect(await applyFix(text)).toBe(
        'virtual_alias_maps = hash:/etc/postfix/virtual\n# the old list\n  hash:/etc/postfix/old\n',
      );
    });

    test.each([
      'smtpd_use_tls = no',
      'disable_dns_lookups = no',
      'smtpd_tls_dh1024_param_file = /etc/ssl/dh.pem',
      'smtpd_tls_security_level = may\nsmtpd_use_tls = yes',
      // postscreen uses the level of smtpd, unless its own is set.
      'smtpd_tls_security_level = encrypt\npostscreen_use_tls = yes',
      // From compatibility level 3.11, the default level of the client is "may".
      'compatibility_level = 3.11\nsmtp_use_tls = yes',
    ])('%s: the line is commented out', async (text) => {
      const lines = text.split('\n');
      const last = lines.pop() ?? '';
      const name = last.split(' ')[0];
      expect(await applyFix(`${text}\n`, `Comment out ${name}`)).toBe([...lines, `#${last}\n`].join('\n'));
    });

    test('there is none if a person has to decide', async () => {
      // Without the line, postscreen would use the level of smtpd.
      const refuses = 'smtpd_use_tls = yes\npostscreen_use_tls = no\n';
      expect(await fixTitles(refuses)).toEqual(['Change to smtpd_tls_security_level = may']);
      // A table of another format.
      expect(await fixTitles('smtp_tls_per_site = hash:/etc/postfix/tls_per_site\n')).toEqual([]);
    });

    test('in master.cf', async () => {
      const files = {
        'main.cf': 'compatibility_level = 3.6\n',
        'master.cf': 'submission inet n - n - - smtpd\n  -o smtpd_enforce_tls=yes\n',
      };
      expect(await applyFix(files)).toEqual({
        ...files,
        'master.cf': 'submission inet n - n - - smtpd\n  -o smtpd_tls_security_level=encrypt\n',
      });
    });

    test('a level in main.cf also changes services that require TLS, or do without it', async () => {
      const files = {
        'main.cf': 'smtpd_use_tls = yes\n',
        'master.cf': `
          submission inet n - n - - smtpd
            -o smtpd_enforce_tls=yes
          10025 inet n - n - - smtpd
            -o smtpd_use_tls=no
        `,
      };
      expect(await applyFix(files, 'Change to smtpd_tls_security_level = may')).toEqual({
        'main.cf': 'smtpd_tls_security_level = may\n',
        'master.cf': `submission inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
10025 inet n - n - - smtpd
  -o smtpd_tls_security_level=none
`,
      });
    });
  });
});
