// The suggestions of the editor, and the text that it inserts when the user accepts one.

import { describe, expect, test } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver-types';
import type { EditorAbilities } from '../../server/src/features/completion/index.ts';
import { accept, type CompletionOptions, complete, documentationOf, type Files } from '../support/markers.ts';

async function labels(files: Files, options?: CompletionOptions): Promise<string[]> {
  return (await complete(files, options)).map((item) => item.label);
}

function labelled(items: readonly CompletionItem[], label: string): CompletionItem {
  const item = items.find((each) => each.label === label);
  if (item === undefined) throw new Error(`not suggested: ${label}`);
  return item;
}

describe('parameter names', () => {
  test('at the start of a line, with the equals sign after it', async () => {
    expect(await labels('smtpd_rel‸\n')).toContain('smtpd_relay_restrictions');
    expect(await accept('smtpd_rel‸\n', 'smtpd_relay_restrictions')).toBe('smtpd_relay_restrictions = \n');
  });

  test('without an equals sign if there already is one', async () => {
    expect(await accept('smtpd_rel‸ = permit\n', 'smtpd_relay_restrictions')).toBe(
      'smtpd_relay_restrictions = permit\n',
    );
  });

  test('unset parameters come first, then parameters that are set, then deprecated ones', async () => {
    const list = await labels('smtpd_helo_required = yes\n‸\n');
    const at = (name: string) => list.indexOf(name);
    expect(at('smtpd_banner')).toBeGreaterThanOrEqual(0);
    expect(at('smtpd_banner')).toBeLessThan(at('smtpd_helo_required'));
    expect(at('smtpd_helo_required')).toBeLessThan(at('smtpd_use_tls'));
  });

  test('the most common parameters come first', async () => {
    const [first, ...others] = await labels('‸\n');
    expect(first).toBe('mydestination');
    expect(others.indexOf('smtpd_banner')).toBeLessThan(others.indexOf('smtpd_junk_command_limit'));
  });

  test('parameters of other releases come last, with the release that has them', async () => {
    const at = async (version: string) => {
      const items = await complete('smtpd_forbid‸\n', { version });
      const index = items.findIndex(({ label }) => label === 'smtpd_forbid_bare_newline');
      return { fromEnd: items.length - index, note: items[index]?.labelDetails?.description };
    };
    const [old, young] = [await at('3.4'), await at('3.9')];
    expect(old.note).toBe('since 3.9');
    expect(young.note).toBeUndefined();
    expect(old.fromEnd).toBeLessThan(young.fromEnd);
    expect(labelled(await complete('permit_mx‸\n'), 'smtpd_use_tls')).toMatchObject({ tags: [1] });
  });

  test('a name that is used but not set comes before all others', async () => {
    const items = await complete('myorigin = $site_name\n‸\n');
    expect(items[0]).toMatchObject({ label: 'site_name', labelDetails: { description: 'used but not set' } });
  });

  test('service-derived parameters', async () => {
    const files = { 'main.cf': 'slow_‸\n', 'master.cf': 'slow unix - - n - - smtp\n' };
    expect(await labels(files)).toContain('slow_destination_concurrency_limit');
  });

  test('no names where one would split a value', async () => {
    expect(await labels('mydestination = a,\n‸  b\n')).toEqual([]);
    expect(await labels('mydestination = a,\n‸\n  b\n')).toEqual([]);
  });

  test('the documentation is available only on request', async () => {
    const item = labelled(await complete('smtpd_ban‸\n'), 'smtpd_banner');
    expect(item.documentation).toBeUndefined();
    expect(await documentationOf('smtpd_ban‸\n', 'smtpd_banner')).toContain('**smtpd_banner** — text');
  });
});

