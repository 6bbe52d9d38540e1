// Hover: what the editor shows for the word under the mouse pointer.

import { describe, expect, test } from 'vitest';
import { MarkupContent } from 'vscode-languageserver-types';
import type { FileStamp } from '../../server/src/host.ts';
import { createPostfixService } from '../../server/src/service.ts';
import { readDocs } from '../support/docs.ts';
import { hoverAt, type Options } from '../support/markers.ts';

describe('on a parameter', () => {
  test('its type, summary, value with its line, default, and manual entry', async () => {
    const text = await hoverAt('compatibility_level = 3.6\nsmtpd_h‸elo_required = yes\n');
    expect(text).toContain('**smtpd_helo_required** — yes or no');
    expect(text).toContain('Value: `yes`, from main.cf line 2');
    expect(text).toContain('Default in Postfix 3.11: `no`');
    expect(text).toContain('https://www.postfix.org/postconf.5.html#smtpd_helo_required');
  });

  test('the earlier line that it overrides', async () => {
    const text = await hoverAt('myorigin = a.example\n# c\nmyor‸igin = b.example\n');
    expect(text).toContain('Value: `b.example`, from main.cf line 3, overriding main.cf line 1');
  });

  test('the release that added it, if the target release does not have it', async () => {
    const text = await hoverAt('smtpd_forbid_bare_new‸line = yes\n', { version: '3.4' });
    expect(text).toContain(
      'Not available in Postfix 3.4 · added in Postfix 3.9 (also in 3.5.23, 3.6.13, 3.7.9, 3.8.4)',
    );
  });

  test('the replacement of a deprecated parameter', async () => {
    const text = await hoverAt('smtpd_use_‸tls = yes\n');
    expect(text).toContain('*Deprecated* since Postfix 3.9. Use `smtpd_tls_security_level` instead.');
  });

  test('the default of the target release', async () => {
    const at = (version: string) => hoverAt('smtpd_forbid_bare_new‸line = yes\n', { version });
    expect(await at('3.8')).toContain('Default in Postfix 3.8: `no`');
    expect(await at('3.9')).toContain('Default in Postfix 3.9: `normalize`');
  });

  test('a service-derived parameter', async () => {
    const text = await hoverAt({
      'main.cf': 'office_destination_recipient_‸limit = 1\n',
      'master.cf': 'office unix - - n - - smtp\n',
    });
    expect(text).toContain('**office_destination_recipient_limit** — number');
    expect(text).toContain('Default in Postfix 3.11: `$default_destination_recipient_limit`');
  });

  test('a user-defined name', async () => {
    const text = await hoverAt('office = x\nmydestination = $office\noff‸ice = y\n');
    expect(text).toContain('**office** — user-defined name');
  });

  test('an override in master.cf', async () => {
    const text = await hoverAt({
      'main.cf': 'smtpd_tls_security_level = may\n',
      'master.cf': 'submission inet n - n - - smtpd\n  -o smtpd_tls_secur‸ity_level=encrypt\n',
    });
    expect(text).toContain(
      'Value: `encrypt`, from master.cf line 2 (submission/inet), overriding main.cf line 1',
    );
  });
});

describe('on a $name', () => {
  test('its value, and the expanded value', async () => {
    const text = await hoverAt(
      'mydomain = example.com\nmyhostname = mail.$mydomain\nmyorigin = $myhost‸name\n',
    );
    expect(text).toContain('**$myhostname**');
    expect(text).toContain('Value: `mail.$mydomain`, from main.cf line 2');
    expect(text).toContain('Expanded: `mail.example.com`');
  });

  test('in a condition, and in a continued line', async () => {
    const text = await hoverAt('office = x\nmydestination = a,\n# comment\n  ${off‸ice?{b}:{c}}\n');
    expect(text).toContain('Value: `x`, from main.cf line 1');
  });

  test('that is not defined', async () => {
    expect(await hoverAt('myorigin = $no‸where\n')).toContain(
      '`nowhere` is not defined, so Postfix expands `$nowhere` to nothing.',
    );
  });

  test('that refers to itself', async () => {
    expect(await hoverAt('a = $b\nb = $a\nmyorigin = $‸a\n')).toContain(
      'Postfix cannot expand this value: unreasonable macro call nesting',
    );
  });
});

