// A small SMTP client that can act as any client (XCLIENT) and shows every reply.
import { createConnection, type Socket } from 'node:net';
import { connect as secure } from 'node:tls';
import { waitLimit } from '../../../scripts/time-limit.mjs';
import type { Certificate } from './certificate';

/** A reply of the server. */
export interface Reply {
  /** The three digits: 250, 554, … */
  readonly code: number;
  /** The text of each line, without the digits. */
  readonly lines: readonly string[];
  /** The whole reply as received, with lines joined by `\n`. */
  readonly text: string;
}

/**
 * The attributes that XCLIENT overrides (XCLIENT_README). Values are sent as xtext; `[UNAVAILABLE]` means that there is
 * no value.
 */
export interface XclientAttributes {
  /** An IPv4 or IPv6 address. */
  readonly ADDR?: string;
  readonly NAME?: string;
  readonly REVERSE_NAME?: string;
  readonly HELO?: string;
  readonly LOGIN?: string;
  readonly PROTO?: 'SMTP' | 'ESMTP';
  readonly PORT?: string;
  readonly DESTADDR?: string;
  readonly DESTPORT?: string;
}

/** The server does not answer, or no longer answers. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** The client, sender, and recipient for `attempt`. */
export interface Attempt {
  /** The client's address. The default is the real one, on loopback. */
  readonly client?: string;
  /** The client's name in DNS. The default is unknown. */
  readonly clientName?: string;
  /** The SASL login name. The default is not authenticated. */
  readonly login?: string;
  readonly helo?: string;
  /** The envelope sender; empty for the null sender. */
  readonly from: string;
  readonly to: string;
}

/**
 * Asks the server whether it accepts a recipient: EHLO, XCLIENT, EHLO, MAIL, RCPT, QUIT. Returns the reply to RCPT, or
 * the first earlier reply that rejects. Sends no message. Throws as `smtp` does.
 */
export async function attempt(port: number, mail: Attempt, options?: SmtpOptions): Promise<Reply> {
  const session = await smtp(port, options);
  try {
    return await upToRecipient(session, mail);
  } finally {
    await session.quit().catch(() => undefined);
  }
}

/** Sends a message: like `attempt`, followed by DATA. Returns the last reply, or the first that rejects. */
export async function send(port: number, mail: Attempt, message: string): Promise<Reply> {
  const session = await smtp(port);
  try {
    const reply = await upToRecipient(session, mail);
    return reply.code >= 400 ? reply : await session.data(message);
  } finally {
    await session.quit().catch(() => undefined);
  }
}

async function upToRecipient(session: SmtpSession, mail: Attempt): Promise<Reply> {
  const helo = mail.helo ?? 'client.example.org';
  const steps = [() => session.ehlo(helo), () => session.mail(mail.from), () => session.rcpt(mail.to)];
  if (mail.client !== undefined || mail.login !== undefined) {
    const unavailable = '[UNAVAILABLE]';
    const attributes = {
      ...(mail.client !== undefined && { ADDR: mail.client, NAME: mail.clientName ?? unavailable }),
      ...(mail.client !== undefined && { REVERSE_NAME: mail.clientName ?? unavailable }),
      ...(mail.login !== undefined && { LOGIN: mail.login }),
    };
    steps.unshift(
      () => session.ehlo(helo),
      () => session.xclient(attributes),
    );
  }
  let reply = session.greeting;
  for (const step of steps) {
    if (reply.code >= 400) return reply;
    reply = await step();
  }
  return reply;
}

export interface SmtpOptions {
  /** A loopback address. The default is 127.0.0.1. */
  readonly host?: string;
  /** Ends the session. Each command then fails with the signal's reason: see `PostfixInstance.onceLogged`. */
  readonly signal?: AbortSignal;
}

/**
 * Connects to 127.0.0.1 or another loopback address and waits for the greeting. Like every command, throws `the server
 * closed the connection` if the server does that, or the reason of the signal if it is aborted first.
 */
export function smtp(port: number, { host = '127.0.0.1', signal }: SmtpOptions = {}): Promise<SmtpSession> {
  return greeted(createConnection({ host, port }), signal);
}

/** Like `smtp`, but inside TLS from the first byte. Accepts any certificate. */
export function smtps(port: number): Promise<SmtpSession> {
  return greeted(secure({ host: '127.0.0.1', port, rejectUnauthorized: false }));
}

