// Formatting: white space in the style of the file. The text after it, and nothing that Postfix reads, is different.

import { describe, expect, test } from 'vitest';
import type { FormatSettings } from '../../server/src/features/formatting/index.ts';
import { defaultSettings } from '../../server/src/service.ts';
import { inMemory, uriOf } from '../corpus/host';
import { applyEdits } from '../support/edits.ts';

const editor = { tabSize: 4, insertSpaces: true };

interface Formatting {
  readonly name?: string;
  readonly others?: Readonly<Record<string, string>>;
  readonly settings?: Partial<FormatSettings>;
}

async function formatted(
  text: string,
  { name = 'main.cf', others = {}, settings = {} }: Formatting = {},
): Promise<string> {
  const { service } = inMemory(
    { ...others, [name]: text },
    { settings: { format: { ...defaultSettings.format, ...settings } } },
  );
  return applyEdits(text, await service.formatting(uriOf(name), editor));
}

describe('main.cf', () => {
  test('spaces around the equals sign, as most lines have them', async () => {
    expect(await formatted('a_b = 1\nc_d  =  2\ne=3\nf =\n')).toBe('a_b = 1\nc_d = 2\ne = 3\nf =\n');
    expect(await formatted('a_b=1\nc_d = 2\ne=3\n')).toBe('a_b=1\nc_d=2\ne=3\n');
  });

  test('equals signs below each other, in groups of lines', async () => {
    const text = 'a      = 1\nbb     = 2\nlonger = 3\n\n# comment\nx  = 1\nyyy = 2\n';
    expect(await formatted(text)).toBe('a      = 1\nbb     = 2\nlonger = 3\n\n# comment\nx   = 1\nyyy = 2\n');
  });

  test('white space between the items of a list', async () => {
    expect(await formatted('mynetworks = 127.0.0.0/8,  10.0.0.0/8   [::1]/128 \n')).toBe(
      'mynetworks = 127.0.0.0/8, 10.0.0.0/8 [::1]/128\n',
    );
    // Otherwise, postconf would print another value.
    expect(await formatted('mynetworks = 127.0.0.0/8,10.0.0.0/8   ,  [::1]/128\n')).toBe(
      'mynetworks = 127.0.0.0/8,10.0.0.0/8 , [::1]/128\n',
    );
  });

  test('the indentation that most continued lines have', async () => {
    const text = 'mydestination =\n  a,\n  b,\n\tc\nmynetworks = a\n    b\n  c\n';
    expect(await formatted(text)).toBe('mydestination =\n  a,\n  b,\n  c\nmynetworks = a\n  b\n  c\n');
  });

  test('one item per line, if most lists have that', async () => {
    const text =
      'mydestination =\n  a,\n  b,\n  c\nsmtpd_client_restrictions =\n  permit_mynetworks,\n  check_client_access hash:/x, reject\nrelay_domains =\n  a\n  b\n  c\nmynetworks =\n  a\n  b\n  c\n';
    expect(await formatted(text)).toContain('  check_client_access hash:/x,\n  reject\n');
  });

  test('lists on one line stay on one line', async () => {
    const text = 'mydestination =\n  a,\n  b,\n  c\nmynetworks = a, b, c, d\n';
    expect(await formatted(text)).toBe(text);
  });

  test('comments and blank lines between items stay as they are', async () => {
    const text = 'mydestination = a,\n   # comment , here\n\n  b,\n #other\n    c\n';
    expect(await formatted(text, { settings: { lists: 'oneItemPerLine' } })).toBe(
      'mydestination = a,\n   # comment , here\n\n  b,\n #other\n  c\n',
    );
  });

  test('text is not touched, whatever white space it contains', async () => {
    const text = 'smtpd_banner = a   b\n      c\nuser_text = x   y\n';
    expect(await formatted(text)).toBe(text);
  });

  test('the items of a restriction class are a list', async () => {
    const text = 'smtpd_restriction_classes = grey\ngrey = permit_mynetworks,   reject\n';
    expect(await formatted(text)).toBe(
      'smtpd_restriction_classes = grey\ngrey = permit_mynetworks, reject\n',
    );
  });

  test('text in braces and in $names is not touched', async () => {
    const text = 'virtual_alias_maps = inline:{ a=b,   c=d }   ${x?{a   b}:{c}}\n';
    expect(await formatted(text)).toBe('virtual_alias_maps = inline:{ a=b,   c=d } ${x?{a   b}:{c}}\n');
  });

  test('lists are filled if the user wants that', async () => {
    const items = Array.from({ length: 12 }, (_, i) => `host${i}.example.com`);
    const text = `mydestination =\n${items.map((item) => `  ${item},\n`).join('')}`.replace(/,\n$/, '\n');
    expect(await formatted(text, { settings: { lists: 'fill' } })).toBe(
      `mydestination =
  host0.example.com, host1.example.com, host2.example.com, host3.example.com,
  host4.example.com, host5.example.com, host6.example.com, host7.example.com,
  host8.example.com, host9.example.com, host10.example.com, host11.example.com
`,
    );
  });

  test('line breaks of Windows stay', async () => {
    expect(
      await formatted('mynetworks =\r\n  a,\r\n    b \r\nmyorigin=x\r\nmydomain = y\r\nbiff = no\r\n'),
    ).toBe('mynetworks =\r\n  a,\r\n  b\r\nmyorigin = x\r\nmydomain = y\r\nbiff = no\r\n');
  });

  test('lines of a template stay', async () => {
    const text = 'mynetworks = a,   {{ networks }}\nmydomain=x\nbiff = no\nmyorigin = y\n';
    expect(await formatted(text, { name: 'main.cf.j2' })).toBe(
      'mynetworks = a,   {{ networks }}\nmydomain = x\nbiff = no\nmyorigin = y\n',
    );
  });

  test('malformed lines stay', async () => {
    expect(await formatted('no equals   here\n=  x\nbiff = no\n')).toBe(
      'no equals   here\n=  x\nbiff = no\n',
    );
  });
});

