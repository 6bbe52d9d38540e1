// Reads a client's messages from a stream. Unlike the reader of vscode-jsonrpc, it decodes the bytes as they arrive: a
// message with a large file would otherwise be in memory twice more, as the parts that arrived and as one buffer.

import { StringDecoder } from 'node:string_decoder';
import {
  AbstractMessageReader,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
} from 'vscode-languageserver/node';

/** What ends a header (Language Server Protocol, "Base Protocol"). */
const headerEnd = '\r\n\r\n';

const none: Buffer = Buffer.alloc(0);

export class StreamReader extends AbstractMessageReader implements MessageReader {
  /** The beginning of a header whose end has not arrived. */
  private header = none;
  /** How many bytes of the content have not arrived; undefined between two messages. */
  private missing: number | undefined;
  private content: string[] = [];
  private readonly decoder = new StringDecoder('utf8');

  /** @param stream emits buffers */
  constructor(private readonly stream: NodeJS.ReadableStream) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    const { stream } = this;
    const onData = (bytes: Buffer): void => this.read(bytes, callback);
    const onError = (error: unknown): void => this.fireError(error);
    const onClose = (): void => this.fireClose();
    stream.on('data', onData).on('error', onError).on('close', onClose);
    return {
      dispose: () => stream.off('data', onData).off('error', onError).off('close', onClose),
    };
  }

  private read(bytes: Buffer, callback: DataCallback): void {
    let left = bytes;
    while (left.length > 0)
      left = this.missing === undefined ? this.readHeader(left) : this.readContent(left, callback);
  }

  /** Returns the bytes that follow. */
  private readHeader(bytes: Buffer): Buffer {
    const all = this.header.length === 0 ? bytes : Buffer.concat([this.header, bytes]);
    const end = all.indexOf(headerEnd);
    this.header = end < 0 ? all : none;
    if (end < 0) return none;
    const [, length] = /^content-length:[ \t]*(\d+)[ \t]*$/im.exec(all.toString('latin1', 0, end)) ?? [];
    if (length === undefined) this.fireError(new Error('a message has no Content-Length'));
    else if (Number(length) > 0) this.missing = Number(length);
    return all.subarray(end + headerEnd.length);
  }

  private readContent(bytes: Buffer, callback: DataCallback): Buffer {
    const missing = this.missing ?? 0;
    const own = bytes.subarray(0, missing);
    this.content.push(this.decoder.write(own));
    this.missing = missing - own.length;
    if (this.missing === 0) this.deliver(callback);
    return bytes.subarray(own.length);
  }

  private deliver(callback: DataCallback): void {
    const text = this.content.join('') + this.decoder.end();
    this.content = [];
    this.missing = undefined;
    try {
      callback(JSON.parse(text) as Message);
    } catch (error) {
      this.fireError(error);
    }
  }
}
