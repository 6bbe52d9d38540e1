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