describe('values', () => {
  test('yes and no', async () => {
    expect(await labels('biff = ‸\n')).toEqual(['no', 'yes']);
    expect(await accept('biff = y‸\n', 'yes')).toBe('biff = yes\n');
  });

  test('the keywords of a parameter', async () => {
    expect(await labels('smtpd_tls_security_level = ‸\n')).toEqual(['encrypt', 'may', 'none']);
  });

  test('$names, also in braces', async () => {
    expect(await labels('myorigin = $myd‸\n')).toContain('mydomain');
    expect(await accept('myorigin = $myd‸\n', 'mydomain')).toBe('myorigin = $mydomain\n');
    expect(await accept('myorigin = a ${myd‸} b\n', 'mydomain')).toBe('myorigin = a ${mydomain} b\n');
  });

  test('no $names after a doubled dollar sign', async () => {
    expect(await labels('smtpd_banner = $$myd‸\n')).not.toContain('mydomain');
  });

  test('table types', async () => {
    expect(await labels('transport_maps = ‸\n')).toEqual(
      expect.arrayContaining(['hash:', 'lmdb:', 'regexp:']),
    );
    expect(await labels('transport_maps = ‸\n', { version: '2.10' })).not.toContain('lmdb:');
  });

  test('transports of master.cf', async () => {
    const files = {
      'main.cf': 'default_transport = ‸\n',
      'master.cf': 'smtp unix - - n - - smtp\nslow unix - - n - - smtp\n',
    };
    expect((await labels(files)).slice(0, 2)).toEqual(['smtp:', 'slow:']);
    expect(await accept(files, 'slow:')).toBe('default_transport = slow:\n');
  });
});

describe('access restrictions', () => {
  test('only in restriction lists', async () => {
    expect(await labels('smtpd_relay_restrictions = permit_s‸\n')).toContain('permit_sasl_authenticated');
    expect(await labels('mydestination = permit_s‸\n')).not.toContain('permit_sasl_authenticated');
  });

  test('in a continued line', async () => {
    const text = 'smtpd_relay_restrictions = permit_mynetworks,\n# a comment\n    permit_s‸\nmyorigin = x\n';
    expect(await accept(text, 'permit_sasl_authenticated')).toBe(
      text.replace('permit_s‸', 'permit_sasl_authenticated'),
    );
  });

  test('tables after a restriction that needs a table', async () => {
    const list = await labels('smtpd_client_restrictions = check_client_access ‸\n');
    expect(list).toContain('hash:');
    expect(list).not.toContain('reject');
  });

  test('restriction classes', async () => {
    expect(
      await labels('smtpd_restriction_classes = office\noffice = permit\nsmtpd_client_restrictions = ‸\n'),
    ).toContain('office');
  });

  test('no restrictions that the target release has removed', async () => {
    expect(await labels('smtpd_relay_restrictions = ‸\n')).not.toContain('check_relay_domains');
    expect(await labels('smtpd_relay_restrictions = ‸\n', { version: '3.8' })).toContain(
      'check_relay_domains',
    );
  });
});

describe('master.cf', () => {
  const master = (text: string) => ({ 'main.cf': '', 'master.cf': text });

  test('types, yes and no, and programs, each in its field', async () => {
    expect(await labels(master('smtp ‸\n'))).toEqual(['inet', 'unix', 'unix-dgram', 'fifo', 'pass']);
    expect(await labels(master('2587 ‸\n'))).toEqual(['inet', 'unix', 'unix-dgram', 'fifo', 'pass']);
    expect(await labels(master('smtp unix ‸\n'))).toEqual(['-', 'y', 'n']);
    // A network service cannot be private.
    expect(await labels(master('smtp inet ‸\n'))).toEqual(['n']);
    expect(await labels(master('smtp inet n - n - - ‸\n'))).toContain('smtpd');
  });

  test('names after -o, first those that the program reads', async () => {
    const list = await labels(master('smtp inet n - n - - smtpd\n  -o ‸\n'));
    expect(list.indexOf('smtpd_banner')).toBeLessThan(list.indexOf('myhostname'));
    expect(list).toContain('smtpd_sasl_path');
    expect(list.filter((name) => /^(?:lmtp_|biff$)/.test(name))).toEqual([]);
    expect(await accept(master('smtp inet n - n - - smtpd\n  -o smtpd_ban‸\n'), 'smtpd_banner')).toContain(
      '-o smtpd_banner=\n',
    );
  });

  test('an option that is not indented belongs to the service above, and accepting a suggestion indents it', async () => {
    const service = 'smtp inet n - n - - smtpd\n';
    const list = await labels(master(`${service}-o ‸\n`));
    expect(list).toEqual(await labels(master(`${service}  -o ‸\n`)));
    expect(list).toContain('smtpd_sasl_path');
    expect(await accept(master(`${service}-o smtpd_ban‸\n`), 'smtpd_banner')).toBe(
      `${service}  -o smtpd_banner=\n`,
    );
    expect(await accept(master(`${service}-o smtpd_tls_security_level=en‸\n`), 'encrypt')).toBe(
      `${service}  -o smtpd_tls_security_level=encrypt\n`,
    );
    expect(await labels(master(`${service}-‸\n`))).toEqual([]);
    expect(await labels(master('-o ‸\n'))).toEqual([]);
  });

  test('values after the equals sign', async () => {
    expect(await labels(master('smtp inet n - n - - smtpd\n  -o smtpd_tls_security_level=‸\n'))).toEqual([
      'encrypt',
      'may',
      'none',
    ]);
    expect(
      await labels(master('smtp inet n - n - - smtpd\n  -o { smtpd_relay_restrictions = permit_s‸ }\n')),
    ).toContain('permit_sasl_authenticated');
  });
});