describe('on the file of a table', () => {
  const at = 'transport_maps = hash:/etc/postfix/trans‸port\n';
  const transport = 'example.com smtp:\n# no entry\nexample.net\n  smtp:\nwithout-a-result\n';
  const hover = (files: Record<string, string>, stamps: Options['stamps'] = {}) =>
    hoverAt({ 'main.cf': at, ...files }, { stamps });

  test('the number of its valid entries', async () => {
    expect(await hover({ transport })).toContain('The file contains 2 entries.');
    expect(await hover({ transport: '# nothing\n' })).toContain('The file contains 0 entries.');
    expect(await hover({})).not.toContain('entr');
  });

  test('whether it exists', async () => {
    expect(await hover({}, { transport: 'missing' })).toContain('The file does not exist.');
  });

  test('whether its index exists and is up to date', async () => {
    const file = (modified: number) => ({ size: 1, modified });
    const text = (index: FileStamp | 'missing') =>
      hover({ transport }, { transport: file(2000), 'transport.db': index });
    expect(await text('missing')).toContain(
      'The index `transport.db` does not exist, so lookups fail. Create it with `postmap hash:/etc/postfix/transport`.',
    );
    expect(await text(file(1000))).toContain(
      'The index `transport.db` is older than the file. Update it with `postmap hash:/etc/postfix/transport`.',
    );
    expect(await text(file(3000))).toContain('The index is up to date.');
    expect(await hover({ transport })).not.toContain('index');
  });

  test('the parameters that use it', async () => {
    const text = await hoverAt(at);
    expect(text).toContain('Used by `transport_maps`.');
    expect(
      await hoverAt({ 'main.cf': `${at}relay_recipient_maps = hash:/etc/postfix/transport\n`, transport }),
    ).toContain('Used by `transport_maps` and `relay_recipient_maps`.');
  });
});

describe('on a line of dynamicmaps.cf', () => {
  const text = '# dict-type so-name\nlm‸db postfix-lmdb.so dict_lmdb_open\n';

  test('the table type', async () => {
    const files = { 'main.cf': '', 'dynamicmaps.cf': text };
    expect(await hoverAt(files)).toContain('**lmdb:** — lookup table type');
    expect(await hoverAt({ 'main.cf': '', 'dynamicmaps.cf.d/lmdb': text })).toContain('**lmdb:**');
  });

  test('and nothing on the other fields, or in a comment', async () => {
    for (const other of [
      text.replace('‸', '').replace('.so', '‸.so'),
      text.replace('‸', '').replace('ict-t', 'i‸ct-t'),
    ]) {
      expect(await hoverAt({ 'main.cf': '', 'dynamicmaps.cf': other })).toBeUndefined();
    }
  });
});

