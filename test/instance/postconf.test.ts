// What `postfix-lint show` reports, for the releases in which postconf differs. The comparison with the installed
// postconf is in test/postfix/show.test.ts.

import { describe, expect, test } from 'vitest';
import { Catalog } from '../../server/src/catalog/catalog.ts';
import { release } from '../../server/src/catalog/release.ts';
import { Instance } from '../../server/src/instance/instance.ts';
import { namesOf } from '../../server/src/instance/names.ts';
import { showOverrides, showParameters, showServices } from '../../server/src/instance/postconf.ts';
import { ChunkParser, type LineParser, Tree } from '../../server/src/syntax/document.ts';
import { parseMainLine } from '../../server/src/syntax/main-cf.ts';
import { parseMasterLine } from '../../server/src/syntax/master-cf.ts';
import { SourceText } from '../../server/src/syntax/text.ts';

const catalog = new Catalog();

function instance(version: string, main: string, master?: string): Instance {
  const file = <T>(name: string, text: string, parse: LineParser<T>) => ({
    uri: `file:///etc/postfix/${name}`,
    tree: new Tree(SourceText.of(text), new ChunkParser(parse)),
  });
  return new Instance(
    {
      directory: 'file:///etc/postfix',
      main: file('main.cf', `mynetworks = 127.0.0.1\n${main}\n`, parseMainLine),
      ...(master === undefined ? {} : { master: file('master.cf', master, parseMasterLine) }),
    },
    catalog,
    release(version),
  );
}

const shown = (version: string, main: string, clientFile?: string) => {
  const of = instance(version, main, '');
  const options = {
    set: true,
    names: [],
    ...(clientFile !== undefined && { clientFile: () => ({ text: clientFile }) }),
  };
  return showParameters(of, namesOf(of), options);
};

describe('names of databases', () => {
  const main = 'virtual_alias_maps = debug:ldap:xx\nxx_domain = example.com';
  const unused = '/etc/postfix/main.cf: unused parameter: xx_domain=example.com';

  test.each([
    ['3.10', [unused]],
    ['3.11', []],
  ])('debug:ldap:xx in %s', (version, warnings) => {
    const result = shown(version, main);
    expect(result.warnings).toEqual(warnings);
    expect(result.output.includes('xx_domain')).toBe(warnings.length === 0);
  });

  test('text after the closing brace does not hide what is in the braces', () => {
    const value = 'pipemap:{ldap:xx, memcache:yy}x';
    const result = shown('3.11', `virtual_alias_maps = ${value}\nyy_backup = texthash:/a`);
    expect(result.warnings).toEqual([
      `/etc/postfix/main.cf: syntax error after '}' in "{ldap:xx, memcache:yy}x"`,
    ]);
    expect(result.output).toContain('yy_backup = texthash:/a\n');
  });

  test.each([
    ['3.7', []],
    [
      '3.8',
      [
        '/etc/postfix/main.cf: #comment after other text is not allowed: #b ldap:xx }...',
        '/etc/postfix/main.cf: unused parameter: xx_domain=a',
      ],
    ],
  ])('a comment in inline:{…} in %s', (version, warnings) => {
    const value = 'inline:{ a=b #b ldap:xx }';
    const seen = shown(version, `virtual_alias_maps = ${value}\nxx_domain = a`).warnings;
    // postconf reads the words in the braces, without the braces.
    expect(seen.map((line) => line.replace('ldap:xx ...', 'ldap:xx }...'))).toEqual(warnings);
  });

  test('a "#" in a pattern is not a comment', () => {
    const value = 'pcre:{ {/a #b/ ldap:xx} }, regexp:{ {/#/ ldap:yy} }';
    expect(shown('3.8', `virtual_alias_maps = ${value}\nxx_domain = a`).warnings).toEqual([
      '/etc/postfix/main.cf: unused parameter: xx_domain=a',
    ]);
    expect(shown('3.7', `virtual_alias_maps = ${value}\nxx_domain = a`).warnings).toEqual([]);
  });
});

test.each([
  ['3.7', ['main.cf: missing \'}\' in "{ldap:xx"']],
  ['3.8', ['/etc/postfix/main.cf: missing \'}\' in "{ldap:xx"']],
])('the file in warnings about braces in %s', (version, warnings) => {
  expect(shown(version, 'virtual_alias_maps = {ldap:xx').warnings).toEqual(warnings);
});