describe('what is in use elsewhere', () => {
  test('endpoints of the same kind', async () => {
    const sasl = 'smtpd_sasl_path = private/auth\nnon_smtpd_milters = unix:private/dkim\n';
    const list = await labels(`${sasl}smtpd_milters = ‸\n`);
    expect(list).toContain('unix:private/dkim');
    expect(list).not.toContain('private/auth');
  });
});

describe('restrictions', () => {
  test.each([
    ['smtpd_helo_restrictions = ‸', 'reject_invalid_helo_hostname'],
    ['smtpd_sender_restrictions = ‸', 'reject_unknown_sender_domain'],
    ['smtpd_recipient_restrictions = ‸', 'reject_unauth_destination'],
  ])('%s begins with what fits', async (line, name) => {
    expect((await labels(`${line}\n`)).slice(0, 5)).toContain(name);
  });

  test('the plain test comes before its variants', async () => {
    const list = await labels('smtpd_helo_restrictions = check_he‸\n');
    expect(list.filter((name) => name.startsWith('check_helo'))).toEqual([
      'check_helo_access',
      'check_helo_a_access',
      'check_helo_mx_access',
      'check_helo_ns_access',
    ]);
  });
});

describe('references', () => {
  test('in an empty value that has begun with $', async () => {
    expect((await labels('mydestination = $my‸\n')).slice(0, 3)).toContain('myhostname');
  });

  test('in the result of a pattern: the groups of the pattern', async () => {
    const table = (text: string) => ({
      'main.cf': 'header_checks = regexp:/etc/postfix/header_checks\n',
      header_checks: text,
    });
    expect(await labels(table('/^(X)-Spam: (yes)/ PREPEND X-Was: $‸\n'))).toEqual(['1', '2']);
    expect(await labels(table('/^X-Spam: yes/ PREPEND X-Was: $‸\n'))).toEqual([]);
    expect(await labels(table('!/^(X)-Spam: yes/ PREPEND X-Was: ${‸\n'))).toEqual([]);
  });
});

test('an override can set a user-defined name, but not a misspelled one that nothing uses', async () => {
  const main = 'office = a\nmyorigin = $office\nsmtpd_baner = b\n';
  const list = await labels({ 'main.cf': main, 'master.cf': 'smtp inet n - n - - smtpd\n  -o ‸\n' });
  expect(list).toContain('office');
  expect(list).not.toContain('smtpd_baner');
});

test('a transport table without a master.cf offers the usual transports', async () => {
  const main = 'transport_maps = hash:/etc/postfix/transport\n';
  const transport = 'example.org ‸\n';
  expect(await labels({ 'main.cf': main, transport })).toEqual(
    expect.arrayContaining(['smtp:', 'relay:', 'error:']),
  );
  const own = await labels({ 'main.cf': main, transport, 'master.cf': 'office unix - - n - - smtp\n' });
  expect(own).toContain('office:');
  expect(own).not.toContain('relay:');
});

