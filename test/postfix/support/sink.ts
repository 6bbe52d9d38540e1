// A second mail server on loopback: Postfix's own smtp-sink(1), which accepts and keeps every message.
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { untilDefined, whenChanged } from '../../support/waiting';
import { Attended } from './attended';
import { makeDirectory } from './directory';
import { findProgram } from './programs';
import { smtp } from './smtp';

export interface SinkOptions {
  /** An address in 127.0.0.0/8. The default is 127.0.0.1. */
  readonly address?: string;
  /** The default is a free port. */
  readonly port?: number;
  /** Rejects every recipient as unknown. */
  readonly knowsNobody?: boolean;
}

/** The program that tests with a sink need, with its Debian package. */
export const needsSink = { 'smtp-sink': 'postfix' };

/** Starts a server, calls `use` with it, and always stops it afterward. */
export async function withSink<T>(options: SinkOptions, use: (sink: Sink) => Promise<T>): Promise<T> {
  const sink = await Sink.start(options);
  try {
    return await use(sink);
  } finally {
    await sink.stop();
  }
}

/** A free port at this loopback address. */
export async function freePort(address = '127.0.0.1'): Promise<number> {
  const server = createServer().listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** smtp-sink writes a message to disk while it receives it. A message with this last line is complete. */
export const lastLine = '-- the end --';

export class Sink {
  readonly port: number;
  readonly #directory: string;
  readonly #program: Attended;

  private constructor(port: number, directory: string, program: Attended) {
    this.port = port;
    this.#directory = directory;
    this.#program = program;
  }

  static async start({ address = '127.0.0.1', port, knowsNobody }: SinkOptions = {}): Promise<Sink> {
    const chosen = port ?? (await freePort(address));
    const directory = await makeDirectory();
    await mkdir(join(directory, 'mail'));
    await chmod(join(directory, 'mail'), 0o777);
    // Root must name another user. Postfix's own user exists wherever Postfix is installed.
    const options = ['-u', 'postfix', '-d', 'mail/', ...(knowsNobody ? ['-f', 'RCPT'] : [])];
    const args = [...options, `${address}:${chosen}`, '100'];
    const sink = new Sink(
      chosen,
      directory,
      new Attended(findProgram('smtp-sink') ?? 'smtp-sink', args, directory),
    );
    try {
      await sink.#answers(address);
      return sink;
    } catch (error) {
      await sink.stop();
      throw error;
    }
  }

  /** Every message received: the envelope as X- lines, header and body, with `\n` as line ending. */
  async messages(): Promise<readonly string[]> {
    const folder = join(this.#directory, 'mail');
    const files = (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8'));
    const texts = (await Promise.all(files)).map((text) => text.replaceAll('\r\n', '\n'));
    return texts.filter((text) => text.includes(`\n${lastLine}\n`));
  }

  /** The messages, once there are as many as requested. If no more arrive, throws with the messages so far. */
  waitForMessages(count = 1): Promise<readonly string[]> {
    return whenChanged(
      join(this.#directory, 'mail'),
      async () => {
        const messages = await this.messages();
        return messages.length >= count ? messages : undefined;
      },
      async () => {
        const messages = await this.messages();
        return `${messages.length} of ${count} messages came\n${messages.join('\n')}`;
      },
    );
  }

  /** The recipients of the messages, sorted, once there are as many messages as requested. */
  async recipients(count = 1): Promise<readonly string[]> {
    const messages = await this.waitForMessages(count);
    return messages
      .flatMap((text) => [...text.matchAll(/^X-Rcpt-Args: <(.*?)>/gm)].map(([, to = '']) => to))
      .sort();
  }

  /** Stops the server and deletes its messages. */
  async stop(): Promise<void> {
    await this.#program.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #answers(host: string): Promise<void> {
    const connect = () => smtp(this.port, { host }).catch(() => undefined);
    const session = await untilDefined(connect, async () => 'smtp-sink did not start');
    session.close();
  }
}
