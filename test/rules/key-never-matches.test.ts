import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('key-never-matches');

const access = 'smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders\n';
const transport = 'transport_maps = hash:/etc/postfix/routes\n';
const canonical = 'canonical_maps = hash:/etc/postfix/names\n';

describe('key-never-matches', () => {
  test('marks keys of access tables', async () => {
    const [all, at] = await lint({
      'main.cf': access,
      senders: `
        * REJECT
        ^ key-never-matches
        @a.example REJECT
        ^^^^^^^^^^ key-never-matches
        *@b.example REJECT
        ^^^^^^^^^^^ key-never-matches
        *.c.example REJECT
        ^^^^^^^^^^^ key-never-matches
        admin@* REJECT
        ^^^^^^^ key-never-matches
      `,
    });
    expect(all?.message).toContain('Use a static: table for one result for everything.');
    expect(at?.message).toBe(
      '"@a.example" never matches: in an access table, Postfix looks up addresses, domains, and user@, without wildcards. ' +
        'Postfix logs nothing, and "REJECT" has no effect. Write a.example.',
    );
  });

  test('marks hosts in tables of recipients, and email addresses in tables of clients', async () => {
    const clients = 'smtpd_client_restrictions = check_client_access hash:/etc/postfix/clients\n';
    const recipients = 'smtpd_recipient_restrictions = check_recipient_access hash:/etc/postfix/recipients\n';
    const [address, host] = await lint({
      'main.cf': clients + recipients,
      clients: `
        192.0.2.1 OK
        user@host.example.com OK
        ^^^^^^^^^^^^^^^^^^^^^ key-never-matches
      `,
      recipients: `
        192.0.2.1 OK
        ^^^^^^^^^ key-never-matches
        user@example.com REJECT
      `,
    });
    expect(address?.message).toBe(
      '"user@host.example.com" never matches: check_client_access looks up the names and addresses of clients. ' +
        'Postfix logs nothing, and "OK" has no effect. ' +
        'Move the entry to a table that check_sender_access or check_recipient_access searches, or remove it.',
    );
    expect(host?.message).toBe(
      '"192.0.2.1" never matches: check_recipient_access looks up recipients, not clients. ' +
        'Postfix logs nothing, and "OK" has no effect. ' +
        'Move the entry to a table that check_client_access searches, or remove it.',
    );
  });

  test('reports neither in a table that is searched for both, or for HELO names', async () => {
    await lint({
      'main.cf':
        'smtpd_recipient_restrictions = check_recipient_access hash:/etc/postfix/both, check_client_access hash:/etc/postfix/both, check_helo_access hash:/etc/postfix/helo\n',
      both: '192.0.2.1 OK\nuser@example.com REJECT\n',
      helo: '192.0.2.1 REJECT\n',
    });
  });

  test('marks keys of transport tables and of tables of addresses', async () => {
    const [at, sub] = await lint({
      'main.cf': `${transport}${canonical}smtp_tls_policy_maps = hash:/etc/postfix/policy\n`,
      routes: `
        @a.example smtp:[192.0.2.1]
        ^^^^^^^^^^ key-never-matches
        *.b.example smtp:[192.0.2.1]
        ^^^^^^^^^^^ key-never-matches
      `,
      names: `
        *@a.example info@b.example
        ^^^^^^^^^^^ key-never-matches
        old.example @new.example
        ^^^^^^^^^^^ key-never-matches
      `,
      policy: `
        *.c.example encrypt
        ^^^^^^^^^^^ key-never-matches
      `,
    });
    expect(at?.message).toContain('Write a.example.');
    expect(sub?.message).toContain('Write .b.example.');
  });

  test('marks keys with a dot at the beginning or the end, and senders without @', async () => {
    const [found] = await lint({
      'main.cf': `${access}sender_dependent_relayhost_maps = hash:/etc/postfix/relays\n`,
      senders: `
        .a.example   REJECT
        ^^^^^^^^^^ key-never-matches
        192.0.2.     REJECT
        ^^^^^^^^ key-never-matches
      `,
      relays: `
        example.com  [relay.example.net]
        ^^^^^^^^^^^ key-never-matches
        first.last   [relay.example.net]
      `,
    });
    expect(found?.message).toMatch(/ Write a\.example\.$/);
    await lint({
      'main.cf': `${access}parent_domain_matches_subdomains =\n`,
      senders: '.a.example REJECT\n',
    });
  });

  test('reports nothing for keys that are looked up', () =>
    lint({
      'main.cf': `${access}${transport}${canonical}virtual_alias_maps = hash:/etc/postfix/aliases\nsender_dependent_default_transport_maps = hash:/etc/postfix/by_sender\n`,
      senders: 'a.example REJECT\nuser@ REJECT\n<> OK\n192.0.2 OK\n',
      routes: '* smtp:[192.0.2.1]\na.example :\n.a.example :\nuser@a.example :\n',
      names: 'first.last user@a.example\n@old.example @new.example\n',
      aliases: '@a.example user@b.example\nc.example anything\n',
      by_sender: '@a.example smtp:[192.0.2.1]\n',
    }));

  test('reports nothing for a file with several roles, for patterns, and for files that nothing uses', () =>
    lint({
      'main.cf': `smtpd_recipient_restrictions = check_recipient_access hash:/etc/postfix/users
relay_recipient_maps = hash:/etc/postfix/users
header_checks = pcre:/etc/postfix/headers
`,
      users: '@a.example OK\n',
      access: '* REJECT\n',
    }));

  test('the fix writes the key that Postfix looks up', async () => {
    expect((await applyFix({ 'main.cf': access, senders: '*.c.example REJECT\n' })).senders).toBe(
      'c.example REJECT\n',
    );
    const files = {
      'main.cf': `${access}parent_domain_matches_subdomains =\n`,
      senders: '*.c.example REJECT\n',
    };
    expect((await applyFix(files)).senders).toBe('.c.example REJECT\n');
    expect((await applyFix({ 'main.cf': canonical, names: 'old.example @new.example\n' })).names).toBe(
      '@old.example @new.example\n',
    );
  });
});
