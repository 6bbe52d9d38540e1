// A client for the services of Postfix that other programs ask over a socket: trivial-rewrite(8) and cleanup(8). Each
// request and reply is a list of names and values, each with a null byte after it (attr_print0.c).
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';

export type Attributes = Readonly<Record<string, string>>;

/** One connection. Requests are answered in their order. */
export class InternalClient {
  private data = Buffer.alloc(0);
  private failure: Error | undefined;
  private waiting: (() => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (data) => {
      this.data = Buffer.concat([this.data, data]);
      this.waiting?.();
    });
    const end = (error?: Error): void => {
      this.failure = error ?? new Error('the service closed the connection');
      this.waiting?.();
    };
    socket.on('error', end);
    socket.on('close', () => end());
  }

  /** Connects to `private/rewrite` or another socket of the queue directory, and reads the greeting. */
  static async connect(
    queueDirectory: string,
    name: string,
  ): Promise<{ client: InternalClient; greeting: Attributes }> {
    const socket = createConnection(join(queueDirectory, name));
    const client = new InternalClient(socket);
    await once(socket, 'connect');
    return { client, greeting: await client.read() };
  }

  async ask(attributes: Attributes): Promise<Attributes> {
    this.send(attributes);
    return this.read();
  }

  send(attributes: Attributes): void {
    const fields = Object.entries(attributes).flat();
    this.write(Buffer.from([...fields, ''].map((field) => `${field}\0`).join('')));
  }

  write(data: Buffer): void {
    this.socket.write(data);
  }

  async read(): Promise<Attributes> {
    for (;;) {
      const found = this.take();
      if (found !== undefined) return found;
      if (this.failure !== undefined) throw this.failure;
      await new Promise<void>((resolve) => {
        this.waiting = resolve;
      });
    }
  }

  close(): void {
    this.socket.destroy();
  }

  /** The first complete list that has arrived. */
  private take(): Attributes | undefined {
    const fields: string[] = [];
    for (let at = 0; at < this.data.length; ) {
      const end = this.data.indexOf(0, at);
      if (end < 0) return undefined;
      const field = this.data.toString('utf8', at, end);
      at = end + 1;
      if (fields.length % 2 === 0 && field === '') {
        this.data = this.data.subarray(at);
        return Object.fromEntries(pairs(fields));
      }
      fields.push(field);
    }
    return undefined;
  }
}

function pairs(fields: readonly string[]): [string, string][] {
  return Array.from({ length: fields.length / 2 }, (_, i) => [fields[2 * i] ?? '', fields[2 * i + 1] ?? '']);
}
