import { describe, expect, test } from 'vitest';
import { findingsIn, forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('unknown-parameter');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('unknown-parameter', () => {
  test.each([
    ['debug:ldap:xx', 'xx_domain', '3.11'],
    ['pipemap:{ldap:a, memcache:xx}x', 'xx_backup', '3.7'],
    ['inline:{ a=b #c ldap:xx }', 'xx_domain', '3.7'],
  ])('%s defines %s in %s', async (table, name, version) => {
    await lint(`virtual_alias_maps = ${table}\n${name} = a\n`, { version });
  });

  test.each([
    ['debug:ldap:xx', '3.10'],
    ['inline:{ a=b #c ldap:xx }', '3.8'],
    ['pcre:{ {/a/ ldap:xx} }', '3.8'],
  ])('%s does not define xx_domain in %s', async (table, version) => {
    await lint(
      `
      virtual_alias_maps = ${table}
      xx_domain = a
      ^^^^^^^^^ unknown-parameter
      `,
      { version },
    );
  });

  test('marks a misspelled name', async () => {
    const [found] = await lint(`
      mydestnation = localhost, example.com
      ^^^^^^^^^^^^ unknown-parameter
    `);
    expect(found?.message).toBe(
      'Postfix 3.11 has no parameter mydestnation, and nothing in the configuration uses $mydestnation. ' +
        'Postfix ignores the setting, and postconf warns: "main.cf: unused parameter: mydestnation". Did you mean mydestination?',
    );
  });

  test.each([
    ['append_dot_my_domain', 'Did you mean append_dot_mydomain?'],
    ['maximal_queue_life', 'Did you mean maximal_queue_lifetime?'],
    ['smtp_recipient_restrictions', 'Did you mean smtpd_recipient_restrictions?'],
    ['tls_smtp_use_tls', 'Correct the name, or remove the line.'],
    ['mailbox_size', 'Correct the name, or remove the line.'],
    ['tls_cert_file', 'Did you mean smtpd_tls_cert_file?'],
    ['smtpd_bind_address', 'Remove the line; the similar parameter smtp_bind_address is for outgoing mail.'],
  ])('suggests only what %s can mean', async (name, advice) => {
    const found = await findingsIn(`${name} = 1\n`);
    expect(found.find(({ code }) => code === 'unknown-parameter')?.message).toContain(advice);
    const titles = advice.startsWith('Did') ? [`Change to ${/mean (\w+)/.exec(advice)?.[1]}`] : [];
    expect(await fixTitles(`${name} = 1\n`)).toEqual(titles);
  });

  test('suggests no name that is already set', async () => {
    const text = `
      tls_cert_file = /etc/postfix/mail.pem
      ^^^^^^^^^^^^^ unknown-parameter
      smtpd_tls_cert_file = /etc/postfix/mail.pem
    `;
    const [found] = await lint(text);
    expect(found?.message).toContain(
      'Remove the line: the similar parameter smtpd_tls_cert_file is already set.',
    );
    expect(await fixTitles(text)).toEqual([]);
  });

  test('marks the setting of another program', () =>
    lint(`
      start_tls = yes
      ^^^^^^^^^ unknown-parameter
    `));

  test('marks a name in the wrong case', () =>
    lint(`
      MyHostname = mail.example.com
      ^^^^^^^^^^ unknown-parameter
    `));

  test('ignores a use in a comment', () =>
    lint(`
      office = 192.0.2.0/24
      ^^^^^^ unknown-parameter
      # mynetworks = $office
    `));

  test('uses information without master.cf, because services may use the name', async () => {
    const [found] = await lint({
      'main.cf': `
        start_tls = yes
        ^^^^^^^^^ unknown-parameter information
      `,
    });
    expect(found?.message).toContain(
      'nothing in main.cf uses $start_tls. Unless master.cf uses it, Postfix ignores',
    );
  });

  test('as information for a parameter of a Postfix that Apple has changed', async () => {
    const [found] = await lint(`
      mydomain_fallback = localhost
      ^^^^^^^^^^^^^^^^^ unknown-parameter information
      use_sacl_cache = yes
      ^^^^^^^^^^^^^^ unknown-parameter information
      sacl_cache_positive_expire_time = 7d
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-parameter information
      mime_max_body_size = 0
      ^^^^^^^^^^^^^^^^^^ unknown-parameter information
    `);
    expect(found?.message).toBe(
      "mydomain_fallback is a parameter of Apple's own Postfix in Mac OS X. Postfix 3.11 does not have it. " +
        'Any other Postfix ignores the setting, and postconf warns: "main.cf: unused parameter: mydomain_fallback".',
    );
  });

  test('marks a name that depends on a missing service', async () => {
    const [found] = await lint({
      'main.cf': `
        cyrus_destination_recipient_limit = 1
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-parameter
      `,
      'master.cf': 'dovecot unix - n n - - pipe user=vmail argv=/bin/true\n',
    });
    expect(found?.message).toBe(
      'cyrus_destination_recipient_limit is for a delivery service named cyrus, but master.cf has none, and ' +
        'nothing in the configuration uses $cyrus_destination_recipient_limit. ' +
        'Postfix ignores the setting, and postconf warns: "main.cf: unused parameter: cyrus_destination_recipient_limit". Correct the name, or remove the line.',
    );
  });

  describe('reports nothing', () => {
    test('for your own names that another value uses, in every notation', () =>
      lint(`
        office = 192.0.2.0/24
        warehouse = 198.51.100.0/28
        indexed = \${default_database_type}:\${config_directory}/
        is_relay = yes
        mynetworks = 127.0.0.0/8, $office, \${warehouse}
        transport_maps = $(indexed)transport
        relayhost = \${is_relay?{}:{[mail.example.net]}}
      `));

    test('for names that only a service uses', () =>
      lint({
        'main.cf': 'mua_client_restrictions = permit_sasl_authenticated, reject\n',
        'master.cf': `${smtp}  -o smtpd_client_restrictions=$mua_client_restrictions\n`,
      }));

    test('for restriction classes', () =>
      lint(`
        smtpd_restriction_classes = strangers, friends
        strangers = reject_unknown_sender_domain
        friends = permit
      `));

    test('for parameters that depend on the name of a service', () =>
      lint({
        'main.cf': 'slow_destination_concurrency_limit = 2\npolicy_time_limit = 3600s\n',
        'master.cf': `
          slow   unix - - n - - smtp
          policy unix - n n - 0 spawn user=nobody argv=/usr/local/bin/policyd
        `,
      }));

    test('for names that look made for services, without master.cf', () =>
      lint({
        'main.cf': `
          submission_smtpd_tls_mandatory_protocols = >=TLSv1.2
          mua_client_restrictions = permit_sasl_authenticated, reject
        `,
      }));

    test('for names of services, without master.cf', () =>
      lint({ 'main.cf': 'relay_destination_rate_delay = 1s\nsmtp_destination_recipient_limit = 10\n' }));

    test('for the old form of LDAP settings, with the name of the table', () =>
      lint(`
        virtual_alias_maps = ldap:staff
        staff_server_host = ldap.example.com
        staff_search_base = dc=example, dc=com
      `));

    test('for names of another release, which parameter-not-in-version reports', () =>
      lint('smtp_tlsrpt_enable = yes\n', { version: '3.7' }));

    test('for old names that postconf still knows', () => lint('virtual_maps = hash:/etc/postfix/virtual\n'));

    test('for comments', () => lint('# mydestnation = example.com\nmydestination = example.com\n'));
  });

  describe('the fix writes the most similar name', () => {
    test('in main.cf', async () => {
      expect(await applyFix('  \nmydestnation  =  example.com\n', 'Change to mydestination')).toBe(
        '  \nmydestination  =  example.com\n',
      );
    });

    test('also if the name depends on a service', async () => {
      const files = {
        'main.cf': 'slow_destination_concurency_limit = 2\n',
        'master.cf': 'slow unix - - n - - smtp\n',
      };
      expect((await applyFix(files))['main.cf']).toBe('slow_destination_concurrency_limit = 2\n');
    });

    test('not for a setting of a patch, where a similar name is not what was meant', async () => {
      const text = 'virtual_mailbox_limit_maps = hash:/etc/postfix/quota\n';
      expect(await fixTitles(text)).toEqual([]);
      const [{ message } = { message: '' }] = (await findingsIn(text)).filter(
        (f) => f.code === 'unknown-parameter',
      );
      expect(message).toContain('This is a setting of the VDA patch');
    });

    test('not if no name is similar', async () => {
      expect(await fixTitles('antivirus_helper = /usr/bin/scan\n')).toEqual([]);
    });
  });
});
