// Bytes in any encoding become text, and text becomes the same bytes again.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeBytes,
  encodeBytes,
  hasRawBytes,
  rawByte,
  withoutRawBytes,
} from '../../server/src/syntax/bytes.ts';
import { hostnameProblem } from '../../server/src/syntax/hostname.ts';

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('text from bytes', () => {
  test('UTF-8 is decoded as usual, including a byte order mark', () => {
    const text = '\ufeff# Grüße, 你好, \u{1f4ee}, \ufffd\n';
    expect(decodeBytes(Buffer.from(text, 'utf8'))).toBe(text);
    expect(hasRawBytes(text)).toBe(false);
  });

  test('a byte that is not part of UTF-8 has a separate code unit', () => {
    expect(decodeBytes(bytesOf('# Gr\xfc\xdfe \xc3\xbc\n'))).toBe('# Gr\udcfc\udcdfe ü\n');
    expect(rawByte(0xdcfc)).toBe(0xfc);
    expect(rawByte('ü'.charCodeAt(0))).toBeUndefined();
    expect(rawByte(0xdc7f)).toBeUndefined();
    expect(rawByte(0xdd00)).toBeUndefined();
  });

  test.each([
    ['a continuation byte alone', '\x80'],
    ['a long form', '\xc0\x80'],
    ['a long form of three bytes', '\xe0\x9f\xbf'],
    ['a long form of four bytes', '\xf0\x8f\xbf\xbf'],
    ['a surrogate', '\xed\xb3\xbc'],
    ['more than Unicode has', '\xf4\x90\x80\x80'],
    ['a byte that begins nothing', '\xf5\x80\x80\x80'],
    ['a character that the file ends in', '\xe2\x82'],
  ])('%s is kept byte for byte', (_, bytes) => {
    const text = decodeBytes(bytesOf(bytes));
    expect(text).toHaveLength(bytes.length);
    expect(encodeBytes(text)).toEqual(new Uint8Array(bytesOf(bytes)));
  });

  test.each(['\u07ff', '\u0800', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'])(
    'next to such a byte, %j is still a character',
    (character) => {
      const text = decodeBytes(Buffer.concat([bytesOf('\xfc'), Buffer.from(character), bytesOf('\xfc')]));
      expect(text).toBe(`\udcfc${character}\udcfc`);
    },
  );

  test('any bytes are restored', () => {
    const nearlyUtf8 = fc
      .array(
        fc.oneof(
          fc.uint8Array({ maxLength: 4 }),
          fc.string({ unit: 'binary' }).map((s) => Buffer.from(s)),
        ),
      )
      .map((pieces) => new Uint8Array(Buffer.concat(pieces)));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), nearlyUtf8), (bytes) => {
        expect(encodeBytes(decodeBytes(bytes))).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  test('such bytes are printed as question marks, as in the log', () => {
    expect(withoutRawBytes('m\udcfcil ü \u{1f4ee}')).toBe('m?il ü \u{1f4ee}');
  });
});

describe('a host name is checked byte by byte', () => {
  test('the number is that of the byte in the file', () => {
    expect(hostnameProblem(decodeBytes(bytesOf('m\xfcil.example.com')))).toBe(
      'invalid character 252(decimal): m?il.example.com',
    );
    expect(hostnameProblem('müil.example.com')).toBe('invalid character 195(decimal): müil.example.com');
  });

  test('there is no number if the editor could not decode the byte', () => {
    expect(hostnameProblem('m\ufffdil.example.com')).toBe('invalid character');
  });
});
