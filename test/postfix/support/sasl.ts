// A stand-in for Dovecot's login service, so that SASL in smtpd(8) does not depend on what else is installed.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/**
 * What `smtpd_sasl_path` is for this server: with `inet:` as prefix it needs no socket in the queue
 * directory.
 */
export function saslPathOf(server: Server): string {
  return `inet:127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/**
 * Speaks Dovecot's authentication protocol so far as smtpd(8) asks it: offers PLAIN and LOGIN, and refuses
 * every password. Logins of tests come by XCLIENT, which only wants SASL to be on.
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
