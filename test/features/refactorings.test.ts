// Refactorings: other forms of the same configuration.

import { describe, expect, test } from 'vitest';
import type { Range } from 'vscode-languageserver-types';
import { SourceText } from '../../server/src/syntax/text.ts';
import { inMemory, uriOf } from '../corpus/host';
import { applyEdits } from '../support/edits.ts';

type Texts = Readonly<Record<string, string>>;

/** The files after each refactoring at `‸`, or of the text between two `‸`, by title. */
async function offered(files: Texts): Promise<Readonly<Record<string, Texts>>> {
  const [name = '', marked = ''] = Object.entries(files).find(([, text]) => text.includes('‸')) ?? [];
  const texts = { ...files, [name]: marked.replaceAll('‸', '') };
  const source = SourceText.of(texts[name] ?? '');
  const start = marked.indexOf('‸');
  const end = marked.lastIndexOf('‸') - (marked.lastIndexOf('‸') === start ? 0 : 1);
  const range: Range = { start: source.positionAt(start), end: source.positionAt(end) };
  const { service } = inMemory(texts);
  const actions = await service.codeActions(uriOf(name), range, { only: ['refactor'] });
  return Object.fromEntries(
    actions.map(({ title, edit }) => [
      title,
      Object.fromEntries(
        Object.entries(edit?.changes ?? {}).map(([uri, edits]) => {
          const file = uri.slice(uriOf('').length);
          return [file, applyEdits(texts[file] ?? '', edits)];
        }),
      ),
    ]),
  );
}

async function inMain(text: string, title: string): Promise<string | undefined> {
  return (await offered({ 'main.cf': text }))[title]?.['main.cf'];
}

describe('a list', () => {
  test('one item per line', async () => {
    expect(await inMain('mynetworks = a‸, b c\n', 'Write one item per line')).toBe(
      'mynetworks =\n    a,\n    b\n    c\n',
    );
    const restrictions =
      'smtpd_client_restrictions = permit_mynet‸works, check_client_access hash:/x, reject\n';
    expect(await inMain(restrictions, 'Write one item per line')).toBe(
      'smtpd_client_restrictions =\n    permit_mynetworks,\n    check_client_access hash:/x,\n    reject\n',
    );
  });

  test('on one line', async () => {
    expect(await inMain('mynetworks =\n  a,\n  b‸\n  c\n', 'Write all items on one line')).toBe(
      'mynetworks = a, b c\n',
    );
  });

  test('sorted', async () => {
    expect(await inMain('mydestination = c.example‸, a.example\n  b.example\n', 'Sort the items')).toBe(
      'mydestination = a.example, b.example\n  c.example\n',
    );
  });

  test.each([
    ['exceptions', 'mynetworks = b‸, !a\n'],
    ['tables', 'mydestination = b‸, hash:/a\n'],
    ['restrictions', 'smtpd_client_restrictions = reject‸, permit\n'],
    ['a $name', 'mydestination = b‸, $a\n'],
  ])('with %s is not sorted', async (_, text) => {
    expect(await inMain(text, 'Sort the items')).toBeUndefined();
  });

  test.each([
    ['one item per line', 'mynetworks = 192.0.2.1‸ # office 192.0.2.2\n', 'Write one item per line'],
    ['on one line', 'mynetworks = 192.0.2.1‸\n  192.0.2.2 # office\n', 'Write all items on one line'],
  ])('with a word that would become a comment is not written %s', async (_, text, title) => {
    expect(await inMain(text, title)).toBeUndefined();
  });

  test('keeps the line breaks of the file', async () => {
    expect(await inMain('biff = no\r\nmynetworks = a‸, b\r\n', 'Write one item per line')).toBe(
      'biff = no\r\nmynetworks =\r\n    a,\r\n    b\r\n',
    );
  });

  test('with comments keeps its lines', async () => {
    expect(Object.keys(await offered({ 'main.cf': 'mynetworks = b‸,\n # c\n a\n' }))).not.toContain(
      'Write all items on one line',
    );
  });
});