describe('master.cf', () => {
  const name = 'master.cf';

  test('fields in the columns that most services have', async () => {
    const text =
      'smtp      inet  n       -       n       -       -       smtpd\npickup    unix  n       -       n       60      1       pickup\nslow unix - - n - - smtp\n';
    expect(await formatted(text, { name })).toBe(
      'smtp      inet  n       -       n       -       -       smtpd\npickup    unix  n       -       n       60      1       pickup\nslow      unix  -       -       n       -       -       smtp\n',
    );
  });

  test('a name that is wider than its column', async () => {
    const text =
      'smtp      inet  n       -       n       -       -       smtpd\n127.0.0.1:10025 inet n - n - - smtpd\npickup    unix  n       -       n       60      1       pickup\n';
    expect(await formatted(text, { name })).toContain(
      '127.0.0.1:10025 inet n  -       n       -       -       smtpd\n',
    );
  });

  test('options: indentation and white space between them', async () => {
    const text =
      'smtp inet n - n - - smtpd\n  -o   a=b   -v\n  -o { c = d   e }\n\t-o x=y \n# comment\n    -o z=w\n';
    expect(await formatted(text, { name })).toBe(
      'smtp inet n - n - - smtpd\n  -o a=b -v\n  -o { c = d   e }\n  -o x=y\n# comment\n  -o z=w\n',
    );
  });

  test('columns that are made with tabs stay', async () => {
    const text = 'smtp\tinet\tn\t-\tn\t-\t-\tsmtpd\nslow unix - - n - - smtp\n';
    expect(await formatted(text, { name })).toBe(text);
  });
});

describe('tables', () => {
  const others = {
    'main.cf':
      'transport_maps = hash:/etc/postfix/t\nheader_checks = pcre:/etc/postfix/p\nalias_maps = hash:/etc/postfix/aliases\n',
  };

  test('results in one column, if most are', async () => {
    const text = 'a.example      smtp:\nlonger.example lmtp:x\nb.example smtp:\n# c\nd.example  smtp:\n';
    expect(await formatted(text, { name: 't', others })).toBe(text);
    const more = `e.example      smtp:\nlongest.example smtp:\nf.example       smtp:\n\n${text}`;
    expect(await formatted(more, { name: 't', others, settings: { columns: 'aligned' } })).toContain(
      'e.example       smtp:\nlongest.example smtp:\nf.example       smtp:\n',
    );
  });

  test('one tab, if most lines have one', async () => {
    const text = 'a.example\tsmtp:\nb.example\tsmtp:\nc.example\tsmtp:  \nd.example   smtp:a  b\n';
    expect(await formatted(text, { name: 't', others })).toBe(
      'a.example\tsmtp:\nb.example\tsmtp:\nc.example\tsmtp:\nd.example\tsmtp:a  b\n',
    );
  });

  test('patterns', async () => {
    const text = '/^a b/ REJECT   no\n/c/ OK\n/d/ OK\n/e/    OK\n';
    expect(await formatted(text, { name: 'p', others })).toBe('/^a b/ REJECT   no\n/c/ OK\n/d/ OK\n/e/ OK\n');
  });

  test('aliases', async () => {
    const text = 'root: ann\nbin: root\ndaemon:   root\nlist: "|cmd  x",   bob\n';
    expect(await formatted(text, { name: 'aliases', others })).toBe(
      'root: ann\nbin: root\ndaemon: root\nlist: "|cmd  x",   bob\n',
    );
  });
});

test('a range: only its lines, in the style of the whole file', async () => {
  const text = 'a_b=1\nc_d = 2\ne=3\nf = 4\ng=5\n';
  const { service } = inMemory({ 'main.cf': text });
  const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 1 } };
  expect(applyEdits(text, await service.formatting(uriOf('main.cf'), editor, range))).toBe(
    'a_b=1\nc_d=2\ne=3\nf = 4\ng=5\n',
  );
});

