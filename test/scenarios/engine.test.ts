// How a plan changes existing files: where it inserts a setting, and what it leaves unchanged.
import { describe, expect, test } from 'vitest';
import { type Answers, type Decisions, Folder, type Texts } from './folder.ts';

/** Applies a plan, and returns the resulting texts. */
async function setUp(
  scenario: string,
  texts: Texts,
  answers: Answers = {},
  { decisions = {}, version = '3.11' }: { decisions?: Decisions; version?: string } = {},
) {
  const folder = new Folder(texts, version);
  const plan = await folder.plan(scenario, answers, decisions);
  folder.apply(plan.edit);
  expect(folder.logged).toEqual([]);
  expect((await folder.plan(scenario, answers, decisions)).edit, 'planned again').toEqual({});
  return { ...plan, texts: folder.texts, main: folder.texts['main.cf'], master: folder.texts['master.cf'] };
}

const names = { myhostname: 'mail.example.com', mydestination: '$myhostname, localhost' };

describe('a setting', () => {
  test('that exists is changed only where it is in force', async () => {
    const { main, conflicts } = await setUp(
      'basic',
      {
        'main.cf': `# My server
myhostname = old.example.com
biff = no
# The distribution's own:
myhostname=localhost
mynetworks = 127.0.0.0/8
`,
      },
      names,
    );
    expect(conflicts).toEqual([]);
    expect(main).toBe(`# My server
myhostname = old.example.com
biff = no
# The distribution's own:
myhostname=mail.example.com
mynetworks = 127.0.0.0/8
mydestination = $myhostname, localhost
`);
  });

  test('that is new goes after the last related one, or to the end', async () => {
    const { main } = await setUp('content-filter', {
      'main.cf': 'receive_override_options =\nbiff = no\n',
      'master.cf': '',
    });
    expect(main).toBe(`receive_override_options = no_address_mappings
content_filter = smtp-amavis:[127.0.0.1]:10024
biff = no
`);
  });

  test('that is equivalent does not change', async () => {
    const texts = {
      'main.cf': `mydomain = example.com
myhostname = mail.$mydomain
mydestination = localhost
    mail.example.com
mynetworks = 127.0.0.0/8 [::1]/128
`,
    };
    const { edit } = await setUp('basic', texts, {
      myhostname: 'mail.example.com',
      mydestination: 'localhost, $myhostname',
      mynetworks: '127.0.0.0/8, [::1]/128',
    });
    expect(edit).toEqual({});
  });

  test('on several lines keeps the comments between them', async () => {
    const { main } = await setUp(
      'mailbox-format',
      {
        'main.cf': `mailbox_command =\n    /usr/bin/procmail\n# filters our mail\n    -a "$EXTENSION"\nbiff = no\n`,
      },
      { format: 'maildir' },
    );
    expect(main).toBe('mailbox_command =\nhome_mailbox = Maildir/\n# filters our mail\nbiff = no\n');
  });

  test('goes after a last line without a line break', async () => {
    const { main } = await setUp(
      'basic',
      { 'main.cf': 'biff = no' },
      { ...names, mynetworks: '127.0.0.0/8' },
    );
    expect(main).toBe(
      'biff = no\nmyhostname = mail.example.com\nmydestination = $myhostname, localhost\nmynetworks = 127.0.0.0/8\n',
    );
  });

  test('has the line breaks of its file', async () => {
    const { main } = await setUp(
      'basic',
      { 'main.cf': 'biff = no\r\nmyhostname =\r\n' },
      { ...names, mynetworks: '127.0.0.0/8' },
    );
    expect(main).toBe(
      'biff = no\r\nmyhostname = mail.example.com\r\nmydestination = $myhostname, localhost\r\nmynetworks = 127.0.0.0/8\r\n',
    );
  });

  test('is not set if the release does not know it', async () => {
    const { main } = await setUp(
      'dialup',
      { 'main.cf': '' },
      { relayhost: 'smtp.example.net', line: 'other' },
      { version: '2.10' },
    );
    expect(main).toBe('defer_transports = smtp\ndisable_dns_lookups = yes\nrelayhost = [smtp.example.net]\n');
  });
});