describe('on a word whose meaning depends on its position', () => {
  const table = (setting: string, file: string, text: string, version = '3.11') =>
    hoverAt({ 'main.cf': `${setting}\n`, [file]: text }, { version });

  test('an action that is not supported, or not yet', async () => {
    const text = '/^a/ PA‸SS\n';
    expect(await table('smtp_header_checks = pcre:/etc/postfix/a', 'a', text)).toContain(
      'This action is not supported in header checks at delivery.',
    );
    expect(await table('header_checks = pcre:/etc/postfix/a', 'a', text, '3.1')).toContain(
      'Requires Postfix 3.2 or later in header checks of cleanup(8). The target release is 3.1.',
    );
    expect(await table('header_checks = pcre:/etc/postfix/a', 'a', text)).not.toMatch(
      /not supported|Requires/,
    );
  });

  test('a domain, by parent_domain_matches_subdomains', async () => {
    const access = 'smtpd_helo_restrictions = check_helo_access hash:/etc/postfix/a';
    expect(await table(access, 'a', 'example.c‸om OK\n')).toContain(
      'Matches this domain and its subdomains.',
    );
    expect(await table(`${access}\nparent_domain_matches_subdomains =`, 'a', 'example.c‸om OK\n')).toContain(
      'Matches this domain. To match its subdomains, use `.example.com`.',
    );
    expect(await table(access, 'a', '.example.c‸om OK\n')).toContain('Never matches');
  });

  test('a key of a table with two purposes', async () => {
    const both = 'transport_maps = hash:/etc/postfix/a\nsender_canonical_maps = hash:/etc/postfix/a';
    const text = await table(both, 'a', 'joe@example.c‸om x\n');
    expect(text).toContain('`transport_maps`: Matches mail to this address.');
    expect(text).toContain('`sender_canonical_maps`: Matches this address.');
  });

  test('the text after a transport, by its program', async () => {
    const next = (line: string, masterCf = '') =>
      hoverAt({ 'main.cf': `default_transport = ${line}\n`, 'master.cf': masterCf });
    expect(await next('slow:exa‸mple.com', 'slow unix - - n - - smtp\n')).toContain('next hop, MX lookup');
    expect(await next('slow:exa‸mple.com', 'slow unix - n n - - pipe\n')).toContain(
      'value of `${nexthop}` for `pipe(8)`',
    );
    expect(await next('error:go a‸way')).toContain('reason that Postfix reports to the sender');
  });

  test('a port, by known_tcp_ports', async () => {
    const next = (setting: string, version: string) =>
      hoverAt(`${setting}\nrelayhost = [a.example.com]:ma‸il\n`, { version });
    expect(await next('known_tcp_ports = mail = post = 2525', '3.11')).toContain('TCP port 2525 (mail).');
    expect(await next('', '3.5')).toContain('TCP port `mail`, as defined in `/etc/services`.');
  });

  test('the default of a field of master.cf', async () => {
    const field = (level: string, version: string) =>
      hoverAt(
        { 'main.cf': `compatibility_level = ${level}\n`, 'master.cf': 'smtp inet n - ‸- - - smtpd\n' },
        { version },
      );
    expect(await field('3.6', '3.11')).toContain('The process can access the whole file system.');
    expect(await field('0', '3.11')).toContain('The process is confined to the queue directory.');
    expect(await field('2', '2.11')).toContain('The process is confined to the queue directory.');
  });

  test('a placeholder in a query, and in a result', async () => {
    const setting = (text: string) => table('alias_maps = mysql:/etc/postfix/my.cf', 'my.cf', text);
    expect(await setting('query = SELECT %‸d\n')).toContain(
      'Postfix does not look up a key without a domain.',
    );
    expect(await setting('result_format = %‸d\n')).toContain('Postfix ignores a result without a domain.');
    expect(await setting('dbname = %‸d\n')).not.toContain('placeholder');
  });
});

describe('on text that only looks valid', () => {
  const inTable = (parameter: string, file: string, text: string) =>
    hoverAt({ 'main.cf': `${parameter} = hash:/etc/postfix/${file}\n`, [file]: text });

  test('a domain with an asterisk, in a list and as a key', async () => {
    for (const text of [
      await hoverAt('relay_domains = *.exa‸mple.org\n'),
      await hoverAt('mynetworks = *.exa‸mple.org\n'),
      await inTable('transport_maps', 'transport', '*.exa‸mple.org smtp:[192.0.2.1]\n'),
      await inTable('virtual_alias_maps', 'virtual', '*@exa‸mple.org anna\n'),
    ]) {
      expect(text).toContain('Postfix does not treat the asterisk as a wildcard');
      expect(text).not.toMatch(/subdomains|Matches/);
    }
    const any = await inTable('transport_maps', 'transport', '*‸ smtp:[192.0.2.1]\n');
    expect(any).toContain('Matches all mail that no other line matches.');
  });

  test('a domain with @ in an access or transport table', async () => {
    expect(await inTable('transport_maps', 'transport', '@exam‸ple.org smtp:[192.0.2.1]\n')).toContain(
      'Never matches, because Postfix does not look up `@domain` in this table. Write `example.org`.',
    );
    const access = await hoverAt({
      'main.cf': 'smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders\n',
      senders: '@exam‸ple.org REJECT\n',
    });
    expect(access).toContain('Never matches');
    for (const parameter of ['sender_dependent_default_transport_maps', 'sender_dependent_relayhost_maps'])
      expect(await inTable(parameter, 'senders', '@exam‸ple.org smtp:\n')).toContain(
        'Matches all addresses in `example.org` that no other line matches.',
      );
  });

  test('a port inside the brackets of a next hop', async () => {
    const text = await hoverAt('relayhost = [mail.exa‸mple.org:587]\n');
    expect(text).toContain('**`[mail.example.org:587]`** — malformed next hop');
    expect(text).toContain('Postfix treats everything in the brackets as the name of the host.');
    expect(text).toContain('Write `[mail.example.org]:587`.');
    expect(text).not.toContain('Exactly this host');
  });

  test.each([
    'relayhost = smtp://mail.exa‸mple.org\n',
    'relayhost = smtp://mail.exa‸mple.org:587\n',
    'relayhost = smtp:[mail.exa‸mple.org]:587\n',
    'default_transport = smtp://mail.exa‸mple.org\n',
    'content_filter = smtp:lmtp:mail.exa‸mple.org:24\n',
    'default_transport = lmtp:inet:[mail.exa‸mple.org:24]\n',
  ])('a malformed next hop: %s', async (line) => {
    const text = await hoverAt(line);
    expect(text).toContain('malformed next hop');
    expect(text).not.toMatch(/TCP port|MX lookup/);
  });

  test('a URL instead of a socket', async () => {
    for (const line of [
      'smtpd_milters = smtp://mail.exa‸mple.org\n',
      'smtpd_milters = inet://exa‸mple.org:1\n',
    ])
      expect(await hoverAt(line)).not.toMatch(/TCP|Unix-domain/);
  });

  test('a list of next hops, a next hop of LMTP, and what a pattern inserts', async () => {
    expect(await hoverAt('default_transport = smtp:[a.exa‸mple]:587, [b.example]\n')).toContain(
      'list of next hops',
    );
    expect(await hoverAt('default_transport = lmtp:inet:a.exa‸mple\n')).not.toContain('MX');
    const pattern = await hoverAt({
      'main.cf': 'transport_maps = pcre:/etc/postfix/hops\n',
      hops: '/^(.*)$/ smtp:[$‸1:25]\n',
    });
    expect(pattern).not.toContain('malformed');
  });

  test('a transport or a command instead of a virtual alias', async () => {
    const at = (result: string) => inTable('virtual_alias_maps', 'virtual', `anna@example.org ${result}\n`);
    expect(await at('lmtp:[192.0.‸2.1]:24')).toContain('so Postfix reads this transport as one');
    expect(await at('"|/bin/tick‸et x"')).toContain('so Postfix reads this command as one');
  });
});

