// Converts the bytes of a file to text and back. Postfix reads bytes in any encoding; the parsers work on strings.
//
// UTF-8 is decoded as usual. A byte that is not valid UTF-8 becomes one code unit from U+DC80 to U+DCFF: a low
// surrogate without a high surrogate, which valid UTF-8 never produces. Every byte therefore has a place in the text,
// and encoding the text restores the original bytes.

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const toUtf8 = new TextEncoder();

/** Added to a byte that is not valid UTF-8 to get its code unit. */
const rawByteBase = 0xdc00;

/** Decodes any bytes to text that `encodeBytes` turns back into the same bytes. A byte order mark stays in the text. */
export function decodeBytes(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return decodeAround(bytes);
  }
}

function decodeAround(bytes: Uint8Array): string {
  const byteAt = (i: number): number => bytes[i] ?? 0;
  let text = '';
  let start = 0;
  for (let i = 0; i < bytes.length; ) {
    const length = utf8Length(byteAt, i);
    if (length === 0) {
      if (start < i) text += utf8.decode(bytes.subarray(start, i));
      text += String.fromCharCode(rawByteBase + byteAt(i));
      start = i + 1;
    }
    i += length || 1;
  }
  return text + utf8.decode(bytes.subarray(start));
}

/** Encodes text as UTF-8. A code unit from U+DC80 to U+DCFF becomes the byte that it represents. */
export function encodeBytes(text: string): Uint8Array {
  if (!hasRawBytes(text)) return toUtf8.encode(text);
  const pieces = text
    .split(/([\udc80-\udcff]+)/u)
    .map((piece, i) =>
      i % 2 === 0 ? toUtf8.encode(piece) : Uint8Array.from(piece, (unit) => unit.charCodeAt(0) - rawByteBase),
    );
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The byte that a code unit of decoded text represents; undefined for a character. */
export function rawByte(code: number): number | undefined {
  return code >= rawByteBase + 0x80 && code <= rawByteBase + 0xff ? code - rawByteBase : undefined;
}

export function hasRawBytes(text: string): boolean {
  return /[\udc80-\udcff]/u.test(text);
}

/** Printable text: each byte that is not valid UTF-8 becomes `?`, as in Postfix's log (printable.c). */
export function withoutRawBytes(text: string): string {
  return text.replace(/[\udc80-\udcff]/gu, '?');
}

/**
 * The number of bytes in the UTF-8 character that begins at an index, or 0 if no character begins there (RFC 3629,
 * valid_utf8_string.c).
 *
 * @param byteAt returns a value that is not a UTF-8 byte for an index past the end
 */
export function utf8Length(byteAt: (index: number) => number, index: number): number {
  const lead = byteAt(index);
  if (lead < 0x80) return 1;
  const tail = lead < 0xc2 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 0;
  if (tail === 0) return 0;
  // The second byte rules out overlong forms, surrogates, and code points above U+10FFFF.
  const second = byteAt(index + 1);
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (!(second >= low && second <= high)) return 0;
  for (let k = 2; k <= tail; k++) if ((byteAt(index + k) & 0xc0) !== 0x80) return 0;
  return tail + 1;
}