describe('a list', () => {
  test('gets the missing words in its own layout', async () => {
    const { main } = await setUp(
      'backup-mx',
      { 'main.cf': 'relay_domains =\n    example.net\n    # a friend\n    example.com\n' },
      { domains: 'example.org example.com', recipients: '@example.org' },
    );
    expect(main).toContain(
      'relay_domains =\n    example.net\n    # a friend\n    example.com\n    example.org\n',
    );
  });

  test('keeps a nonempty default', async () => {
    const { main } = await setUp(
      'backup-mx',
      { 'main.cf': '' },
      { domains: 'example.org', recipients: '@example.org' },
      { version: '2.9' },
    );
    expect(main).toContain('relay_domains = $mydestination, example.org\n');
  });

  test('loses a word that comes from a $name', async () => {
    const { main, conflicts } = await setUp(
      'dmz-relay',
      { 'main.cf': 'mydomain = example.com\nmydestination = $myhostname, $mydomain, localhost\n' },
      { domains: 'example.com', server: '192.0.2.99', knows: 'ask' },
    );
    expect(main).toContain('mydestination = $myhostname, localhost\n');
    expect(conflicts).toMatchObject([
      { id: 'mydestination', current: '$myhostname, $mydomain, localhost', wanted: '$myhostname, localhost' },
    ]);
  });

  test('that has the word in a table does not get it again', async () => {
    const { main } = await setUp(
      'backup-mx',
      { 'main.cf': 'relay_domains = hash:/etc/postfix/relays\n', relays: '# ours\nexample.org  OK\n' },
      { domains: 'example.org, example.net', recipients: '@example.org' },
    );
    expect(main).toContain('relay_domains = hash:/etc/postfix/relays, example.net\n');
  });

  test('with a table that contains the word, or may contain it, is left to the user', async () => {
    const { remarks } = await setUp(
      'backup-mx',
      {
        'main.cf':
          'mydestination = localhost, /etc/postfix/local\nvirtual_mailbox_domains = ldap:/etc/postfix/domains.cf\n',
        local: '# ours\nexample.org\n',
      },
      { domains: 'example.org', recipients: '@example.org' },
    );
    expect(remarks.slice(0, 2)).toEqual([
      '/etc/postfix/local, which is part of mydestination, contains example.org. Remove the domain there. Otherwise, this host does not relay its mail.',
      'Make sure that ldap:/etc/postfix/domains.cf, which is part of virtual_mailbox_domains, does not contain example.org.',
    ]);
  });

  test('gets an exception before the network that contains it', async () => {
    const { main } = await setUp(
      'nat',
      { 'main.cf': 'lan = 192.0.2.0/24\nmynetworks = 127.0.0.0/8 $lan\n' },
      { networks: '127.0.0.0/8, $lan', router: '192.0.2.1', public: '203.0.113.25' },
    );
    expect(main).toContain('mynetworks = 127.0.0.0/8 !192.0.2.1 $lan\nproxy_interfaces = 203.0.113.25\n');
  });
});

