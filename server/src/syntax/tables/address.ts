// IP addresses as inet_pton(3) and inet_ntop(3) read and write them, because Postfix uses these functions. ipaddr.js is
// not suitable: it accepts octal, hexadecimal, and zone forms that inet_pton(3) rejects, and turns ::192.0.2.1 into
// ::ffff:192.0.2.1.

export type AddressFamily = 'ipv4' | 'ipv6';

/** The longest text of an address: ::ffff:255.255.255.255 with all groups written out. */
const maxLength = 45;

/** 4 or 16 bytes; undefined if the text is not an address of that family. */
export function parseAddress(text: string, family: AddressFamily): readonly number[] | undefined {
  if (text.length > maxLength) return undefined;
  return family === 'ipv4' ? parseIpv4(text) : parseIpv6(text);
}

function parseIpv4(text: string): number[] | undefined {
  const bytes = ipv4.exec(text)?.slice(1).map(Number);
  if (bytes === undefined) return undefined;
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

const ipv4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = '', tail] = halves;
  const before = groups(head, tail === undefined);
  const after = groups(tail ?? '', true);
  if (before === undefined || after === undefined) return undefined;
  const zeros = 16 - before.length - after.length;
  // `::` represents at least one group.
  if (tail === undefined ? zeros !== 0 : zeros < 2) return undefined;
  return [...before, ...new Array<number>(zeros).fill(0), ...after];
}

/** The bytes of the groups between colons. The last group may be an IPv4 address if it ends the whole text. */
function groups(text: string, atEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      const value = Number.parseInt(part, 16);
      bytes.push(value >> 8, value & 255);
    } else {
      const embedded = atEnd && i === parts.length - 1 ? parseIpv4(part) : undefined;
      if (embedded === undefined) return undefined;
      bytes.push(...embedded);
    }
  }
  return bytes;
}

/** The bytes with all but the first `length` bits cleared (mask_addr.c). */
export function maskAddress(bytes: readonly number[], length: number): number[] {
  return bytes.map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, length - 8 * i))));
}

/** 4 or 16 bytes as inet_ntop(3) writes them. */
export function formatAddress(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const parts = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  const { start, length } = longestZeros(parts);
  // ::192.0.2.1 and ::ffff:192.0.2.1 keep their dots.
  const embedded = start === 0 && (length === 6 || (length === 5 && parts[5] === 0xffff));
  const end = embedded ? 6 : 8;
  const tail = embedded ? [bytes.slice(12).join('.')] : [];
  const words = (from: number, to: number): string[] =>
    parts.slice(from, to).map((part) => part.toString(16));
  if (length < 2) return words(0, 8).join(':');
  const after = [...words(start + length, end), ...tail];
  return `${words(0, start).join(':')}::${after.join(':')}`;
}

/** The first of the longest runs of zero groups. */
function longestZeros(parts: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  parts.forEach((part, i) => {
    if (part !== 0) start = i + 1;
    else if (i + 1 - start > best.length) best = { start, length: i + 1 - start };
  });
  return best;
}
