// A mail server on loopback that records what clients do: whether they encrypt, which name they log in with, and the
// addresses that they send.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { TLSSocket } from 'node:tls';
import type { Certificate } from './certificate';

export interface Recorded {
  readonly encrypted: boolean;
  /** The name of AUTH PLAIN. */
  readonly login?: string;
  readonly sender: string;
  readonly recipients: readonly string[];
}

export interface Recorder {
  readonly port: number;
  /** What was received, by Message-ID. */
  readonly mails: ReadonlyMap<string, Recorded>;
}

/**
 * Starts a server, calls `use` with it, and always stops it afterward.
 * @param certificate for STARTTLS, which is not offered without it
 */
export async function withRecorder<T>(
  certificate: Certificate | undefined,
  use: (recorder: Recorder) => Promise<T>,
): Promise<T> {
  const mails = new Map<string, Recorded>();
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    void converse(socket, certificate, (id, mail) => mails.set(id, mail)).catch(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  try {
    return await use({ port: (server.address() as AddressInfo).port, mails });
  } finally {
    server.close();
  }
}

async function converse(
  socket: Socket,
  certificate: Certificate | undefined,
  record: (id: string, mail: Recorded) => void,
): Promise<void> {
  socket.write('220 recorder ESMTP\r\n');
  const encrypted = await session(socket, certificate, record);
  if (encrypted !== undefined) await session(encrypted, undefined, record);
}

/** One session. Returns the encrypted connection after STARTTLS. */
async function session(
  socket: Socket,
  certificate: Certificate | undefined,
  record: (id: string, mail: Recorded) => void,
): Promise<Socket | undefined> {
  let login: string | undefined;
  let sender = '';
  let recipients: string[] = [];
  let id: string | undefined;
  let inMessage = false;
  const reply = (text: string) => socket.write(`${text}\r\n`);
  const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    if (inMessage) {
      id ??= /^Message-ID: <(.*)>$/i.exec(line)?.[1];
      if (line !== '.') continue;
      inMessage = false;
      const encrypted = socket instanceof TLSSocket;
      record(id ?? '', { encrypted, ...(login !== undefined && { login }), sender, recipients });
      reply('250 2.0.0 Ok');
    } else if (/^EHLO/i.test(line)) {
      reply(`250-recorder\r\n${certificate ? '250-STARTTLS\r\n' : ''}250 AUTH PLAIN`);
    } else if (/^STARTTLS/i.test(line) && certificate) {
      reply('220 go on');
      lines.close();
      const { key, certificate: cert } = certificate;
      const encrypted = new TLSSocket(socket, { isServer: true, key, cert });
      encrypted.on('error', () => socket.destroy());
      return encrypted;
    } else if (/^AUTH PLAIN /i.test(line)) {
      [, login] = Buffer.from(line.slice('AUTH PLAIN '.length), 'base64').toString().split('\0');
      reply('235 2.7.0 Ok');
    } else if (/^MAIL/i.test(line)) {
      sender = /<(.*)>/.exec(line)?.[1] ?? '';
      recipients = [];
      id = undefined;
      reply('250 2.1.0 Ok');
    } else if (/^RCPT/i.test(line)) {
      recipients.push(/<(.*)>/.exec(line)?.[1] ?? '');
      reply('250 2.1.5 Ok');
    } else if (/^DATA/i.test(line)) {
      inMessage = true;
      reply('354 go on');
    } else if (/^QUIT/i.test(line)) {
      socket.end('221 bye\r\n');
    } else {
      reply('250 ok');
    }
  }
  return undefined;
}
