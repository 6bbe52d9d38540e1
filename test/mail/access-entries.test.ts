// The lines of an access table, with the place of each answer, and the shorter form of a table for messages of which
// nothing is known.
import { describe, expect, test } from 'vitest';
import { restrictionsIn } from '../../server/src/instance/restriction-classes.ts';
import { accessChunk } from '../../server/src/mail/access-entries.ts';
import { accessSource, type PlacedItem } from '../../server/src/mail/access-source.ts';
import type { TableReference } from '../../server/src/syntax/value.ts';
import { mailSystem } from './support.ts';

function source(table: string, text: string) {
  const { tables } = mailSystem({ 'main.cf': `smtpd_client_restrictions = ${table}\n`, t: text });
  const [reference] = restrictionsIn(table);
  const found = accessSource(tables, reference as TableReference);
  if (found === undefined) throw new Error(`${table} cannot be read`);
  return found;
}

/** An answer as it is in the file, or the keyword of a block. */
function textOf(text: string, { item, location }: PlacedItem): string | undefined {
  return item.kind === 'entry' ? location && text.slice(location.start, location.end) : item.kind;
}

function digest(table: string, text: string): readonly (string | undefined)[] {
  return [...source(table, text).digest()].map((item) => textOf(text, item));
}

// Longer than one chunk, so that offsets are not only those of the first.
const padding = '# comment\n'.repeat(1000);

describe('places', () => {
  test.each([
    ['hash:/etc/postfix/t', 'a OK\nb REJECT no\n', ['OK', 'REJECT no']],
    ['cidr:/etc/postfix/t', 'if 10.0.0.0/8\n10.0.0.1 OK\nendif\n', ['if', 'OK', 'endif']],
    ['pcre:/etc/postfix/t', 'if /a/\n/b/ OK\nendif\n', ['if', 'OK', 'endif']],
  ])('in %s', (table, lines, expected) => {
    for (const text of [lines, padding + lines]) {
      const { items, permitting } = source(table, text);
      expect([...items()].map((item) => textOf(text, item))).toEqual(expected);
      expect([...permitting()].map(({ location: at }) => at && text.slice(at.start, at.end))).toEqual(['OK']);
    }
  });

  test('lines that answer OK or an equivalent', () => {
    const text = 'a OK\nb REJECT\nc 1\nd DUNNO\ne RELAY\n';
    expect([...source('hash:/etc/postfix/t', text).permitting()].map(({ text }) => text)).toEqual([
      'OK',
      '1',
      'RELAY',
    ]);
    expect([...source('inline:{a=OK,b=REJECT,c=1}', '').permitting()].map(({ text }) => text)).toEqual([
      'OK',
      '1',
    ]);
  });
});

describe('the digest', () => {
  test('is the first line of each kind', () => {
    const text = 'a OK\nb REJECT\nc 12\nd REJECT no\ne a_class\nf a_class\ng other_class\nh DUNNO\n';
    expect(digest('hash:/etc/postfix/t', text)).toEqual(['OK', 'REJECT', 'a_class', 'other_class', 'DUNNO']);
  });

  test('keeps lines that match everything', () => {
    expect(digest('pcre:/etc/postfix/t', '/a/ OK\n/b/ OK\n/./ OK\n')).toEqual(['OK', 'OK']);
  });

  test('is the whole table if there are blocks', () => {
    expect(digest('pcre:/etc/postfix/t', 'if /a/\n/b/ OK\n/c/ OK\nendif\n')).toEqual([
      'if',
      'OK',
      'OK',
      'endif',
    ]);
  });

  test('leaves out lines that Postfix skips', () => {
    expect(digest('pcre:/etc/postfix/t', '/a(/ OK\n/a REJECT\n/b/ DISCARD\n')).toEqual(['DISCARD']);
    expect(digest('cidr:/etc/postfix/t', '10.0.0.1/8 OK\nnonsense\n10.0.0.1 DISCARD\n')).toEqual(['DISCARD']);
  });
});

describe('how a table is searched', () => {
  test('only tables of texts are asked for parts', () => {
    expect(source('hash:/etc/postfix/t', '').fixed).toBe(true);
    expect(source('pcre:/etc/postfix/t', '').fixed).toBe(false);
    expect(source('cidr:/etc/postfix/t', '').fixed).toBe(false);
    expect(source('static:OK', '').fixed).toBe(true);
  });

  test('a $ in the key of a cidr: table or in a plain text is not filled in', () => {
    const effects = (table: string, text: string) =>
      [...source(table, text).items()].map(({ item }) => item.kind === 'entry' && item.entry.effect);
    expect(effects('hash:/etc/postfix/t', 'a $1\n')).toEqual(['list']);
    expect(effects('cidr:/etc/postfix/t', '10.0.0.1 $1\n')).toEqual(['list']);
    expect(effects('pcre:/etc/postfix/t', '/(a)/ $1\n')).toEqual(['unknown']);
    expect(effects('pcre:/etc/postfix/t', '/(a)/ OK $1\n')).toEqual(['permits']);
  });

  test('spaces around a pair are not part of it', () => {
    expect([...source('inline:{ { a = OK } }', '').permitting()]).toMatchObject([
      { text: 'OK', key: { text: 'a' } },
    ]);
  });

  test('a file that is no access table is not analyzed', () => {
    const { tables } = mailSystem({ 'main.cf': 'alias_maps = hash:/etc/postfix/t\n', t: 'a: OK\n' });
    expect(accessSource(tables, restrictionsIn('hash:/etc/postfix/t')[0] as TableReference)).toBeUndefined();
  });

  test('a chunk is read once', () => {
    const { tables } = mailSystem({
      'main.cf': 'smtpd_client_restrictions = hash:/etc/postfix/t\n',
      t: 'a OK\n',
    });
    const [file] = tables.all();
    const chunk = file?.tree.text.chunks[0];
    expect(file && chunk && accessChunk(chunk, file.context)).toBe(
      file && chunk && accessChunk(chunk, file.context),
    );
    expect(file).toBeDefined();
  });
});
