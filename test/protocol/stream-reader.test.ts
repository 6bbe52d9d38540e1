import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { StreamReader } from '../../server/src/lsp/stream-reader.ts';

/** The messages that arrive if the bytes come in parts of this size. */
async function read(bytes: Buffer, size: number): Promise<{ messages: unknown[]; errors: number }> {
  const stream = new PassThrough();
  const reader = new StreamReader(stream);
  const messages: unknown[] = [];
  let errors = 0;
  reader.onError(() => errors++);
  const closed = new Promise<void>((done) => reader.onClose(done));
  reader.listen((message) => messages.push(message));
  for (let at = 0; at < bytes.length; at += size) stream.write(bytes.subarray(at, at + size));
  stream.end();
  stream.on('end', () => stream.destroy());
  await closed;
  return { messages, errors };
}

function frame(content: string, header = 'Content-Length: '): string {
  return `${header}${Buffer.byteLength(content)}\r\n\r\n${content}`;
}

const all = [{ id: 1, text: 'Grüße, 世界, 😀' }, { id: 2 }, { id: 3, text: '\r\n\r\n' }];

describe('messages in parts of any size', () => {
  const bytes = Buffer.from(all.map((message) => frame(JSON.stringify(message))).join(''));
  test.each([1, 2, 3, 7, 30, 1000])('%i', async (size) => {
    expect(await read(bytes, size)).toEqual({ messages: all, errors: 0 });
  });
});

test('a header may have other fields', async () => {
  const header = 'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:';
  expect(await read(Buffer.from(frame('{"id":1}', header)), 5)).toEqual({ messages: [{ id: 1 }], errors: 0 });
});

test('what cannot be read is left out', async () => {
  const text = ['X: y\r\n\r\n', frame('{"id": '), frame(''), frame('{"id":2}')].join('');
  for (const size of [1, 1000])
    expect(await read(Buffer.from(text), size)).toEqual({ messages: [{ id: 2 }], errors: 2 });
});
