// What Postfix accepts as a host name or domain name (valid_hostname.c).

import { encodeBytes, withoutRawBytes } from './bytes.ts';

const maxLabel = 63;
const maxName = 255;
/** Far longer than a valid name. Text past this point cannot make the name valid. */
const lookedAt = 1000;

/** Postfix's complaint about an invalid name; undefined for a valid one. An underscore is treated as a letter. */
export function hostnameProblem(name: string): string | undefined {
  if (name === '') return 'empty hostname';
  const bytes = encodeBytes(name.slice(0, lookedAt));
  let label = 0;
  let isNumeric = true;
  for (const [i, byte] of bytes.entries()) {
    const next = bytes[i + 1];
    const char = String.fromCharCode(byte);
    if (/[A-Za-z0-9_]/.test(char)) {
      if (++label > maxLabel) return `hostname label too long: ${beginning(name)}`;
      if (!/\d/.test(char)) isNumeric = false;
    } else if (char === '.') {
      if (label === 0 || next === undefined) return `misplaced delimiter: ${beginning(name)}`;
      label = 0;
    } else if (char === '-') {
      isNumeric = false;
      if (++label === 1 || next === undefined || next === 46) return `misplaced hyphen: ${beginning(name)}`;
    } else if (isUndecoded(name)) return 'invalid character';
    else return `invalid character ${byte}(decimal): ${beginning(name)}`;
  }
  if (isNumeric) return `numeric hostname: ${beginning(name)}`;
  const { length } = encodeBytes(name);
  return length > maxName ? `bad length ${length} for ${beginning(name)}...` : undefined;
}

function beginning(name: string): string {
  return withoutRawBytes(name.slice(0, 100));
}

/**
 * Whether the name contains U+FFFD, which an editor shows for a byte it cannot decode. The original byte is unknown.
 */
function isUndecoded(name: string): boolean {
  return name.includes('\uFFFD');
}
