// A content filter similar to Amavis. It receives messages over SMTP, marks them, and returns them over SMTP.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { smtp } from './smtp';

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
  const server = createServer((socket) => void converse(socket, filter).catch(() => socket.destroy()));
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

/** One session. Repeats the commands up to DATA to the server after the filter. */
async function converse(socket: Socket, filter: Filter): Promise<void> {
  const reply = (text: string) => socket.write(`${text}\r\n`);
  const commands: string[] = [];
  const message: string[] = [];
  let inMessage = false;
  reply('220 filter');
  for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (inMessage && line === '.') {
      inMessage = false;
      filter.seen++;
      reply(await handOn(filter, commands.splice(0), message.splice(0)));
    } else if (inMessage) {
      message.push(line);
    } else if (/^EHLO/i.test(line)) {
      reply('250-filter\r\n250 XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT');
    } else if (/^QUIT/i.test(line)) {
      socket.end('221 bye\r\n');
    } else if (/^DATA/i.test(line)) {
      inMessage = true;
      reply('354 go on');
    } else {
      // Removes the options: SIZE is no longer correct.
      commands.push(line.replace(/^(MAIL FROM:<[^>]*>).*/i, '$1'));
      reply('250 ok');
    }
  }
}

async function handOn(
  filter: Filter,
  commands: readonly string[],
  message: readonly string[],
): Promise<string> {
  if (filter.handsTo === undefined) return '451 nowhere to go';
  const session = await smtp(filter.handsTo);
  try {
    await session.ehlo('filter.example.com');
    for (const command of commands) {
      const { code, text } = await session.command(command);
      if (code >= 400) return text;
    }
    const plain = message.map((line) => line.replace(/^\.\./, '.'));
    return (await session.data(`${[mark, ...plain].join('\n')}\n`)).text;
  } finally {
    await session.quit().catch(() => undefined);
  }
}