describe('Enter', () => {
  async function entered(before: string, name = 'main.cf'): Promise<string> {
    const at = before.indexOf('‸');
    const text = before.replace('‸', '');
    const { service } = inMemory({ [name]: text });
    const lines = before.slice(0, at).split('\n');
    const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    return applyEdits(text, await service.formattingOnEnter(uriOf(name), position, editor));
  }

  test('after a comma in a list indents as the file does', async () => {
    expect(await entered('mydestination =\n  a\nmynetworks = x,\n‸\nbiff = no\n')).toBe(
      'mydestination =\n  a\nmynetworks = x,\n  \nbiff = no\n',
    );
  });

  test('in a list keeps the rest of it in the list', async () => {
    expect(await entered('mynetworks = x,\n‸y, z\n')).toBe('mynetworks = x,\n    y, z\n');
    expect(await entered('mynetworks = x\n‸y, z\n')).toBe('mynetworks = x\n    y, z\n');
  });

  test.each([
    ['after a text', 'smtpd_banner = a,\n‸\n'],
    ['before a setting', 'mynetworks = x\n‸myorigin = y\n'],
    ['before a comment', 'mynetworks = x,\n‸# c\n'],
    ['after a complete list', 'mynetworks = x\n‸\n'],
  ])('%s does nothing', async (_, text) => {
    expect(await entered(text)).toBe(text.replace('‸', ''));
  });

  test('before an option of a service indents it', async () => {
    expect(await entered('smtp inet n - n - - smtpd\n‸-o a=b\n', 'master.cf')).toBe(
      'smtp inet n - n - - smtpd\n    -o a=b\n',
    );
  });
});

describe('a word that begins with #', () => {
  const text = 'mynetworks = a,\n    b # office c\n';

  test.each(['oneItemPerLine', 'fill'] as const)('does not become a comment with %s', async (lists) => {
    expect(await formatted(text, { settings: { lists } })).toBe(text);
    const long = `mynetworks = ${'a'.repeat(75)} # office\n`;
    expect(await formatted(long, { settings: { lists } })).toBe(long);
  });
});

describe('after a line break', () => {
  /** The text after the line break before `‸`. */
  async function broken(marked: string, name = 'main.cf'): Promise<string> {
    const text = marked.replace('‸', '');
    const before = marked.slice(0, marked.indexOf('‸')).split('\n');
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    const { service } = inMemory({ [name]: text });
    return applyEdits(text, await service.formattingOnEnter(uriOf(name), position, editor));
  }

  test.each([
    ['after a comma', 'mynetworks = a,\n‸', 'mynetworks = a,\n    '],
    ['after a comma, before a setting', 'mynetworks = a,\n‸\nb = c\n', 'mynetworks = a,\n    \nb = c\n'],
    ['before the rest of a list', 'mynetworks = a\n‸b\n', 'mynetworks = a\n    b\n'],
    ['before the rest of a text', 'smtpd_banner = a\n‸b\n', 'smtpd_banner = a\n    b\n'],
    ['between two items', 'mynetworks =\n\ta\n‸\n\tb\n', 'mynetworks =\n\ta\n\t\n\tb\n'],
    ['after a comment in a list', 'mynetworks =\n  a\n# c\n‸\n  b\n', 'mynetworks =\n  a\n# c\n  \n  b\n'],
    [
      'in a deeper list',
      'biff =\n  no\nmynetworks = a,\n      b,\n‸',
      'biff =\n  no\nmynetworks = a,\n      b,\n      ',
    ],
    ['with line breaks of Windows', 'mynetworks = a,\r\n‸\r\n', 'mynetworks = a,\r\n    \r\n'],
  ])('a value goes on %s', async (_, text, after) => {
    expect(await broken(text)).toBe(after);
  });

  test.each([
    ['at the end of a list', 'mynetworks =\n  a\n‸\nb = c\n'],
    ['before a setting', 'mynetworks = a,\n‸b = c\n'],
    ['after a comma in a text', 'smtpd_banner = a,\n‸'],
    ['after an empty value', 'mynetworks =\n‸'],
    ['after a comment', '# a,\n‸'],
    ['before a comment', 'mynetworks = a,\n‸# b\n'],
  ])('a value ends %s', async (_, text) => {
    expect(await broken(text)).toBe(text.replace('‸', ''));
  });

  const smtpd = 'smtp inet n - n - - smtpd';

  test.each([
    ['before an option', `${smtpd}\n‸-o a=b\n`, `${smtpd}\n    -o a=b\n`],
    ['between two options', `${smtpd}\n  -o a=b\n‸\n  -o c=d\n`, `${smtpd}\n  -o a=b\n  \n  -o c=d\n`],
    ['in braces', `${smtpd} -o { a =\n‸b }\n`, `${smtpd} -o { a =\n    b }\n`],
    [
      'in a command',
      'x unix - n n - - pipe\n  user=a argv=/b\n‸-f ${sender}\n',
      'x unix - n n - - pipe\n  user=a argv=/b\n  -f ${sender}\n',
    ],
  ])('a service goes on %s', async (_, text, after) => {
    expect(await broken(text, 'master.cf')).toBe(after);
  });

  test.each([
    ['before another service', `${smtpd}\n‸x unix - n n - - pipe\n`],
    ['at its end', `${smtpd}\n  -o a=b\n‸`],
  ])('a service ends %s', async (_, text) => {
    expect(await broken(text, 'master.cf')).toBe(text.replace('‸', ''));
  });
});