test('on the result of an alias, what Postfix finds next', async () => {
  const files = (virtual: string) => ({
    'main.cf':
      'virtual_alias_maps = hash:/etc/postfix/virtual\nvirtual_mailbox_domains = example.org\n' +
      'virtual_mailbox_maps = hash:/etc/postfix/mailboxes\n',
    mailboxes: 'anna@example.org anna/\n',
    virtual,
  });
  expect(
    await hoverAt(files('a@example.org info@exa‸mple.org\ninfo@example.org Anna@example.org\n')),
  ).toContain('An alias itself: expands to `anna@example.org`.');
  expect(await hoverAt(files('a@example.org an‸na@example.org\n'))).toContain('Has a mailbox');
  expect(await hoverAt(files('a@example.org x‸@example.org\n'))).not.toMatch(/mailbox|alias itself/);
  const aliases = {
    'main.cf': 'alias_maps = hash:/etc/postfix/aliases\n',
    aliases: 'info: adm‸in\nadmin: anna, ben\n',
  };
  expect(await hoverAt(aliases)).toContain('An alias itself: expands to `anna`, `ben`.');
});

describe('on a TLS policy', () => {
  const at = (policy: string, version = '3.11') =>
    hoverAt(
      { 'main.cf': 'smtp_tls_policy_maps = hash:/etc/postfix/policy\n', policy: `example.org ${policy}\n` },
      { version },
    );

  test('its level, attributes, and values', async () => {
    const key = (text: string) =>
      hoverAt({ 'main.cf': 'smtp_tls_policy_maps = hash:/etc/postfix/policy\n', policy: `${text} may\n` });
    expect(await key('.exam‸ple.org')).toContain('Matches the subdomains of `example.org`');
    expect(await key('[mail.exam‸ple.org]:587')).toContain('written in exactly this way');
    expect(await at('encr‸ypt')).toContain('Requires TLS but does not verify the server.');
    expect(await at('secure ma‸tch=nexthop')).toContain('one of which the certificate must match');
    expect(await at('secure match=next‸hop:mail.example.net')).toContain(
      'Matches the configured destination',
    );
    expect(await at('encrypt CIPHERS=hi‸gh')).toContain('smtp_tls_mandatory_ciphers');
    expect(await at('encrypt { protocols = >=TLSv1‸.2 }')).toContain('Oldest protocol version');
  });
});