describe('the relay check', () => {
  const listAfter = async (list: string, scenario = 'plain', version = '3.11') => {
    const name = list.split(' ')[0] ?? '';
    const result = await setUp(scenario, { 'main.cf': `${list}\n` }, {}, { version });
    const { main = '' } = result;
    return { ...result, list: new RegExp(`^${name}.*(?:\\n\\s.*)*`, 'm').exec(main)?.[0] };
  };

  test('comes last, permit_mynetworks comes first, and other restrictions stay between them', async () => {
    const { list, conflicts } = await listAfter(
      'smtpd_relay_restrictions = check_client_access cidr:/etc/postfix/friends',
    );
    expect(list).toBe(
      'smtpd_relay_restrictions = permit_mynetworks check_client_access cidr:/etc/postfix/friends reject_unauth_destination',
    );
    expect(conflicts).toEqual([]);
  });

  test('comes before a restriction that ends the evaluation', async () => {
    expect((await listAfter('smtpd_relay_restrictions = permit_mynetworks, permit')).list).toBe(
      'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination, permit',
    );
  });

  test('replaces the temporary error of an explicit default with a permanent one', async () => {
    const { list, conflicts } = await listAfter(
      'smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination',
    );
    expect(list).toBe(
      'smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated reject_unauth_destination',
    );
    expect(conflicts).toEqual([]);
  });

  test('with a deliberate temporary error is a conflict', async () => {
    const { conflicts } = await listAfter(
      'smtpd_relay_restrictions = permit_mynetworks, defer_unauth_destination',
    );
    expect(conflicts.map(({ id }) => id)).toEqual(['smtpd_relay_restrictions']);
  });

  test('can come from a $name that begins with permit_mynetworks', async () => {
    const texts = 'ours = permit_mynetworks, reject_unauth_destination\nsmtpd_relay_restrictions = $ours\n';
    expect((await setUp('plain', { 'main.cf': texts })).main).toContain(texts);
  });

  test('is not confused with the contents of a table in braces', async () => {
    const list =
      'smtpd_relay_restrictions = check_client_access inline:{ {192.0.2.1 = permit} }, permit_mynetworks, reject_unauth_destination';
    const { main, conflicts } = await setUp('plain', { 'main.cf': `${list}\n` });
    expect(main).toContain(`${list}\n`);
    expect(conflicts).toEqual([]);
  });

  test('that is kept stays completely unchanged', async () => {
    const list = 'smtpd_relay_restrictions = permit_sasl_authenticated, defer_unauth_destination\n';
    const decisions = { smtpd_relay_restrictions: 'keep' } as const;
    const { main } = await setUp('plain', { 'main.cf': list }, {}, { decisions });
    expect(main).toContain(list);
  });

  test('after a permit for everyone is a conflict', async () => {
    const { list, conflicts } = await listAfter(
      'smtpd_relay_restrictions = permit, reject_unauth_destination',
    );
    expect(conflicts).toMatchObject([
      {
        id: 'smtpd_relay_restrictions',
        current: 'permit, reject_unauth_destination',
        wanted: 'permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination',
      },
    ]);
    expect(list).toBe(
      'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination',
    );
  });

  test('can consist of two restrictions', async () => {
    expect((await listAfter('smtpd_relay_restrictions = permit_auth_destination, reject')).list).toBe(
      'smtpd_relay_restrictions = permit_mynetworks, permit_auth_destination, reject',
    );
  });

  test('is not needed in a list that rejects strangers, unless they must be able to send here', async () => {
    const list = 'smtpd_relay_restrictions = permit_sasl_authenticated, reject';
    const auth = { sasl: 'cyrus', certificate: '/etc/ssl/mail.pem', key: '/etc/ssl/mail.pem' };
    const users = await setUp('smtp-auth', { 'main.cf': `${list}\n` }, auth);
    expect(users.main).toContain(`${list}\n`);
    expect(users.conflicts).toEqual([]);
    expect((await listAfter(list)).conflicts).toMatchObject([{ id: 'smtpd_relay_restrictions' }]);
  });

  test('gets permit_mynetworks only if the scenario needs it', async () => {
    const { main } = await setUp(
      'backup-mx',
      { 'main.cf': 'smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination\n' },
      { domains: 'example.org', recipients: '@example.org' },
    );
    expect(main).toContain(
      'smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination\n',
    );
  });

  test('stays in the old list if the new one is explicitly empty', async () => {
    const { main } = await setUp('plain', {
      'main.cf':
        'smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n',
    });
    expect(main).toBe(
      'smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n',
    );
  });

  test('stays in the old list if the new one is empty by default', async () => {
    const { main } = await setUp('plain', {
      'main.cf':
        'smtpd_recipient_restrictions = check_client_access hash:/etc/postfix/pop, defer_unauth_destination\n',
    });
    expect(main).toBe(
      'smtpd_recipient_restrictions = permit_mynetworks, check_client_access hash:/etc/postfix/pop, reject_unauth_destination\n',
    );
  });

  test('is in smtpd_recipient_restrictions before Postfix 2.10', async () => {
    expect((await listAfter('smtpd_recipient_restrictions = permit_mynetworks', 'plain', '2.9')).list).toBe(
      'smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination',
    );
  });
});

