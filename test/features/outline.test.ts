// The outline of a file, and what an editor folds, selects, and links.

import { describe, expect, test } from 'vitest';
import type { DocumentSymbol } from 'vscode-languageserver-types';
import { SourceText } from '../../server/src/syntax/text.ts';
import { inMemory, uriOf } from '../corpus/host';

async function outlineOf(files: Readonly<Record<string, string>>, name: string): Promise<string> {
  const { service } = inMemory(files);
  const lines = (symbols: readonly DocumentSymbol[], indent = ''): string[] =>
    symbols.flatMap(({ name, detail, range, children = [] }) => [
      `${indent}${name}${detail === undefined || detail === '' ? '' : ` | ${detail}`} ${range.start.line + 1}-${range.end.line + 1}`,
      ...lines(children, `${indent}  `),
    ]);
  return lines(await service.documentSymbols(uriOf(name))).join('\n');
}

const mainOutline = (text: string) => outlineOf({ 'main.cf': text }, 'main.cf');

describe('the outline of main.cf', () => {
  test('lists the settings, and which of them are overridden', async () => {
    expect(await mainOutline('myorigin = a\nmydestination = x,\n  y\nmyorigin = b\n')).toBe(
      'myorigin | a (overridden) 1-1\nmydestination | x, y 2-3\nmyorigin | b 4-4',
    );
  });

  test('has a section for each heading', async () => {
    const text = `compatibility_level = 3.6

# TLS parameters
smtpd_tls_security_level = may

# appending .domain is the MUA's job.
append_dot_mydomain = no

#SASL

smtpd_sasl_auth_enable = yes
`;
    expect(await mainOutline(text)).toBe(
      [
        'compatibility_level | 3.6 1-1',
        'TLS parameters 3-9',
        '  smtpd_tls_security_level | may 4-4',
        '  append_dot_mydomain | no 7-7',
        'SASL 9-12',
        '  smtpd_sasl_auth_enable | yes 11-11',
      ].join('\n'),
    );
  });

  test.each([
    ['lines around it', '#-----\n# Network\n#-----\n'],
    ['marks around it', '# --- Network ---\n'],
    ['two number signs', '## Network\n'],
    ['capital letters', '# NETWORK\n#\n# The host name is not set here.\n'],
  ])('prefers headings with %s', async (_, heading) => {
    const outline = await mainOutline(`# Banner\nbiff = no\n\n${heading}mydomain = a.example\n`);
    expect(outline.replace(/\d+-\d+/g, '').toLowerCase()).toBe(
      'biff | no \nnetwork \n  mydomain | a.example ',
    );
  });

  test('ignores sentences and settings that are commented out', async () => {
    const text =
      '# This is a long sentence about the next setting\nbiff = no\n\n#relayhost = x\n\n# Ends with a period.\nmyorigin = a\n';
    expect(await mainOutline(text)).toBe('biff | no 2-2\nmyorigin | a 7-7');
  });
});

test('the outline of master.cf lists services with their overrides', async () => {
  const text =
    'smtp inet n - n - - smtpd\n  -o myhostname=a\n  -o { mynetworks = b c }\nslow unix - - n - - smtp\n';
  expect(await outlineOf({ 'master.cf': text }, 'master.cf')).toBe(
    'smtp | inet · smtpd 1-3\n  myhostname | a 2-2\n  mynetworks | b c 3-3\nslow | unix · smtp 4-4',
  );
});

test.each([
  [
    'hash:/etc/postfix/t',
    'transport_maps',
    'a.example smtp:[b]\n# c\nc.example\n  lmtp:x\n',
    'a.example | smtp:[b] 1-1\nc.example | lmtp:x 3-4',
  ],
  ['regexp:/etc/postfix/t', 'header_checks', 'if /^a/\n/^b/i REJECT no\nendif\n', '/^b/i | REJECT no 2-2'],
  ['cidr:/etc/postfix/t', 'mynetworks', '192.0.2.0/24 OK\n', '192.0.2.0/24 | OK 1-1'],
  ['hash:/etc/postfix/t', 'alias_maps', 'root: ann, bob\n', 'root | ann, bob 1-1'],
  ['mysql:/etc/postfix/t', 'transport_maps', 'hosts = a\n', 'hosts | a 1-1'],
])('the outline of %s lists its entries', async (table, parameter, text, outline) => {
  expect(await outlineOf({ 'main.cf': `${parameter} = ${table}\n`, t: text }, 't')).toBe(outline);
});

describe('folding', () => {
  async function folds(files: Readonly<Record<string, string>>, name = 'main.cf') {
    const { service } = inMemory(files);
    const found = await service.foldingRanges(uriOf(name));
    return found.map(
      ({ startLine, endLine, kind }) => `${startLine + 1}-${endLine + 1}${kind ? ` ${kind}` : ''}`,
    );
  }

  test('values of several lines, comments, and sections', async () => {
    const text =
      '# first\n# comment\n\nmynetworks = a\n  b\n  # c\n  d\n\n# TLS\n#\nsmtpd_tls_security_level = may\n\n';
    expect(await folds({ 'main.cf': text })).toEqual(['4-7', '1-2 comment', '9-10 comment', '9-11 region']);
  });

  test('services', async () => {
    expect(
      await folds({ 'master.cf': 'smtp inet n - n - - smtpd\n  -o a=b\nx unix - - n - - y\n' }, 'master.cf'),
    ).toEqual(['1-2']);
  });

  test('blocks of a pattern table', async () => {
    const files = {
      'main.cf': 'header_checks = pcre:/etc/postfix/t\n',
      t: 'if /a/\n/b/ OK\nif /c/\n/d/ OK\nendif\nendif\n',
    };
    expect(await folds(files, 't')).toEqual(['3-4', '1-5']);
  });
});