describe('on a regular expression', () => {
  const header = (text: string, type = 'pcre') =>
    hoverAt({ 'main.cf': `header_checks = ${type}:/etc/postfix/a\n`, a: text });

  test('the groups that a result can refer to', async () => {
    const text = await header('/(?:a|b)(‸c[)]d(\\(e))/i OK\n');
    expect(text).toContain(
      '- `$1` is the text that `(c[)]d(\\(e))` matches\n- `$2` is the text that `(\\(e)` matches',
    );
    expect(text).toContain('The match is case-sensitive.');
  });

  test('a group that does not exist', async () => {
    expect(await header('/(a)/ OK $‸2\n')).toContain(
      'The pattern has no group 2, so Postfix skips the line.',
    );
    expect(await header('!/(a)/ OK $‸1\n')).toContain('Postfix skips the line.');
  });

  test('a flag that only one of the types has', async () => {
    expect(await header('/a/U‸ OK\n')).toContain('Repetitions match as little as possible.');
    expect(await header('/a/U‸ OK\n', 'regexp')).toContain(
      'This flag does not exist, so Postfix skips the line.',
    );
  });
});

test('on a word without a description: the hover of the surrounding occurrence', async () => {
  const text = await hoverAt('transport_maps = inline:{ { a.example = ‸b } }\n');
  expect(text).toContain('`inline:` table contents');
});

test('a long value is shortened', async () => {
  const text = (await hoverAt(`myde‸stination = ${'host.example.com, '.repeat(10_000)}\n`)) ?? '';
  expect(text).toContain('…`, from main.cf line 1');
  expect(text.length).toBeLessThan(5000);
});

test('a value with many names', async () => {
  const text = (await hoverAt(`myde‸stination = ${'$a$b$c$d$e$f$g$h$i'.repeat(5_000)}\n`)) ?? '';
  expect(text).toContain('- `$e` is not defined\n- …');
});

describe('the entry in the installed manual', () => {
  const asked: string[] = [];
  const hover = async (line: string): Promise<string> => {
    const uri = 'file:///etc/postfix/main.cf';
    const service = createPostfixService({
      readFile: async () => undefined,
      readDocs,
      page: (path) => `docs/${path}`,
      manual: async (entry) => {
        asked.push(entry);
        return entry === 'postconf(5) empty_address_recipient'
          ? 'The first paragraph.\n\nThe second.'
          : undefined;
      },
      log: (message) => {
        throw new Error(message);
      },
    });
    service.open(uri, 'postfix-main', line);
    const found = await service.hover(uri, { line: 0, character: 2 });
    return MarkupContent.is(found?.contents) ? found.contents.value : '';
  };

  test('has its first paragraph in the hover', async () => {
    expect(await hover('empty_address_recipient = a\n')).toMatch(
      /\n\n---\n\n\*The installed postconf\(5\):\* The first paragraph\.\n\n\[postconf\(5\)\]\([^)]*\)$/,
    );
  });

  test('is optional', async () => {
    expect(await hover('biff = no\n')).not.toContain('installed');
    expect(asked).toContain('postconf(5) biff');
  });
});

test('on a restriction', async () => {
  const text = await hoverAt('smtpd_recipient_restrictions = permit_mx_‸backup, reject_unauth_destination\n');
  expect(text).toContain('**permit_mx_backup** — access restriction');
  expect(text).toContain('*Deprecated* since Postfix 3.9. Use `relay_domains` instead.');
});

test('on a time and a size, the value in readable units', async () => {
  expect(await hoverAt('maximal_queue_lifetime = ‸5\n')).toContain('**5** — 5 days');
  expect(await hoverAt('smtpd_timeout = ‸500ms\n')).toContain('8 hours 20 minutes');
  expect(await hoverAt('message_size_limit = ‸10240000\n')).toContain('9.8 MiB');
});

test('on the type of a table', async () => {
  const text = await hoverAt('transport_maps = lm‸db:/etc/postfix/transport\n');
  expect(text).toContain('**lmdb:** — lookup table type');
  expect(text).toContain('Added in Postfix 2.11.');
});

test('on a field of master.cf', async () => {
  const text = await hoverAt({ 'main.cf': '', 'master.cf': 'smtp inet n - ‸n - - smtpd\n' });
  expect(text).toContain('**`n`** — chroot field of master.cf');
});

test('on the program of a service', async () => {
  expect(await hoverAt({ 'main.cf': '', 'master.cf': 'smtp inet n - n - - smt‸pd\n' })).toContain(
    '**smtpd(8)**',
  );
});

test.each(['# myor‸igin = x\n', 'myorigin = x\n\n‸\n', 'no equals ‸sign\n', '‸'])(
  'no hover on %j',
  async (text) => {
    expect(await hoverAt(text)).toBeUndefined();
  },
);