describe('a name', () => {
  test('is extracted from a value', async () => {
    expect(await inMain('myorigin = a.‸example.com‸\n', 'Extract to $myorigin_part')).toBe(
      'myorigin_part = example.com\nmyorigin = a.$myorigin_part\n',
    );
    expect(await inMain('myorigin = ‸mail‸server.example\n', 'Extract to $myorigin_part')).toBe(
      'myorigin_part = mail\nmyorigin = ${myorigin_part}server.example\n',
    );
  });

  test('is not extracted from another name', async () => {
    expect(Object.keys(await offered({ 'main.cf': 'a = b\nmyorigin = $‸mydomain‸\n' })).join()).not.toContain(
      'Extract',
    );
  });

  test.each([
    ['a comment', 'mynetworks = a,\n# the ‸office‸\n  b\n'],
    ['a value that Postfix does not expand', 'mailbox_command = ‸/bin/a‸ "$EXTENSION"\n'],
    ['an operator', 'myorigin = ${{$mydomain} ‸==‸ {a} ? {b} : {c}}\n'],
  ])('is not extracted from %s', async (_, text) => {
    expect(Object.keys(await offered({ 'main.cf': text })).join()).not.toContain('Extract');
  });

  test('is extracted from a branch of a condition', async () => {
    expect(
      await inMain('myorigin = ${{$mydomain} == {a} ? {‸b.example‸}}\n', 'Extract to $myorigin_part'),
    ).toBe('myorigin_part = b.example\nmyorigin = ${{$mydomain} == {a} ? {$myorigin_part}}\n');
  });

  test('is extracted to a line above the comments that suppress findings', async () => {
    const comment = '# postfix-lint-disable-next-line a\n';
    expect(await inMain(`${comment}myorigin = a.‸b‸\n`, 'Extract to $myorigin_part')).toBe(
      `myorigin_part = b\n${comment}myorigin = a.$myorigin_part\n`,
    );
  });

  test('is extracted to a name that nothing uses', async () => {
    const files = {
      'main.cf': 'myorigin = a.‸b‸\nmyhostname = $myorigin_part\n',
      'master.cf': 'smtp unix - - n - - smtp\n  -o myorigin_part_2=x\n',
    };
    expect(Object.keys(await offered(files))).toContain('Extract to $myorigin_part_3');
  });

  test.each([
    ['a name at its end', 'b = $c\nc = d\na = x.${‸b}y\n', 'b = $c\nc = d\na = x.${c}y\n'],
    ['a name in braces', 'b = $c\nc = d\na = $‸b-y\n', 'b = $c\nc = d\na = $c-y\n'],
  ])('is replaced with a value that has %s', async (_, text, after) => {
    expect(await inMain(text, 'Replace $b with its value')).toBe(after);
  });

  test('is not replaced with text that would continue the name before it', async () => {
    expect(await offered({ 'main.cf': 'b = c\nx = y\na = $x${‸b}\n' })).toEqual({});
  });

  test('is replaced with its value', async () => {
    expect(
      await inMain('office = x.example\nmydestination = a, $off‸ice, b\n', 'Replace $office with its value'),
    ).toBe('office = x.example\nmydestination = a, x.example, b\n');
    expect(await inMain('office = x\nmydestination = ${off‸ice}y\n', 'Replace $office with its value')).toBe(
      'office = x\nmydestination = xy\n',
    );
  });

  test('is not replaced with a default', async () => {
    expect(await offered({ 'main.cf': 'myorigin = $mydom‸ain\n' })).toEqual({});
  });
});

test('hash: becomes lmdb: in all files', async () => {
  const files = {
    'main.cf': 'alias_maps = ha‸sh:/etc/aliases\ntransport_maps = proxy:hash:/t, cidr:/c\n',
    'master.cf': 'smtp inet n - n - - smtpd\n  -o smtpd_client_restrictions=check_client_access,hash:/a\n',
  };
  expect(
    (await offered(files))['Change hash: to lmdb: everywhere (index the tables again afterward)'],
  ).toEqual({
    'main.cf': 'alias_maps = lmdb:/etc/aliases\ntransport_maps = proxy:lmdb:/t, cidr:/c\n',
    'master.cf': 'smtp inet n - n - - smtpd\n  -o smtpd_client_restrictions=check_client_access,lmdb:/a\n',
  });
});

