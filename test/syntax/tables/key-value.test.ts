// Tables of `key value` lines, as postmap(1) reads them.
import { describe, expect, test } from 'vitest';
import {
  keyValueParser,
  parseTableLine,
  type TableEntry,
} from '../../../server/src/syntax/tables/key-value.ts';
import { at, itemOf, itemsOf, marked } from './support.ts';

function entry(text: string): TableEntry {
  return itemOf(text, parseTableLine);
}

describe('an entry', () => {
  test.each([
    ['user@example.com REJECT', 'user@example.com', 'REJECT'],
    ['example.com \t smtp:[mail.example.com]:587 \t', 'example.com', 'smtp:[mail.example.com]:587'],
    ['"first last"@example.com x', '"first last"@example.com', 'x'],
    ['first\\ last@example.com x', 'first\\ last@example.com', 'x'],
    ['a"b c"d e', 'a"b c"d', 'e'],
    ['"a\\" b" c', '"a\\" b"', 'c'],
    ['a #no comment', 'a', '#no comment'],
    ['a "b', 'a', '"b'],
    ['User@Example.COM OK', 'User@Example.COM', 'OK'],
    ['café x', 'café', 'x'],
    ['a x\r', 'a', 'x'],
  ])('%j has key and value', (text, key, value) => {
    expect(entry(text)).toMatchObject({ key: { text: key }, value: { text: value }, text: value });
    expect(entry(text).problem).toBeUndefined();
  });

  test('continues if the next line begins with white space, and its line endings are dropped', () => {
    const [first, second] = itemsOf('a b,\n# c\n  d\nquoted\\\n key x\n', parseTableLine);
    expect(first?.item.text).toBe('b,  d');
    expect(second?.item).toMatchObject({ key: { text: 'quoted\\ key' }, text: 'x' });
    const { line, key, value } = first?.item ?? entry('');
    expect(line.text.slice(key.start, key.end)).toBe('a');
    expect(line.text.slice(value.start, value.end)).toBe('b,\n# c\n  d');
  });

  test('without a value has an empty one after its key', () => {
    const { key, value } = entry('key   \n');
    expect(value).toEqual({ start: key.end, end: key.end, text: '' });
  });

  test('ends at a NUL byte, which causes a warning since Postfix 3.9', () => {
    expect(entry('a b\0c')).toMatchObject({ text: 'b', problem: { code: 'null-byte', start: 3, end: 4 } });
    expect(itemOf('a b\0c', keyValueParser({ release: '3.7' })).problem).toBeUndefined();
  });
});

test('what postmap(1) warns about', () => {
  const text = `
user@example.com OK
user@example.com
^^^^^^^^^^^^^^^^ missing-value
alias: is this an alias file?
     ^ alias-format
"no end of quotes OK
^^^^^^^^^^^^^^^^^^^^ unbalanced-quote
quote" here x
^^^^^^^^^^^^^ unbalanced-quote
quote\\" here
`;
  expect(marked(text, parseTableLine)).toBe(text);
  const indented = '  example.com OK\n^^ leading-whitespace\nexample.net OK\n';
  expect(marked(indented, parseTableLine)).toBe(indented);
});

test('a line that postmap(1) drops, and one that it stores anyway', () => {
  expect(entry('a').problem).toMatchObject({
    message: 'expected format: key whitespace value',
    skipped: true,
  });
  expect(entry('a: b')).toMatchObject({ key: { text: 'a:' }, text: 'b', problem: { skipped: false } });
});

describe('with smtputf8_enable', () => {
  test('bytes that are not UTF-8 make postmap(1) drop the line', () => {
    const bytes = keyValueParser({ smtputf8: true, bytes: true });
    const notUtf8 = [
      '\xe9 x',
      'a \xc3',
      'a \xc0\xaf',
      'a \xed\xa0\x80',
      'a \xf4\x90\x80\x80',
      'a \xf5\x80\x80\x80',
    ];
    for (const text of notUtf8) expect(itemOf(text, bytes).problem?.code).toBe('not-utf8');
    for (const text of ['a x', '\xc3\xa9 x', 'a \xe4\xb8\xad', 'a \xf0\x9f\x98\x80', 'a \xed\x9f\xbf']) {
      expect(itemOf(text, bytes).problem).toBeUndefined();
    }
  });

  test('text that was decoded has U+FFFD for such bytes', () => {
    const decoded = keyValueParser({ smtputf8: true });
    expect(itemOf('caf\ufffd x', decoded).problem?.code).toBe('not-utf8');
    expect(itemOf('café 😀', decoded).problem).toBeUndefined();
    expect(itemOf('caf\ufffd x', keyValueParser()).problem).toBeUndefined();
  });
});

test('a node returns its text', () => {
  const item = entry('"a\n# note\n b" c\n d\n');
  expect([at(item.line, item.key), at(item.line, item.value)]).toEqual(['"a b"', 'c d']);
});
