// The bytes of a character, which regcomp() and pcre2_compile() compare.
import { describe, expect, test } from 'vitest';
import { decodeBytes } from '../../../server/src/syntax/bytes.ts';
import { firstByte, lastByte, nextCharacter } from '../../../server/src/syntax/tables/regex.ts';

const bytesOf = (text: string) => [...new TextEncoder().encode(text)];

describe('the first and the last byte of a character', () => {
  test.each(['a', '\x7f', '\x80', 'é', '\u07ff', '\u0800', '€', '\uffff', '\u{10000}', '😀', '\u{10ffff}'])(
    '%j in UTF-8',
    (text) => {
      const found = [firstByte(`x${text}y`, 1, false), lastByte(`x${text}y`, 1, false)];
      expect(found).toEqual([bytesOf(text).at(0), bytesOf(text).at(-1)]);
    },
  );

  test.each([0x7f, 0x80, 0xe9, 0xff])('byte %i of text in which each character is a byte', (byte) => {
    const text = String.fromCharCode(byte);
    expect([firstByte(text, 0, true), lastByte(text, 0, true)]).toEqual([byte, byte]);
  });

  test.each([0x80, 0xe9, 0xff])('byte %i, which is not UTF-8', (byte) => {
    const text = decodeBytes(Uint8Array.of(byte, 0x61));
    expect([firstByte(text, 0, false), lastByte(text, 0, false)]).toEqual([byte, byte]);
  });
});

test.each([
  ['ab', 1],
  ['é', 1],
  ['\uffffb', 1],
  ['😀b', 2],
])('the character after the first one in %j is at %i', (text, next) => {
  expect(nextCharacter(text, 0)).toBe(next);
});