describe('a service', () => {
  test('goes after its commented-out example', async () => {
    const { master } = await setUp(
      'smtp-auth',
      {
        'main.cf': 'smtpd_tls_cert_file = /etc/ssl/mail.pem\n',
        'master.cf': `smtp      inet  n       -       y       -       -       smtpd
#submission inet n       -       y       -       -       smtpd
#  -o smtpd_tls_security_level=encrypt
# Choose one of these:
#submissions inet n       -       y       -       -       smtpd
#  -o smtpd_tls_wrappermode=yes
pickup    unix  n       -       y       60      1       pickup
`,
      },
      { sasl: 'dovecot' },
    );
    expect(
      master?.replace(/\n {2}-o .*/g, ''),
    ).toBe(`smtp      inet  n       -       y       -       -       smtpd
#submission inet n       -       y       -       -       smtpd
#  -o smtpd_tls_security_level=encrypt
submission inet  n       -       n       -       -       smtpd
# Choose one of these:
#submissions inet n       -       y       -       -       smtpd
#  -o smtpd_tls_wrappermode=yes
submissions inet  n       -       n       -       -       smtpd
pickup    unix  n       -       y       60      1       pickup
`);
  });

  test.each([
    [
      'aligned',
      'smtp        inet        n        -       n       -       -        smtpd',
      'submission  inet        n        -       n       -       -        smtpd',
      'submissions inet        n        -       n       -       -        smtpd',
    ],
    [
      'not aligned',
      'smtp inet n - n - - smtpd',
      'submission inet n - n - - smtpd',
      'submissions inet n - n - - smtpd',
    ],
    [
      'aligned with tabs',
      'smtp\tinet\tn\t-\tn\t-\t-\tsmtpd',
      'submission inet  n       -       n       -       -       smtpd',
      'submissions inet  n       -       n       -       -       smtpd',
    ],
    [
      'on several lines',
      'smtp inet n\n  - n - - smtpd',
      'submission inet  n       -       n       -       -       smtpd',
      'submissions inet  n       -       n       -       -       smtpd',
    ],
  ])('has the columns of the service before it: %s', async (_, smtp, submission, submissions) => {
    const answers = { sasl: 'dovecot', certificate: '/etc/ssl/mail.pem', key: '/etc/ssl/mail.pem' };
    const { master } = await setUp('smtp-auth', { 'main.cf': '', 'master.cf': `${smtp}\n` }, answers);
    expect(master?.replace(/\n {2}-o .*/g, '')).toBe(`${smtp}\n${submission}\n${submissions}\n`);
  });

  test('is not inserted between a line and its continuation', async () => {
    const master = `smtp inet n - n - - smtpd
#submission inet n - n - - smtpd
#  -o syslog_name=postfix/submission
  -o content_filter=spam
`;
    const answers = { sasl: 'cyrus', certificate: '/etc/ssl/mail.pem', key: '/etc/ssl/mail.pem' };
    const result = await setUp('smtp-auth', { 'main.cf': '', 'master.cf': master }, answers);
    expect(result.master?.startsWith(master)).toBe(true);
  });

  test('with another filter is mentioned in a remark', async () => {
    const { remarks } = await setUp('content-filter', {
      'main.cf': '',
      'master.cf': 'smtp inet n - n - - smtpd -o content_filter=spam\n',
    });
    expect(remarks[0]).toBe(
      'smtp/inet has -o content_filter=spam, so mail that it accepts goes to that filter instead of this one.',
    );
  });

  test('that exists gets the missing overrides, and keeps its other ones', async () => {
    const { master, conflicts } = await setUp(
      'smtp-auth',
      {
        'main.cf':
          'mua_client_restrictions = permit_sasl_authenticated, reject\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\n',
        'master.cf': `587 inet n - n - - smtpd
    -o smtpd_client_restrictions=$mua_client_restrictions
    # TLS, not yet:
    -o smtpd_tls_security_level=may
smtps inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
`,
      },
      { sasl: 'dovecot' },
    );
    expect(master).toBe(`587 inet n - n - - smtpd
    -o smtpd_client_restrictions=$mua_client_restrictions
    # TLS, not yet:
    -o smtpd_tls_security_level=encrypt
    -o smtpd_sasl_auth_enable=yes
    -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
smtps inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
`);
    expect(conflicts).toMatchObject([
      {
        id: '587/inet smtpd_tls_security_level',
        setting: 'smtpd_tls_security_level of 587/inet',
        current: 'may',
        wanted: 'encrypt',
      },
    ]);
  });

  test('is shown in a remark if there is no master.cf', async () => {
    const { texts, remarks } = await setUp('content-filter', { 'main.cf': '' });
    expect(Object.keys(texts)).toEqual(['main.cf']);
    expect(remarks.join('\n')).toContain(
      '127.0.0.1:10025 inet  n       -       n       -       -       smtpd\n  -o content_filter=',
    );
  });
});