test('a selection grows from the word to the file', async () => {
  const text = '# TLS\nmynetworks = a, bcd\n  e\n';
  const { service } = inMemory({ 'main.cf': text });
  const [found] = await service.selectionRanges(uriOf('main.cf'), [{ line: 1, character: 17 }]);
  const texts: string[] = [];
  const lines = text.split('\n');
  for (let range = found; range !== undefined; range = range.parent) {
    const { start, end } = range.range;
    texts.push(`${start.line}:${start.character}-${end.line}:${end.character}`);
  }
  expect(lines[1]?.slice(16, 19)).toBe('bcd');
  expect(texts).toEqual(['1:16-1:19', '1:13-1:19', '1:13-2:3', '1:0-2:3', '0:0-3:0']);
});

test('a selection extends over braces, Windows line breaks, and comments', async () => {
  const text = 'mydestination = ${mydomain},\r\n# the office\r\n  b\r\n';
  const { service } = inMemory({ 'main.cf': text });
  const source = SourceText.of(text);
  const around = async (line: number, character: number): Promise<readonly string[]> => {
    const texts: string[] = [];
    const [found] = await service.selectionRanges(uriOf('main.cf'), [{ line, character }]);
    for (let range = found; range !== undefined; range = range.parent)
      texts.push(text.slice(source.offsetAt(range.range.start), source.offsetAt(range.range.end)));
    return texts;
  };
  const value = text.slice('mydestination = '.length).trimEnd();
  const line = text.trimEnd();
  expect(await around(0, 20)).toEqual(['mydomain', '${mydomain}', '${mydomain},', value, line, text]);
  expect(await around(1, 3)).toEqual(['# the office', value, line, text]);
});

test('the outline of aliases shows their destinations', async () => {
  const { service } = inMemory({
    'main.cf': 'alias_maps = hash:/etc/postfix/aliases\n',
    aliases: 'all : :include:/a\n',
  });
  expect(await service.documentSymbols(uriOf('aliases'))).toMatchObject([
    { name: 'all', detail: ':include:/a' },
  ]);
});

test('links to files that are there, and to the addresses in comments', async () => {
  const files = {
    'main.cf':
      '# See https://www.example.com/a_b.html.\ntransport_maps = hash:/etc/postfix/t, hash:/etc/postfix/missing\n',
    t: '',
  };
  const { service } = inMemory(files);
  const links = await service.documentLinks(uriOf('main.cf'));
  expect(
    links.map(
      ({ target, range }) => `${range.start.line}:${range.start.character}-${range.end.character} ${target}`,
    ),
  ).toEqual(['1:22-36 file:///etc/postfix/t', '0:6-38 https://www.example.com/a_b.html']);
});

test('symbols of the workspace', async () => {
  const { service } = inMemory({
    'main.cf': 'myhostname = a\noffice = b\n',
    'master.cf': 'smtp inet n - n - - smtpd\n',
  });
  const found = await service.workspaceSymbols('mtp', [uriOf('main.cf'), uriOf('master.cf')]);
  expect(found.map(({ name, containerName }) => `${name} in ${containerName}`)).toEqual([
    'smtp/inet in /etc/postfix',
  ]);
  expect((await service.workspaceSymbols('', [uriOf('main.cf')])).map(({ name }) => name)).toEqual([
    'myhostname',
    'office',
    'smtp/inet',
  ]);
});

test('symbols of the workspace: a name comes before names that only contain its letters', async () => {
  const others = Array.from({ length: 600 }, (_, i) => `smtp_i_t_e_${i} = a\n`).join('');
  const { service } = inMemory({ 'main.cf': `${others}my_site = a\nsite_two = a\nsite = a\n` });
  const found = await service.workspaceSymbols('site', [uriOf('main.cf')]);
  expect(found.slice(0, 4).map(({ name }) => name)).toEqual(['site', 'site_two', 'my_site', 'smtp_i_t_e_0']);
});

test('the documentation of a word needs no configuration', async () => {
  const { service } = inMemory({});
  const text = await service.documentation('postfix-documentation:/parameter/mydomain.md');
  expect(text).toContain('**mydomain**');
  expect(text).not.toContain('Value:');
  expect(await service.documentation('postfix-documentation:/restriction/reject.md')).toContain('**reject**');
  expect(await service.documentation('postfix-documentation:/program/smtpd.md')).toContain('**smtpd(8)**');
  for (const path of ['parameter/no.md', 'other/x.md', 'restriction/..%2Fx.md', 'parameter/%zz.md'])
    expect(await service.documentation(`postfix-documentation:/${path}`)).toBeUndefined();
});
