// The records of a file in the queue: a letter for the type, the length, and the text (record.c, rec_type.h).
import { readFile } from 'node:fs/promises';

export interface QueueRecord {
  readonly type: string;
  readonly text: string;
}

export async function readQueueFile(file: string): Promise<readonly QueueRecord[]> {
  const data = await readFile(file);
  const records: QueueRecord[] = [];
  for (let at = 0; at < data.length; ) {
    const type = String.fromCharCode(data.readUInt8(at++));
    let length = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = data.readUInt8(at++);
      length |= (byte & 0x7f) << shift;
      more = byte > 0x7f;
    }
    records.push({ type, text: data.toString('utf8', at, at + length) });
    at += length;
  }
  return records;
}

export function queueRecord({ type, text }: QueueRecord): Buffer {
  const data = Buffer.from(text);
  const length: number[] = [];
  for (let rest = data.length, first = true; first || rest > 0; first = false, rest >>= 7)
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
  return Buffer.concat([Buffer.from(type), Buffer.from(length), data]);
}