async function greeted(socket: Socket, signal?: AbortSignal): Promise<SmtpSession> {
  const end = () => socket.destroy(signal?.reason);
  if (signal?.aborted) end();
  else signal?.addEventListener('abort', end, { once: true });
  socket.once('close', () => signal?.removeEventListener('abort', end));
  const replies = readReplies(socket);
  try {
    return new SmtpSession(socket, replies, await nextReply(replies));
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

export class SmtpSession {
  /** The reply to the connection itself. */
  readonly greeting: Reply;
  #socket: Socket;
  #replies: AsyncGenerator<Reply>;

  constructor(socket: Socket, replies: AsyncGenerator<Reply>, greeting: Reply) {
    this.#socket = socket;
    this.#replies = replies;
    this.greeting = greeting;
  }

  /** Sends one line and waits for the reply. */
  async command(line: string): Promise<Reply> {
    this.#socket.write(`${line}\r\n`, 'utf8');
    return nextReply(this.#replies);
  }

  ehlo(name = 'client.example.org'): Promise<Reply> {
    return this.command(`EHLO ${name}`);
  }

  /** After a 220 reply, a new session starts, which begins with EHLO. */
  xclient(attributes: XclientAttributes): Promise<Reply> {
    const values = Object.entries(attributes).map(
      ([name, value]) => `${name}=${xtext(ipv6Prefix(name, value))}`,
    );
    return this.command(`XCLIENT ${values.join(' ')}`);
  }

  /**
   * STARTTLS. After a 220 reply, the session continues inside TLS and begins with EHLO. Accepts any certificate.
   * @param own what the client presents if the server asks for a certificate
   */
  async startTls(own?: Certificate): Promise<Reply> {
    const reply = await this.command('STARTTLS');
    if (reply.code !== 220) return reply;
    const shown = own && { key: own.key, cert: own.certificate };
    this.#socket = secure({ socket: this.#socket, rejectUnauthorized: false, ...shown });
    this.#replies = readReplies(this.#socket);
    return reply;
  }

  /** AUTH PLAIN (RFC 4616). */
  login(user: string, password: string): Promise<Reply> {
    return this.command(`AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`);
  }

  mail(address: string, extensions = ''): Promise<Reply> {
    return this.command(`MAIL FROM:<${address}> ${extensions}`.trimEnd());
  }

  rcpt(address: string, extensions = ''): Promise<Reply> {
    return this.command(`RCPT TO:<${address}> ${extensions}`.trimEnd());
  }

  /**
   * Sends DATA and the message (header and body, with `\n` as line ending). Returns the reply to the message, or the
   * reply to DATA if that is not 354.
   */
  async data(message: string): Promise<Reply> {
    const reply = await this.command('DATA');
    if (reply.code !== 354) return reply;
    const lines = message.replace(/\n$/, '').split('\n');
    return this.command([...lines.map((line) => line.replace(/^\./, '..')), '.'].join('\r\n'));
  }

  /** Sends QUIT. The connection is closed whatever the reply is. */
  async quit(): Promise<Reply> {
    try {
      return await this.command('QUIT');
    } finally {
      this.close();
    }
  }

  close(): void {
    this.#socket.destroy();
  }
}

async function nextReply(replies: AsyncGenerator<Reply>): Promise<Reply> {
  const { value, done } = await replies.next();
  if (done) throw new ConnectionError('the server closed the connection');
  return value;
}

/** Replies as they arrive. `250-` lines are collected up to the last line (RFC 5321 section 4.2.1). */
async function* readReplies(socket: Socket): AsyncGenerator<Reply> {
  socket.setEncoding('utf8');
  socket.setTimeout(waitLimit, () => socket.destroy(new ConnectionError(`no reply within ${waitLimit} ms`)));
  let rest = '';
  let lines: string[] = [];
  for await (const chunk of socket) {
    const parts = (rest + chunk).split(/\r?\n/);
    rest = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      if (/^\d{3}-/.test(line)) continue;
      yield {
        code: Number(line.slice(0, 3)),
        lines: lines.map((each) => each.slice(4)),
        text: lines.join('\n'),
      };
      lines = [];
    }
  }
}

/** XCLIENT writes IPv6 addresses with a prefix, as RFC 5321 does for address literals. */
function ipv6Prefix(name: string, value: string): string {
  const isAddress = name === 'ADDR' || name === 'DESTADDR';
  return isAddress && value.includes(':') && !/^ipv6:/i.test(value) ? `IPV6:${value}` : value;
}

/**
 * RFC 1891 section 5: everything except printable ASCII, and also `+` and `=`, becomes `+` and two hexadecimal digits.
 */
function xtext(value: string): string {
  const bytes = [...Buffer.from(value, 'utf8')];
  return bytes
    .map((byte) =>
      byte < 33 || byte > 126 || byte === 0x2b || byte === 0x3d
        ? `+${byte.toString(16).toUpperCase().padStart(2, '0')}`
        : String.fromCharCode(byte),
    )
    .join('');
}