test('hash: becomes lmdb: in restrictions that tables contain, and in the default type', async () => {
  const files = {
    'main.cf':
      'default_database_type = hash\nsmtpd_client_restrictions = check_client_access ha‸sh:/etc/postfix/access\n',
    access: 'example.com check_sender_access hash:/etc/postfix/senders\n',
  };
  expect(
    (await offered(files))['Change hash: to lmdb: everywhere (index the tables again afterward)'],
  ).toEqual({
    'main.cf':
      'default_database_type = lmdb\nsmtpd_client_restrictions = check_client_access lmdb:/etc/postfix/access\n',
    access: 'example.com check_sender_access lmdb:/etc/postfix/senders\n',
  });
});

describe('an option of a service', () => {
  test('with braces and without', async () => {
    const masterCf = 'smtp inet n - n - - smtpd\n  -o smtpd_ban‸ner=a\n';
    const braces = (await offered({ 'main.cf': '', 'master.cf': masterCf }))['Write the option in braces']?.[
      'master.cf'
    ];
    expect(braces).toBe('smtp inet n - n - - smtpd\n  -o { smtpd_banner = a }\n');
    const plain = (
      await offered({ 'main.cf': '', 'master.cf': braces?.replace('smtpd_ban', 'smtpd_ban‸') ?? '' })
    )['Write the option without braces'];
    expect(plain?.['master.cf']).toBe(masterCf.replace('‸', ''));
  });

  test('keeps its braces around spaces', async () => {
    const files = { 'main.cf': '', 'master.cf': 'smtp inet n - n - - smtpd\n  -o { smtpd_ban‸ner = a b }\n' };
    expect(Object.keys(await offered(files))).not.toContain('Write the option without braces');
  });

  test('moves to main.cf, and back', async () => {
    const masterCf = 'smtp inet n - n - - smtpd\n  -o smtpd_recipient_li‸mit=9\nslow unix - - n - - smtp\n';
    const moved =
      (await offered({ 'main.cf': 'biff = no\n', 'master.cf': masterCf }))['Move to main.cf'] ?? {};
    expect(moved).toEqual({
      'main.cf': 'biff = no\nsmtpd_recipient_limit = 9\n',
      'master.cf': 'smtp inet n - n - - smtpd\nslow unix - - n - - smtp\n',
    });
    const back = { ...moved, 'main.cf': moved['main.cf']?.replace('_limit', '_‸limit') ?? '' };
    expect((await offered(back))['Move to smtp/inet as an option']).toEqual({
      'main.cf': 'biff = no\n',
      'master.cf': masterCf.replace('‸', ''),
    });
  });

  test.each([
    ['-osmtpd_ban‸ner=a', '-o { smtpd_banner = a }'],
    ['-o smtpd_ban‸ner=', '-o { smtpd_banner = }'],
    ['-o smtpd_ban‸ner=a}b', undefined],
  ])('%s in braces', async (option, after) => {
    const files = { 'main.cf': '', 'master.cf': `smtp inet n - n - - smtpd\n  ${option}\n` };
    expect((await offered(files))['Write the option in braces']?.['master.cf']).toBe(
      after && `smtp inet n - n - - smtpd\n  ${after}\n`,
    );
  });

  test('leaves the other options of its line outside of comments', async () => {
    const masterCf =
      'cleanup unix n - n - 0 cleanup\n# copies\n  -o always_‸bcc=a@example.com -o header_checks=\n';
    expect((await offered({ 'main.cf': '', 'master.cf': masterCf }))['Move to main.cf']).toEqual({
      'main.cf': 'always_bcc = a@example.com\n',
      'master.cf': 'cleanup unix n - n - 0 cleanup\n# copies\n  -o header_checks=\n',
    });
  });

  test('does not move if the rest of its line would become a comment', async () => {
    const files = {
      'main.cf': '',
      'master.cf': 'cleanup unix n - n - 0 cleanup\n  -o always_‸bcc=a # copies\n',
    };
    expect(Object.keys(await offered(files))).not.toContain('Move to main.cf');
  });

  test('moves with its comments, and back', async () => {
    const masterCf =
      'local unix - n n - - local\n  -o { mailbox_com‸mand = a\n# b\n    c }\nsmtp unix - - n - - smtp\n';
    const moved = (await offered({ 'main.cf': 'biff = no\n', 'master.cf': masterCf }))['Move to main.cf'];
    expect(moved).toEqual({
      'main.cf': 'biff = no\n# b\nmailbox_command = a c\n',
      'master.cf': 'local unix - n n - - local\nsmtp unix - - n - - smtp\n',
    });
    const back = { ...moved, 'main.cf': 'biff = no\n# b\nmailbox_‸command = a,\n  # d\n  c\n' };
    expect((await offered(back))['Move to local/unix as an option']).toEqual({
      'main.cf': 'biff = no\n',
      'master.cf':
        'local unix - n n - - local\n# b\n  # d\n  -o { mailbox_command = a, c }\nsmtp unix - - n - - smtp\n',
    });
  });

  test('moves from the last line of a file without a line break', async () => {
    const files = { 'main.cf': 'biff = no', 'master.cf': 'local unix - n n - - local\r\n  -o biff‸=no' };
    expect((await offered({ ...files, 'main.cf': '' }))['Move to main.cf']).toEqual({
      'main.cf': 'biff = no\n',
      'master.cf': 'local unix - n n - - local',
    });
  });

  test('does not move if another service would change', async () => {
    const files = {
      'main.cf': '',
      'master.cf': 'smtp inet n - n - - smtpd\n  -o smtpd_ban‸ner=a\n587 inet n - n - - smtpd\n',
    };
    expect(Object.keys(await offered(files))).not.toContain('Move to main.cf');
  });
});

