// What postmap(1) and postalias(1) wrote into an index of type cdb. They write a hundred of them in one process, but
// `postmap -s` prints only one, and none of this type.
import { readFile } from 'node:fs/promises';

/** The table at the beginning: where each of 256 hash tables is, and how long. */
const headerSize = 2048;

/** The keys and values in the order in which they were written, one character a byte. */
export async function readCdb(file: string): Promise<readonly (readonly [key: string, value: string])[]> {
  const data = await readFile(file);
  const tables = Array.from({ length: headerSize / 8 }, (_, i) => data.readUInt32LE(i * 8));
  // The hash tables are behind the last record.
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

/** Postfix may store a null byte behind each (dict_cdb.c). */
function text(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/\0$/, '');
}