describe('deprecated parameters', () => {
  const main =
    'smtp_use_tls = no\nvirtual_maps = $x\nlmtp_enforce_tls = no\nx = 1\nsmtpd_tls_eecdh_grade = auto';
  const will = (name: string, instead: string) =>
    `/etc/postfix/main.cf: support for parameter "${name}" will be removed; instead, ${instead}`;

  test('are not reported before 3.9', () => {
    expect(shown('3.8', main).warnings).toEqual([]);
  });

  test('are reported since 3.9', () => {
    expect(shown('3.9', main).warnings).toEqual([
      will('lmtp_enforce_tls', 'lmtp_tls_security_level'),
      will('smtp_use_tls', 'specify "smtp_tls_security_level"'),
      will('smtpd_tls_eecdh_grade', 'do not specify (leave at default)'),
    ]);
  });

  test('are reported with the address of the manual since 3.11', () => {
    expect(shown('3.11', `${main}\nsmtp_cname_overrides_servername = no`).warnings).toEqual([
      will('lmtp_enforce_tls', 'lmtp_tls_security_level'),
      will('smtp_cname_overrides_servername', 'do not specify'),
      will('smtp_use_tls', 'specify "smtp_tls_security_level"'),
      will('smtpd_tls_eecdh_grade', 'do not specify (leave at default)'),
      will('virtual_maps', 'specify "virtual_alias_maps"'),
      'See https://www.postfix.org/DEPRECATION_README.html for details',
    ]);
  });
});

test('a client file is checked once, for settings that the client of the release does not read', () => {
  const main = 'virtual_alias_maps = mysql:/etc/a.cf, proxy:mysql:/etc/a.cf';
  const file = 'user = a\nuser = b\nrequire_result_set = no\nodd\x07 = c\n';
  const overriding = '/etc/a.cf, line 2: overriding earlier entry: user=a';
  expect(shown('3.2', main, file).warnings).toEqual([
    overriding,
    'mysql:/etc/a.cf: unused parameter: odd?=c',
  ]);
  expect(shown('3.1', main, file).warnings).toEqual([
    overriding,
    'mysql:/etc/a.cf: unused parameter: odd?=c',
    'mysql:/etc/a.cf: unused parameter: require_result_set=no',
  ]);
  expect(shown('3.2', main, 'user a\n').fatal).toBe(
    `/etc/a.cf, line 1: missing '=' after attribute name: "user a"`,
  );
});

test('-M and -P need master.cf', () => {
  const of = instance('3.11', '');
  const fatal = 'open /etc/postfix/master.cf: No such file or directory';
  expect(showServices(of, namesOf(of), { names: [] })).toEqual({ output: '', warnings: [], fatal });
  expect(showOverrides(of, namesOf(of), { names: [] })).toEqual({ output: '', warnings: [], fatal });
  expect(showParameters(of, namesOf(of), { set: true, names: [] }).warnings).toEqual([fatal]);
});

test.each([
  ['3.8', []],
  ['3.9', ['/etc/postfix/main.cf, line 2-4: text after null byte may be ignored']],
])('a null byte in %s', (version, warnings) => {
  const result = shown(version, 'myorigin = a\n  b\0\n# c\nrelayhost = d');
  expect(result.warnings).toEqual(warnings);
  expect(result.output).toContain('myorigin = a b\n');
});

test('an unlimited value ends', () => {
  const group = (inner: string) => `${'${a?'.repeat(90)}\${{${inner}} == {}}${'}'.repeat(90)}`;
  const nested = Array.from({ length: 60 }).reduce<string>(group, 'x'.repeat(100_000));
  expect(shown('3.11', `own = ${nested}`).fatal).toBeDefined();
  const deepest = Array.from({ length: 3 }).reduce<string>(group, 'x');
  expect(shown('3.11', `own = ${deepest}`).fatal).toBeUndefined();
  const deep = `\${{$a} == {`.repeat(5_000);
  const wide = Array.from({ length: 60 }, (_, i) => `x${i} = $x${i + 1} $x${i + 1}`).join('\n');
  expect(shown('3.11', `a = ${deep}\nmyorigin = $a`).fatal).toBeDefined();
  expect(shown('3.11', `${wide}\nx60 = y\nmyorigin = $x0`).fatal).toBeDefined();
  expect(shown('3.11', `a = \${{$a} == {x}}\nmyorigin = $a`).fatal).toBeDefined();
  expect(
    shown('3.11', `a = \${a?\${a?${'${a?'.repeat(5_000)}${'}'.repeat(5_000)}}}\nmyorigin = $a`).fatal,
  ).toBeDefined();
});
