// Reads the cdb indexes that postmap(1) and postalias(1) create. One process can create a hundred of them, but
// `postmap -s` prints only one, and does not support this type.
import { readFile } from 'node:fs/promises';

/** The size of the table at the start of a file: the position and length of each of the 256 hash tables. */
const headerSize = 2048;

/** The keys and values in the order in which they were written. Each byte is one character. */
export async function readCdb(file: string): Promise<readonly (readonly [key: string, value: string])[]> {
  const data = await readFile(file);
  const tables = Array.from({ length: headerSize / 8 }, (_, i) => data.readUInt32LE(i * 8));
  // The hash tables follow the last record.
  const end = Math.min(...tables);
  const records: [string, string][] = [];
  for (let at = headerSize; at < end; ) {
    const key = at + 8;
    const value = key + data.readUInt32LE(at);
    at = value + data.readUInt32LE(at + 4);
    records.push([text(data.subarray(key, value)), text(data.subarray(value, at))]);
  }
  return records;
}

/** Postfix may add a null byte to each key and value (dict_cdb.c). */
function text(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/\0$/, '');
}
