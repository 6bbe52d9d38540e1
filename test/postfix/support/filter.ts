// A content filter similar to Amavis. It passes each command on as it arrives, marks the messages, and answers with the
// replies of the server after it.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type SmtpSession, smtp } from './smtp';

/** The line that the filter adds at the top of each message. */
export const mark = 'X-Filtered: yes';

export interface Filter {
  readonly port: number;
  /** The port of 127.0.0.1 to which messages are returned. */
  handsTo: number | undefined;
  /** The number of messages received. */
  seen: number;
  stop(): void;
}

/** Starts a filter, calls `use` with it, and always stops it afterward. */
export async function withFilter<T>(use: (filter: Filter) => Promise<T>): Promise<T> {
  const server = createServer((socket) => {
    const conversation = new Conversation(socket, filter);
    void conversation
      .hold()
      .catch(() => socket.destroy())
      .finally(() => conversation.leave());
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  const filter = filterOf(server);
  try {
    return await use(filter);
  } finally {
    filter.stop();
  }
}

function filterOf(server: Server): Filter {
  const { port } = server.address() as AddressInfo;
  return { port, handsTo: undefined, seen: 0, stop: () => void server.close() };
}

/** One connection of a client. Each of its mails has its own connection to the server after the filter. */
class Conversation {
  #next: SmtpSession | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly filter: Filter,
  ) {}

  async hold(): Promise<void> {
    const message: string[] = [];
    let inMessage = false;
    this.#reply('220 filter');
    for await (const line of createInterface({
      input: this.socket,
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      if (inMessage && line === '.') {
        inMessage = false;
        this.filter.seen++;
        this.#reply(await this.#handOn(message.splice(0)));
      } else if (inMessage) {
        message.push(line);
      } else if (/^QUIT/i.test(line)) {
        this.socket.end('221 bye\r\n');
      } else if (/^DATA/i.test(line)) {
        inMessage = true;
        this.#reply('354 go on');
      } else {
        this.#reply(await this.#answer(line));
      }
    }
  }

  /** Ends the connection to the server after the filter. */
  async leave(): Promise<void> {
    const next = this.#next;
    this.#next = undefined;
    await next?.quit().catch(() => undefined);
  }

  #reply(text: string): void {
    this.socket.write(`${text.replaceAll('\n', '\r\n')}\r\n`);
  }

  async #answer(command: string): Promise<string> {
    if (/^EHLO/i.test(command)) return '250-filter\n250 XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT';
    if (/^RSET/i.test(command)) {
      await this.leave();
      return '250 ok';
    }
    // Removes the options: SIZE is no longer correct.
    return this.#pass(command.replace(/^(MAIL FROM:<[^>]*>).*/i, '$1'));
  }

  /** XFORWARD or MAIL begins a mail. */
  async #pass(command: string): Promise<string> {
    if (this.filter.handsTo === undefined) return '451 nowhere to go';
    if (this.#next === undefined) {
      this.#next = await smtp(this.filter.handsTo);
      await this.#next.ehlo('filter.example.com');
    }
    return (await this.#next.command(command)).text;
  }

  async #handOn(message: readonly string[]): Promise<string> {
    const plain = message.map((line) => line.replace(/^\.\./, '.'));
    const reply = await this.#next?.data(`${[mark, ...plain].join('\n')}\n`);
    await this.leave();
    return reply?.text ?? '503 MAIL first';
  }
}
