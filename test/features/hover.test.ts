// What the editor says of the word under the mouse.

import { describe, expect, test } from 'vitest';
import { MarkupContent } from 'vscode-languageserver-types';
import type { FileStamp } from '../../server/src/host.ts';
import { createPostfixService } from '../../server/src/service.ts';
import { readDocs } from '../support/docs.ts';
import { hoverAt, type Options } from '../support/markers.ts';

describe('on a parameter', () => {
  test('its type, its meaning, its value and the line that gives it, its default, its manual entry', async () => {
    const text = await hoverAt('compatibility_level = 3.6\nsmtpd_h‸elo_required = yes\n');
    expect(text).toContain('**smtpd_helo_required** — yes or no');
    expect(text).toContain('Value: `yes`, from main.cf line 2');
    expect(text).toContain('Default in 3.11: `no`');
    expect(text).toContain('https://www.postfix.org/postconf.5.html#smtpd_helo_required');
  });

  test('which earlier line it overrides', async () => {
    const text = await hoverAt('myorigin = a.example\n# c\nmyor‸igin = b.example\n');
    expect(text).toContain('Value: `b.example`, from main.cf line 3, overriding main.cf line 1');
  });

  test('since when it exists, and that the target does not have it', async () => {
    const text = await hoverAt('smtpd_forbid_bare_new‸line = yes\n', { version: '3.4' });
    expect(text).toContain(
      'Postfix 3.4 does not have it · since Postfix 3.9 (and 3.5.23, 3.6.13, 3.7.9, 3.8.4)',
    );
  });

  test('what replaces a deprecated one', async () => {
    const text = await hoverAt('smtpd_use_‸tls = yes\n');
    expect(text).toContain('*Deprecated* since Postfix 3.9: specify `smtpd_tls_security_level`.');
  });

  test('the default of the target release', async () => {
    const at = (version: string) => hoverAt('smtpd_forbid_bare_new‸line = yes\n', { version });
    expect(await at('3.8')).toContain('Default in 3.8: `no`');
    expect(await at('3.9')).toContain('Default in 3.9: `normalize`');
  });

  test('a parameter that a service gives rise to', async () => {
    const text = await hoverAt({
      'main.cf': 'office_destination_recipient_‸limit = 1\n',
      'master.cf': 'office unix - - n - - smtp\n',
    });
    expect(text).toContain('**office_destination_recipient_limit** — integer');
    expect(text).toContain('Default in 3.11: `$default_destination_recipient_limit`');
  });

  test('a name of the user', async () => {
    const text = await hoverAt('office = x\nmydestination = $office\noff‸ice = y\n');
    expect(text).toContain('**office** — a name of your own');
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
  test('its value, and the same expanded', async () => {
    const text = await hoverAt(
      'mydomain = example.com\nmyhostname = mail.$mydomain\nmyorigin = $myhost‸name\n',
    );
    expect(text).toContain('**$myhostname**');
    expect(text).toContain('Value: `mail.$mydomain`, from main.cf line 2');
    expect(text).toContain('Expanded: `mail.example.com`');
  });

  test('within a condition, and in a continued line', async () => {
    const text = await hoverAt('office = x\nmydestination = a,\n# comment\n  ${off‸ice?{b}:{c}}\n');
    expect(text).toContain('Value: `x`, from main.cf line 1');
  });

  test('that has no value', async () => {
    expect(await hoverAt('myorigin = $no‸where\n')).toContain('It has no value');
  });

  test('that refers to itself', async () => {
    expect(await hoverAt('a = $b\nb = $a\nmyorigin = $‸a\n')).toContain(
      'Postfix cannot expand it: unreasonable macro call nesting',
    );
  });
});

describe('on the file of a table', () => {
  const at = 'transport_maps = hash:/etc/postfix/trans‸port\n';
  const transport = 'example.com smtp:\n# no entry\nexample.net\n  smtp:\nwithout-a-result\n';
  const hover = (files: Record<string, string>, stamps: Options['stamps'] = {}) =>
    hoverAt({ 'main.cf': at, ...files }, { stamps });

  test('how many entries Postfix finds in it', async () => {
    expect(await hover({ transport })).toContain('It has 2 entries.');
    expect(await hover({ transport: '# nothing\n' })).toContain('It has 0 entries.');
    expect(await hover({})).not.toContain('entr');
  });

  test('whether it is there', async () => {
    expect(await hover({}, { transport: 'missing' })).toContain('There is no such file.');
  });

  test('whether its index is there, and newer', async () => {
    const file = (modified: number) => ({ size: 1, modified });
    const text = (index: FileStamp | 'missing') =>
      hover({ transport }, { transport: file(2000), 'transport.db': index });
    expect(await text('missing')).toContain(
      'There is no index `transport.db`: lookups fail until `postmap hash:/etc/postfix/transport` makes it.',
    );
    expect(await text(file(1000))).toContain('The index `transport.db` is older than the file');
    expect(await text(file(3000))).toContain('Its index is newer than the file.');
    expect(await hover({ transport })).not.toContain('index');
  });

  test('who asks it', async () => {
    const text = await hoverAt(at);
    expect(text).toContain('Used by `transport_maps`.');
    expect(
      await hoverAt({ 'main.cf': `${at}relay_recipient_maps = hash:/etc/postfix/transport\n`, transport }),
    ).toContain('Used by:\n\n- `transport_maps`\n- `relay_recipient_maps`');
  });
});

describe('on a word that means another thing elsewhere', () => {
  const table = (setting: string, file: string, text: string, version = '3.11') =>
    hoverAt({ 'main.cf': `${setting}\n`, [file]: text }, { version });

  test('an action where there is none, or not yet', async () => {
    const text = '/^a/ PA‸SS\n';
    expect(await table('smtp_header_checks = pcre:/etc/postfix/a', 'a', text)).toContain(
      'It does not exist here.',
    );
    expect(await table('header_checks = pcre:/etc/postfix/a', 'a', text, '3.1')).toContain(
      'Postfix 3.1 does not have it here: since Postfix 3.2.',
    );
    expect(await table('header_checks = pcre:/etc/postfix/a', 'a', text)).not.toContain('does not');
  });

  test('a domain, as parent_domain_matches_subdomains has it', async () => {
    const access = 'smtpd_helo_restrictions = check_helo_access hash:/etc/postfix/a';
    expect(await table(access, 'a', 'example.c‸om OK\n')).toContain('This domain and its subdomains.');
    expect(await table(`${access}\nparent_domain_matches_subdomains =`, 'a', 'example.c‸om OK\n')).toContain(
      'This domain alone; its subdomains are `.example.com`.',
    );
    expect(await table(access, 'a', '.example.c‸om OK\n')).toContain('Nothing: ');
  });

  test('a key of a table that is there for two things', async () => {
    const both = 'transport_maps = hash:/etc/postfix/a\nsender_canonical_maps = hash:/etc/postfix/a';
    const text = await table(both, 'a', 'joe@example.c‸om x\n');
    expect(text).toContain('For `transport_maps`: Mail to this address.');
    expect(text).toContain('For `sender_canonical_maps`: This address');
  });

  test('what stands behind a transport, by the program that it is', async () => {
    const next = (line: string, masterCf = '') =>
      hoverAt({ 'main.cf': `default_transport = ${line}\n`, 'master.cf': masterCf });
    expect(await next('slow:exa‸mple.com', 'slow unix - - n - - smtp\n')).toContain('next hop, MX lookup');
    expect(await next('slow:exa‸mple.com', 'slow unix - n n - - pipe\n')).toContain(
      '`${nexthop}` in the command of `pipe(8)`',
    );
    expect(await next('error:go a‸way')).toContain('the reason that is given');
  });

  test('a port, by known_tcp_ports', async () => {
    const next = (setting: string, version: string) =>
      hoverAt(`${setting}\nrelayhost = [a.example.com]:ma‸il\n`, { version });
    expect(await next('known_tcp_ports = mail = post = 2525', '3.11')).toContain('TCP port 2525 (mail).');
    expect(await next('', '3.5')).toContain('the port that `/etc/services` gives to `mail`');
  });

  test('the default of a field of master.cf', async () => {
    const field = (level: string, version: string) =>
      hoverAt(
        { 'main.cf': `compatibility_level = ${level}\n`, 'master.cf': 'smtp inet n - ‸- - - smtpd\n' },
        { version },
      );
    expect(await field('3.6', '3.11')).toContain('It sees the whole file system.');
    expect(await field('0', '3.11')).toContain('It is locked into the queue directory.');
    expect(await field('2', '2.11')).toContain('It is locked into the queue directory.');
  });

  test('what is filled into a query, and into a result', async () => {
    const setting = (text: string) => table('alias_maps = mysql:/etc/postfix/my.cf', 'my.cf', text);
    expect(await setting('query = SELECT %‸d\n')).toContain('A key without one is not looked up.');
    expect(await setting('result_format = %‸d\n')).toContain('A result without one is left out.');
    expect(await setting('dbname = %‸d\n')).not.toContain('filled in');
  });
});

describe('on a regular expression', () => {
  const header = (text: string, type = 'pcre') =>
    hoverAt({ 'main.cf': `header_checks = ${type}:/etc/postfix/a\n`, a: text });

  test('its groups, by the numbers that name them', async () => {
    const text = await header('/(?:a|b)(‸c[)]d(\\(e))/i OK\n');
    expect(text).toContain('- `$1` is what `(c[)]d(\\(e))` matches\n- `$2` is what `(\\(e)` matches');
    expect(text).toContain('Upper and lower case are different.');
  });

  test('a group that is not there', async () => {
    expect(await header('/(a)/ OK $‸2\n')).toContain(
      'The pattern has no such group: Postfix skips the line.',
    );
    expect(await header('!/(a)/ OK $‸1\n')).toContain('Postfix skips the line.');
  });

  test('a flag of the one type that the other does not have', async () => {
    expect(await header('/a/U‸ OK\n')).toContain('Repetitions take as little as they can');
    expect(await header('/a/U‸ OK\n', 'regexp')).toContain('There is no such flag: Postfix skips the line.');
  });
});

test('on a word with nothing to tell: what is around it', async () => {
  const text = await hoverAt('transport_maps = inline:{ { a.example = ‸b } }\n');
  expect(text).toContain('inline: table in place');
});

test('a value that is longer than a hover is cut', async () => {
  const text = (await hoverAt(`myde‸stination = ${'host.example.com, '.repeat(10_000)}\n`)) ?? '';
  expect(text).toContain('…`, from main.cf line 1');
  expect(text.length).toBeLessThan(5000);
});

test('a value with more names than anybody can follow', async () => {
  const text = (await hoverAt(`myde‸stination = ${'$a$b$c$d$e$f$g$h$i'.repeat(5_000)}\n`)) ?? '';
  expect(text).toContain('- `$h` has no value\n- …');
});

describe("the installed manual's own words", () => {
  const asked: string[] = [];
  const hover = async (line: string): Promise<string> => {
    const uri = 'file:///etc/postfix/main.cf';
    const service = createPostfixService({
      readFile: async () => undefined,
      readDocs,
      manual: async (entry) => {
        asked.push(entry);
        return entry === 'postconf(5) myorigin' ? 'In the words of the manual.' : undefined;
      },
      log: (message) => {
        throw new Error(message);
      },
    });
    service.open(uri, 'postfix-main', line);
    const found = await service.hover(uri, { line: 0, character: 2 });
    return MarkupContent.is(found?.contents) ? found.contents.value : '';
  };

  test('stand below a rule, and are marked', async () => {
    expect(await hover('myorigin = a\n')).toMatch(
      /\n\n---\n\n\*The installed postconf\(5\):\*\n\nIn the words of the manual\.$/,
    );
  });

  test('are not there where it has none', async () => {
    expect(await hover('biff = no\n')).not.toContain('installed');
    expect(asked).toContain('postconf(5) biff');
  });
});

test('on a restriction', async () => {
  const text = await hoverAt('smtpd_recipient_restrictions = permit_mx_‸backup, reject_unauth_destination\n');
  expect(text).toContain('**permit_mx_backup** — access restriction');
  expect(text).toContain('*Deprecated* since Postfix 3.9: specify `relay_domains`.');
});

test('on a time and a size, in units that people think in', async () => {
  expect(await hoverAt('maximal_queue_lifetime = ‸5\n')).toContain('**5** — 5 days');
  expect(await hoverAt('smtpd_timeout = ‸500ms\n')).toContain('8 hours 20 minutes');
  expect(await hoverAt('message_size_limit = ‸10240000\n')).toContain('9.8 MiB');
});

test('on the type of a table', async () => {
  const text = await hoverAt('transport_maps = lm‸db:/etc/postfix/transport\n');
  expect(text).toContain('**lmdb:** — lookup table type');
  expect(text).toContain('Since Postfix 2.11');
});

test('on a field of master.cf', async () => {
  const text = await hoverAt({ 'main.cf': '', 'master.cf': 'smtp inet n - ‸n - - smtpd\n' });
  expect(text).toContain('**chroot**: `n` — field of master.cf');
});

test('on the program of a service', async () => {
  expect(await hoverAt({ 'main.cf': '', 'master.cf': 'smtp inet n - n - - smt‸pd\n' })).toContain(
    '**smtpd(8)**',
  );
});

test.each(['# myor‸igin = x\n', 'myorigin = x\n\n‸\n', 'no equals ‸sign\n', '‸'])(
  'nothing on %j',
  async (text) => {
    expect(await hoverAt(text)).toBeUndefined();
  },
);