test('a setting moves next to its relatives', async () => {
  const text =
    'smtpd_tls_auth_only = yes\nsmtpd_tls_loglevel = 1\nbiff = no\nsmtpd_tls_cert_‸file = /c\nmyorigin = a\n';
  expect(await inMain(text, 'Move next to smtpd_tls_loglevel')).toBe(
    'smtpd_tls_auth_only = yes\nsmtpd_tls_loglevel = 1\nsmtpd_tls_cert_file = /c\nbiff = no\nmyorigin = a\n',
  );
});

describe('a setting that moves', () => {
  const moved = (text: string) => inMain(text, 'Move next to smtpd_tls_loglevel');

  test('takes the comment above it along', async () => {
    expect(
      await moved(
        'smtpd_tls_loglevel = 1\nbiff = no\n\n# The key\nsmtpd_tls_key_‸file = /c\n\nmyorigin = a\n',
      ),
    ).toBe('smtpd_tls_loglevel = 1\n# The key\nsmtpd_tls_key_file = /c\nbiff = no\n\n\nmyorigin = a\n');
  });

  test.each([
    ['is about several settings', '# Keys\nsmtpd_tls_key_‸file = /c\nmyorigin = a\n'],
    ['is a marked heading', '# ---- Keys ----\nsmtpd_tls_key_‸file = /c\n'],
  ])('leaves a comment that %s', async (_, text) => {
    expect(await moved(`smtpd_tls_loglevel = 1\nbiff = no\n\n${text}`)).toBe(
      `smtpd_tls_loglevel = 1\nsmtpd_tls_key_file = /c\nbiff = no\n\n${text.replace(/smtpd.*\n/, '')}`,
    );
  });

  test('takes the comments along that suppress its findings', async () => {
    const comment = '# postfix-lint-disable-next-line a';
    expect(
      await moved(
        `smtpd_tls_loglevel = 1\r\nbiff = no\r\n# Keys\r\n${comment}\r\nsmtpd_tls_key_‸file = /c\r\nmyorigin = a\r\n`,
      ),
    ).toBe(
      `smtpd_tls_loglevel = 1\r\n${comment}\r\nsmtpd_tls_key_file = /c\r\nbiff = no\r\n# Keys\r\nmyorigin = a\r\n`,
    );
  });
});