describe('a table', () => {
  const inner = { domains: 'example.com', server: '192.0.2.99', knows: 'ask' };

  test('that exists gets the missing entries, and other entries are corrected', async () => {
    const { texts, tables, conflicts } = await setUp(
      'dmz-relay',
      {
        'main.cf': 'transport_maps = lmdb:$config_directory/routes\n',
        routes: '# Where mail goes\nexample.com   smtp:[192.0.2.7]\nexample.net   relay:[192.0.2.8]',
      },
      { ...inner, domains: 'example.com, example.org' },
    );
    expect(texts.routes).toBe(
      '# Where mail goes\nexample.com   relay:[192.0.2.99]\nexample.net   relay:[192.0.2.8]\nexample.org  relay:[192.0.2.99]\n',
    );
    expect(conflicts.map(({ id, current }) => `${id}: ${current}`)).toEqual([
      'transport_maps example.com: smtp:[192.0.2.7]',
    ]);
    expect(tables).toEqual([{ reference: 'lmdb:/etc/postfix/routes', uri: 'file:///etc/postfix/routes' }]);
  });

  test('is created if there is none, with the type of the others', async () => {
    const { texts, tables } = await setUp(
      'dmz-relay',
      { 'main.cf': 'virtual_alias_maps = cdb:/etc/postfix/virtual\n' },
      inner,
    );
    expect(texts.transport).toBe(
      '# Next hops by domain: DOMAIN relay:[HOST]. After a change, run postmap.\nexample.com  relay:[192.0.2.99]\n',
    );
    expect(texts['main.cf']).toContain('\ntransport_maps = cdb:/etc/postfix/transport\n');
    expect(tables.map(({ reference }) => reference)).toEqual(['cdb:/etc/postfix/transport']);
  });

  test('is inserted before one that people cannot edit', async () => {
    const { main, remarks } = await setUp(
      'dmz-relay',
      { 'main.cf': 'transport_maps = ldap:/etc/postfix/ldap.cf\n' },
      inner,
    );
    expect(main).toContain('transport_maps = hash:/etc/postfix/transport, ldap:/etc/postfix/ldap.cf\n');
    expect(remarks.join('\n')).toContain(
      'transport_maps also contains other tables: ldap:/etc/postfix/ldap.cf.',
    );
  });
});

describe('a conflict', () => {
  const texts = {
    'main.cf': 'content_filter = dspam:\n',
    'master.cf': '',
  };

  test('contains the current value, the new value, and the effect of keeping the current one', async () => {
    const { conflicts, main } = await setUp('content-filter', texts);
    expect(conflicts).toEqual([
      {
        id: 'content_filter',
        setting: 'content_filter',
        current: 'dspam:',
        wanted: 'smtp-amavis:[127.0.0.1]:10024',
        whenKept: 'Postfix uses the current filter instead of this one.',
        at: {
          uri: 'file:///etc/postfix/main.cf',
          range: { start: { line: 0, character: 0 }, end: { line: 0, character: 23 } },
        },
      },
    ]);
    expect(main).toContain('content_filter = smtp-amavis:[127.0.0.1]:10024\n');
  });

  test('that is kept does not change the value, and is reported again', async () => {
    const { conflicts, main } = await setUp(
      'content-filter',
      texts,
      {},
      { decisions: { content_filter: 'keep' } },
    );
    expect(main).toContain('content_filter = dspam:\n');
    expect(conflicts.map(({ id }) => id)).toEqual(['content_filter']);
  });
});

test('a Postfix that listens only on loopback must be restarted', async () => {
  const { main, needsRestart, conflicts } = await setUp('plain', {
    'main.cf': 'inet_interfaces = localhost\n',
  });
  expect(main).toContain('inet_interfaces = all\n');
  expect(needsRestart).toBe(true);
  expect(conflicts.map(({ id }) => id)).toEqual(['inet_interfaces']);
});

test('an invalid answer leads to no edit, and to a remark about the problem', async () => {
  const { edit, remarks } = await setUp('basic', { 'main.cf': '' }, { myhostname: 'mail' });
  expect(edit).toEqual({});
  expect(remarks).toEqual([
    'What is the full DNS name of this host? Enter the full DNS name, such as mail.example.com.',
  ]);
});

test('every edit needs confirmation', async () => {
  const { edit } = await setUp('plain', { 'main.cf': '' });
  const used = edit.documentChanges?.flatMap((change) => ('edits' in change ? change.edits : []));
  const ids = used?.map((each) => ('annotationId' in each ? each.annotationId : undefined));
  expect(ids).toEqual(['Set smtpd_relay_restrictions', 'Set smtpd_recipient_restrictions']);
  expect(Object.values(edit.changeAnnotations ?? {})).toEqual(
    ids?.map((label) => ({ label, needsConfirmation: true })),
  );
});