describe('snippets', () => {
  const snippets = { editor: { snippets: true } };
  const scenarios = { editor: { snippets: true, setsUpScenarios: true } };

  test('at the start of a line', async () => {
    expect(await labels('‸\n', snippets)).toEqual(expect.arrayContaining(['smtp-auth', 'milter']));
    expect(await labels('smtp-‸\n', snippets)).toContain('smtp-auth');
  });

  test.each([
    ['in a value', 'mydestination = ‸\n'],
    ['on an indented line', 'mydestination = a.example\n  ‸\n'],
    ['before text', '‸ = a.example\n'],
  ])('not %s', async (_, text) => {
    expect(await labels(text, snippets)).not.toContain('smtp-auth');
  });

  test('in a table, those for its purpose', async () => {
    const files = {
      'main.cf': 'transport_maps = hash:/etc/postfix/transport\n',
      transport: '‸\n',
    };
    const list = await labels(files, snippets);
    expect(list).toContain('transport');
    expect(list.filter((label) => /^(?:access|canonical)$/.test(label))).toEqual([]);
  });

  test('the comment postfix-table names the purpose of a table', async () => {
    const transport = '# postfix-table: transport\n‸\n';
    const list = await labels(
      { 'main.cf': '', access: transport },
      { ...snippets, languages: { access: 'postfix-table' } },
    );
    expect(list).toContain('transport');
    expect(list).not.toContain('access');
  });

  test('of a service come before its name alone', async () => {
    const items = await complete({ 'main.cf': '', 'master.cf': 'subm‸\n' }, snippets);
    const notes = items.filter(({ label }) => label === 'submission').map(({ labelDetails }) => labelDetails);
    expect(notes).toEqual([{ description: 'The submission service, port 587' }, undefined]);
  });

  test('an editor that can set up scenarios does so instead', async () => {
    const items = await complete('smtp-a‸\n', scenarios);
    const item = items.find(({ label }) => label === 'smtp-auth');
    expect(item?.command).toMatchObject({
      command: 'postfix.setUpScenario',
      arguments: ['file:///etc/postfix/main.cf', 'smtp-auth'],
    });
    expect(await accept('smtp-a‸\n', 'smtp-auth', scenarios)).toBe('\n');
    expect(items.find(({ label }) => label === 'milter')?.command).toBeUndefined();
  });

  test('show their text', async () => {
    const items = await complete('‸\n', snippets);
    const { documentation } = items.find(({ label }) => label === 'transport') ?? {};
    expect(JSON.stringify(documentation)).toContain('transport_maps = ');
    expect(JSON.stringify(documentation)).not.toMatch(/\$\{\d/);
  });
});

describe('after a space that the user has typed', () => {
  const typed = { editor: { afterSpace: true } };
  test.each([
    ['a value', 'biff = ‸\n'],
    ['a field', { 'master.cf': 'smtp inet ‸\n' }],
    ['an option', { 'master.cf': 'smtp inet n - n - - smtpd\n  -o ‸\n' }],
    [
      'a result',
      {
        'main.cf': 'transport_maps = hash:/etc/postfix/transport\n',
        'master.cf': 'smtp unix - - n - - smtp\n',
        transport: 'a.example ‸\n',
      },
    ],
  ])('the list opens for %s', async (_, text) => {
    expect(await labels(text, typed)).not.toEqual([]);
  });

  test.each([
    ['the next word of a list', 'mynetworks = 127.0.0.0/8 ‸\n'],
    ['text', 'smtpd_banner = $myhostname ‸\n'],
    ['a name', 'biff ‸\n'],
    ['a continued line', { 'master.cf': 'smtp inet n - n - - smtpd\n  ‸\n' }],
  ])('but not for %s', async (_, text) => {
    expect(await labels(text, typed)).toEqual([]);
  });
});

describe('by the abilities of the editor', () => {
  const list = 'smtpd_client_restrictions = permit_mynetworks, check_cl‸\n';

  test('with tab stops, if the editor supports snippets', async () => {
    const text = async (editor: EditorAbilities, label: string) => {
      const { textEdit } = labelled(await complete(list, { editor }), label);
      return textEdit?.newText;
    };
    expect(await text({ snippets: true }, 'check_client_access')).toMatch(
      /^check_client_access \$\{1\|hash:,btree:,.*:\|\}\$\{2:\/etc\/postfix\/client_access\}$/,
    );
    expect(await text({ snippets: true }, 'reject_rbl_client')).toBe('reject_rbl_client ${1:domain}');
    expect(await text({ snippets: true }, 'check_policy_service')).toBe(
      'check_policy_service ${1|unix:,inet:|}${2:private/policy}',
    );
    expect(await text({}, 'check_client_access')).toBe('check_client_access ');
  });

  test('otherwise, the list opens again if another word must follow', async () => {
    const items = await complete(list);
    expect(labelled(items, 'check_client_access').command?.command).toBe('editor.action.triggerSuggest');
    expect(labelled(items, 'reject').command).toBeUndefined();
  });

  test('the rest of the word stays, or is replaced', async () => {
    const text = 'smtpd_client_restrictions = permit,\n  reject_un‸known_client_hostname,\n  reject\n';
    const taken = (way: 'insert' | 'replace') =>
      accept(text, 'reject_unauth_pipelining', { editor: { insertReplace: true }, way });
    expect(await taken('insert')).toContain('  reject_unauth_pipeliningknown_client_hostname,\n');
    expect(await taken('replace')).toContain('  reject_unauth_pipelining,\n  reject\n');
  });

  test('the text after the word does not change', async () => {
    const replace = { editor: { insertReplace: true }, way: 'replace' } as const;
    expect(await accept('transport_maps = ha‸sh:/etc/postfix/transport\n', 'lmdb:', replace)).toBe(
      'transport_maps = lmdb:/etc/postfix/transport\n',
    );
    expect(await accept('myorigin = ${my‸hostname}.x\n', 'mydomain', replace)).toBe(
      'myorigin = ${mydomain}.x\n',
    );
    expect(
      await accept(
        'smtpd_client_restrictions = check_‸client_access hash:/a\n',
        'check_helo_access',
        replace,
      ),
    ).toBe('smtpd_client_restrictions = check_helo_access hash:/a\n');
  });

  test('the service on port 465 is also found by its former name', async () => {
    const items = await complete(
      { 'main.cf': '', 'master.cf': 'pickup unix n - n 60 1 pickup\nsmtps‸\n' },
      { editor: { snippets: true } },
    );
    const found = items.filter(({ filterText }) => filterText?.includes('smtps'));
    expect(found.map(({ label }) => label)).toEqual(['submissions']);
  });

  test('a colon after the cursor is not inserted again', async () => {
    for (const way of ['insert', 'replace'] as const) {
      const options = { editor: { insertReplace: true }, way };
      expect(await accept('transport_maps = ci‸:/etc/postfix/transport\n', 'cidr:', options)).toBe(
        'transport_maps = cidr:/etc/postfix/transport\n',
      );
      const aliases = {
        'main.cf': 'alias_maps = hash:/etc/postfix/aliases\n',
        aliases: 'staff: :inc‸:/lists/staff\n',
      };
      expect(await accept(aliases, ':include:', options)).toBe('staff: :include:/lists/staff\n');
    }
  });

  test('a comma accepts a restriction without an argument', async () => {
    const items = await complete(list);
    expect(labelled(items, 'reject').commitCharacters).toEqual([',']);
    expect(labelled(items, 'check_client_access').commitCharacters).toBeUndefined();
  });
});

describe('files', () => {
  const files = {
    'main.cf': '',
    'master.cf': '',
    transport: '',
    'transport.lmdb': '',
    'checks.pcre': '',
    '.hidden': '',
    'with space': '',
    'sql/users.cf': '',
  };
  const listed = (value: string) => labels({ ...files, 'main.cf': `transport_maps = ${value}\n` });

  test('whole paths at first, then only the part after the last slash', async () => {
    expect(await listed('hash:‸')).toEqual([
      '/etc/postfix/checks.pcre',
      '/etc/postfix/transport',
      '/etc/postfix/sql/',
    ]);
    expect(await listed('hash:/etc/postfix/‸')).toEqual(['checks.pcre', 'transport', 'sql/']);
    expect(await listed('mysql:$config_directory/sql/‸')).toEqual(['users.cf']);
    expect(await listed('hash:${config_directory}/sql/‸')).toEqual(['users.cf']);
  });

  test('hidden files if the name begins with a dot', async () => {
    expect(await listed('hash:/etc/postfix/.‸')).toContain('.hidden');
  });

  test('no files if the directory does not exist or is not known', async () => {
    expect(await listed('hash:/nowhere/‸')).toEqual([]);
    expect(await listed('hash:relative/‸')).toEqual([]);
  });

  test('only directories if the value is a directory', async () => {
    expect(await labels({ ...files, 'main.cf': 'queue_directory = /etc/postfix/‸\n' })).toEqual(['sql/']);
  });
});

describe('tables', () => {
  const main = [
    'myhostname = mail.example.com',
    'relayhost = [relay.example.net]:587',
    'smtpd_etrn_restrictions = check_etrn_access hash:/etc/postfix/etrn',
    'smtp_header_checks = pcre:/etc/postfix/smtp_header_checks',
    'smtp_sasl_password_maps = hash:/etc/postfix/passwords',
    'virtual_alias_maps = hash:/etc/postfix/virtual',
    '',
  ].join('\n');
  const offered = (name: string, text: string, version?: string) =>
    labels({ 'main.cf': main, 'master.cf': '', [name]: text }, version === undefined ? {} : { version });

  test('actions that fit the use of the table', async () => {
    const etrn = await offered('etrn', 'example.com ‸\n');
    expect(etrn).toContain('REJECT');
    expect(etrn).not.toContain('HOLD');
    const delivery = await offered('smtp_header_checks', '/^Subject:/ ‸\n');
    expect(delivery).toContain('REPLACE');
    expect(delivery).not.toContain('REJECT');
  });

  test('actions of the target release', async () => {
    expect(await offered('smtp_header_checks', '/x/ ‸\n', '3.2')).toContain('STRIP');
    expect(await offered('smtp_header_checks', '/x/ ‸\n', '3.1')).not.toContain('STRIP');
  });

  test('flags of the pattern type that are not present yet', async () => {
    expect(await offered('smtp_header_checks', '/x/i‸ WARN\n')).toEqual(['m', 's', 'x', 'A', 'E', 'U']);
    expect(await offered('smtp_header_checks', 'if /x/‸\n')).toContain('i');
    expect(await offered('smtp_header_checks', 'en‸\n')).toEqual(['if', 'endif']);
    expect(await offered('smtp_header_checks', '/x‸\n')).toEqual([]);
  });

  test('keys and domains in the configuration', async () => {
    expect(await offered('passwords', '‸\n')).toEqual(['[relay.example.net]:587']);
    expect(await offered('virtual', 'info@example.com anna@‸\n')).toEqual(['mail.example.com']);
  });
});

test.each(['# biff = ‸\n', 'mydestination = a,\n# ‸\n  b\n'])(
  'no suggestions in the comment %j',
  async (text) => {
    expect(await labels(text)).toEqual([]);
  },
);

describe('results of tables', () => {
  const inTable = (parameter: string, text: string, more: Readonly<Record<string, string>> = {}) =>
    labels({ 'main.cf': `${parameter} = hash:/etc/postfix/table\n`, table: text, ...more });

  test('levels, and attributes that are valid at the level', async () => {
    expect(await inTable('smtp_tls_policy_maps', 'example.org ‸\n')).toContain('dane-only');
    const atEncrypt = await inTable('smtp_tls_policy_maps', 'example.org encrypt ciphers=high ‸\n');
    expect(atEncrypt).toContain('protocols');
    expect(atEncrypt).not.toContain('match');
    expect(atEncrypt).not.toContain('ciphers');
    expect(await inTable('smtp_tls_policy_maps', 'example.org Secure ‸\n')).toEqual(
      expect.arrayContaining(['match', 'tafile']),
    );
    expect(await inTable('smtp_tls_policy_maps', 'example.org none ‸\n')).toEqual([]);
  });

  test('values of the attributes', async () => {
    expect(await inTable('smtp_tls_policy_maps', 'example.org secure match=‸\n')).toContain('nexthop');
    expect(await inTable('smtp_tls_policy_maps', 'example.org fingerprint match=‸\n')).toEqual([]);
    expect(await inTable('smtp_tls_policy_maps', 'example.org may connection_reuse=‸\n')).toEqual([
      'no',
      'yes',
    ]);
    expect(await inTable('smtp_tls_policy_maps', 'example.org may ciphers=‸\n')).toContain('high');
  });

  test('addresses with a mailbox or an alias, as results of virtual aliases', async () => {
    const files = {
      'main.cf':
        'virtual_alias_maps = hash:/etc/postfix/table\nvirtual_mailbox_maps = hash:/etc/postfix/mailboxes\n',
      mailboxes: 'anna@example.org anna/\n@example.net all/\n',
    };
    expect(await inTable('', 'info@example.org ‸\nsales@example.org anna@example.org\n', files)).toEqual(
      expect.arrayContaining(['anna@example.org', 'sales@example.org']),
    );
  });
});
