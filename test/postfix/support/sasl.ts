// A substitute for Dovecot's login service, so that SASL in smtpd(8) does not depend on other installed software.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/**
 * The value of `smtpd_sasl_path` for this server. With the prefix `inet:`, it needs no socket in the queue directory.
 */
export function saslPathOf(server: Server): string {
  return `inet:127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/**
 * Speaks the part of Dovecot's authentication protocol that smtpd(8) uses: offers PLAIN and LOGIN, and rejects every
 * password. Tests log in through XCLIENT, which requires only that SASL is on.
 */
export async function startSaslServer(): Promise<Server> {
  const handshake = [
    'VERSION\t1\t1',
    'MECH\tPLAIN\tplaintext',
    'MECH\tLOGIN\tplaintext',
    'SPID\t1',
    'CUID\t1',
    'DONE',
  ];
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.setEncoding('utf8');
    socket.write(`${handshake.join('\n')}\n`);
    socket.on('data', (request: string) => {
      for (const [, id] of request.matchAll(/^AUTH\t(\d+)/gm)) socket.write(`FAIL\t${id}\n`);
    });
    socket.unref();
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return server;
}
