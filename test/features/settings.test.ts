// Commands that show, compare, and change the settings of a configuration.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PostfixService } from '../../server/src/service.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { inMemory, uriOf } from '../corpus/host';

type Texts = Readonly<Record<string, string>>;
const main = uriOf('main.cf');

function serviceOf(files: Texts): PostfixService {
  return inMemory(files, { settings: { version: '3.7' } }).service;
}

/** main.cf after a parameter was changed. */
async function changed(text: string, name: string, value: string): Promise<string> {
  const edit = await serviceOf({ 'main.cf': text }).changeParameter(main, name, value);
  if (edit === undefined || 'refusal' in edit) throw new Error(edit?.refusal ?? 'no edit');
  const source = SourceText.of(text);
  return edit.edits
    .map(({ range, newText }) => ({
      start: source.offsetAt(range.start),
      end: source.offsetAt(range.end),
      text: newText,
    }))
    .sort((a, b) => a.start - b.start)
    .reduceRight((result, each) => result.edit(each), source)
    .toString();
}

const submission = [
  'smtp inet n - y - - smtpd',
  'submission inet n - y - - smtpd',
  '  -o smtpd_tls_security_level=encrypt',
  '  -o mynetworks=',
  '',
].join('\n');

describe('the effective configuration', () => {
  const files = {
    'main.cf':
      'myhostname = mail.example.com\nmydomain = example.com\nmyorigin = $mydomain\nmydomain = example.org\nsmtpd_tls_security_level = may\nmistake = yes\n',
    'master.cf': submission,
  };

  test('shows where each value comes from, what it overrides, and who overrides it', async () => {
    const { text = '' } = (await serviceOf(files).effectiveConfiguration(main)) ?? {};
    expect(text).toContain('\n# main.cf:4, overriding main.cf:2\nmydomain = example.org\n');
    expect(text).toContain('\n# main.cf:3\n# Expanded: example.org\nmyorigin = $mydomain\n');
    expect(text).toContain(
      '\n# main.cf:5\n# For submission/inet: encrypt (master.cf:3)\nsmtpd_tls_security_level = may\n',
    );
    expect(text).toContain(
      '# ---- Set in main.cf, but not used by Postfix (1) ----\n\n# main.cf:6\nmistake = yes\n',
    );
    expect(text).toMatch(
      /# ---- Defaults of Postfix 3\.7 \(\d+\) ----\n2bounce_notice_recipient = postmaster\n/,
    );
  });

  test('has every parameter once', async () => {
    const { text = '' } = (await serviceOf(files).effectiveConfiguration(main)) ?? {};
    const names = [...text.matchAll(/^(\w\S*) =/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(800);
    expect(new Set(names).size).toBe(names.length);
  });

  test('of a service has its overrides first and only what its program reads', async () => {
    const { text = '' } = (await serviceOf(files).effectiveConfiguration(main, 'submission/inet')) ?? {};
    expect(text).toContain(
      '# ---- Set for submission/inet in master.cf (2) ----\n\n# master.cf:4\nmynetworks =\n',
    );
    expect(text).toContain('# master.cf:3, overriding main.cf:5\nsmtpd_tls_security_level = encrypt\n');
    expect(text).not.toContain('\nqueue_run_delay =');
    expect(await serviceOf(files).effectiveConfiguration(main, 'gone/inet')).toBeUndefined();
  });

  test('links the places that its comments name', async () => {
    const { text = '', links = [] } = (await serviceOf(files).effectiveConfiguration(main)) ?? {};
    const lines = text.split('\n');
    expect(links.length).toBeGreaterThan(5);
    for (const { line, start, end, uri, targetLine } of links)
      expect(lines[line]?.slice(start, end)).toBe(`${uri.slice(uri.lastIndexOf('/') + 1)}:${targetLine}`);
  });

  test('is a main.cf with the same values', async () => {
    const value = `${'permit_mynetworks, '.repeat(10)}reject`;
    const service = serviceOf({
      'main.cf': `smtpd_client_restrictions = ${value}\nnotes = a # b ${'x'.repeat(80)} #c\n`,
    });
    const { text = '' } = (await service.effectiveConfiguration(main)) ?? {};
    const settings = text.split('\n').filter((line) => !line.startsWith('#'));
    expect(Math.max(...settings.map((line) => line.length))).toBeLessThan(200);
    const again = serviceOf({ 'main.cf': text });
    const before = await service.listing(main);
    const after = await again.listing(main);
    for (const line of before?.parameters.split('\n') ?? []) expect(after?.parameters).toContain(line);
  });

  test('hovers and definitions in it refer to the real files', async () => {
    const { service } = inMemory(files, { settings: { version: '3.7' } });
    const { text = '' } = (await service.effectiveConfiguration(main)) ?? {};
    const query = encodeURIComponent(JSON.stringify({ kind: 'effective', of: main }));
    const uri = `postfix-settings:/etc/postfix/main.cf?${query}`;
    service.open(uri, 'postfix-main', text);
    const position = SourceText.of(text).positionAt(text.indexOf('\nmyorigin =') + 2);
    expect(JSON.stringify(await service.hover(uri, position))).toContain('from main.cf line 3');
    const [link] = await service.definition(uri, position);
    expect([link?.targetUri, link?.targetSelectionRange.start.line]).toEqual([main, 2]);
    expect(await service.codeLenses(uri, { indexesTables: true, tracesMail: true })).toEqual([]);
    expect(await service.documentSymbols(uri)).not.toEqual([]);
  });
});

describe('the services', () => {
  test('are in the order of master.cf, with their lines', async () => {
    expect(await serviceOf({ 'main.cf': '', 'master.cf': submission }).services(main)).toEqual([
      { key: 'smtp/inet', program: 'smtpd', line: 1, lastLine: 1, overrides: 0 },
      { key: 'submission/inet', program: 'smtpd', line: 2, lastLine: 4, overrides: 2 },
    ]);
  });
});

describe('a listing', () => {
  test('has what main.cf and master.cf set, and the defaults', async () => {
    const listing = await serviceOf({
      'main.cf': 'soft_bounce =\n  yes\nunknown = 1\n',
      'master.cf': submission,
    }).listing(main);
    expect(listing).toEqual({
      parameters: 'soft_bounce = yes\n',
      defaults: 'soft_bounce = no\n',
      services:
        'smtp       inet  n       -       y       -       -       smtpd\nsubmission inet  n       -       y       -       -       smtpd -o smtpd_tls_security_level=encrypt -o mynetworks=\n',
    });
  });

  test('of other texts does not depend on the files', async () => {
    const service = serviceOf({ 'main.cf': 'soft_bounce = yes\n' });
    expect((await service.listing(main, { main: 'mydomain = example.com\n' }))?.parameters).toBe(
      'mydomain = example.com\n',
    );
  });
});

describe('the parameters', () => {
  test('are listed with their values, the ones in main.cf first', async () => {
    const service = serviceOf({ 'main.cf': 'myhostname = mail.example.com\n', 'master.cf': submission });
    const list = (await service.parameters(main)) ?? [];
    expect(list[0]).toMatchObject({ name: 'myhostname', value: 'mail.example.com', origin: 'file' });
    expect(list.find(({ name }) => name === 'smtpd_tls_security_level')).toMatchObject({
      value: '',
      origin: 'default',
      overriddenFor: ['submission/inet'],
    });
    expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
  });

  test('have choices where Postfix has a few', async () => {
    const service = serviceOf({ 'main.cf': '' });
    const choices = async (name: string) =>
      (await service.parameter(main, name))?.choices.map(({ value }) => value);
    expect(await choices('soft_bounce')).toEqual(['yes', 'no']);
    expect(await choices('smtp_tls_security_level')).toContain('dane-only');
    expect(await choices('mynetworks')).toEqual([]);
    expect(await service.parameter(main, 'no_such_parameter')).toBeUndefined();
  });

  test('are checked by the linter before they are changed', async () => {
    const service = serviceOf({ 'main.cf': 'soft_bounce = maybe\n' });
    expect(await service.checkParameter(main, 'smtpd_banner', 'hello')).toMatchObject({
      severity: 'warning',
    });
    expect(await service.checkParameter(main, 'smtpd_tls_auth_only', 'perhaps')).toMatchObject({
      severity: 'error',
      message: expect.stringContaining('smtpd_tls_auth_only'),
    });
    expect(await service.checkParameter(main, 'mydomain', 'example.com')).toBeUndefined();
  });
});

describe('a changed parameter', () => {
  test('keeps the rest of the file', async () => {
    expect(await changed('# a\nsoft_bounce  =  no\n# b\n', 'soft_bounce', 'yes')).toBe(
      '# a\nsoft_bounce  =  yes\n# b\n',
    );
  });

  test('is added at the end if no line sets it', async () => {
    expect(await changed('# a', 'soft_bounce', 'yes')).toBe('# a\nsoft_bounce = yes\n');
  });

  test('changes the line that is in force', async () => {
    expect(await changed('soft_bounce = no\nsoft_bounce = no\n', 'soft_bounce', 'yes')).toBe(
      'soft_bounce = no\nsoft_bounce = yes\n',
    );
  });

  const list =
    'mynetworks =\n    # ours\n    127.0.0.0/8\n    # theirs\n    192.0.2.0/24,\n    [::1]/128\n# end\n';

  test('keeps comments in a value that spans several lines', async () => {
    expect(await changed(list, 'mynetworks', '127.0.0.0/8 198.51.100.0/24, [::1]/128')).toBe(
      list.replace('192.0.2.0', '198.51.100.0'),
    );
    expect(await changed(list, 'mynetworks', '127.0.0.0/8 192.0.2.0/24,')).toBe(
      list.replace('\n    [::1]/128', ''),
    );
    expect(await changed(list, 'mynetworks', '192.0.2.0/24, [::1]/128')).toBe(
      list.replace('\n    127.0.0.0/8', ''),
    );
  });

  test('keeps one word per line', async () => {
    expect(await changed(list, 'mynetworks', '127.0.0.0/8 192.0.2.0/24, [::1]/128 203.0.113.0/24')).toBe(
      list.replace('[::1]/128', '[::1]/128\n    203.0.113.0/24'),
    );
  });

  test('can become empty, and have a value again', async () => {
    expect(await changed('mynetworks = a b\n', 'mynetworks', '')).toBe('mynetworks =\n');
    expect(await changed('mynetworks =\n', 'mynetworks', 'a')).toBe('mynetworks = a\n');
  });

  test('does not turn a word into a comment', async () => {
    const text = await changed('notes = a\n  b\n', 'notes', 'a #b');
    expect((await serviceOf({ 'main.cf': `${text}x = $notes\n` }).listing(main))?.parameters).toContain(
      'notes = a #b\n',
    );
  });

  test('has the wanted value, and the file keeps all comments', async () => {
    const word = fc.constantFrom('a', 'b', 'c,', '{ d', '}', '$e', 'f#');
    const gap = fc.constantFrom(' ', '  ', '\n  ', '\n\t', '\r\n ', '\n# one\n  ', '\n  # two\n\n ');
    const value = fc.array(fc.tuple(gap, word), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(value, fc.array(word, { maxLength: 8 }), async (old, wanted) => {
        const text = `# start\nlist =${old.flat().join('')}\nuse = $list\n`;
        const result = await changed(text, 'list', wanted.join(' '));
        const parameters = (await serviceOf({ 'main.cf': result }).listing(main))?.parameters;
        expect(parameters).toContain(`${['list =', ...wanted].join(' ')}\n`);
        expect(result.match(/^[ \t]*#.*$/gm)).toEqual(text.match(/^[ \t]*#.*$/gm));
        expect(result.endsWith('\nuse = $list\n')).toBe(true);
      }),
    );
  });
});
