// A real sshd(8) on the loopback interface, with keys and a configuration of its own, and the same users as `otherUser`.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { Attended } from '../postfix/support/attended';
import { findProgram } from '../postfix/support/programs';
import type { OtherUser } from './other-user.ts';
import { untilDefined } from './waiting.ts';

export interface SshHost {
  /** The words before a command that runs as root there, and as the other user. */
  readonly asRoot: readonly string[];
  readonly asUser: readonly string[];
  /** A host name for a port that no server listens on. */
  readonly down: readonly string[];
  stop(): Promise<void>;
}

export async function startSsh(user: OtherUser): Promise<SshHost> {
  const { folder } = user;
  const file = (name: string) => join(folder, name);
  for (const key of ['host-key', 'client-key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(key)]);
  const port = await freePort();
  const closed = await freePort();
  const server = {
    Port: port,
    ListenAddress: '127.0.0.1',
    HostKey: file('host-key'),
    AuthorizedKeysFile: file('client-key.pub'),
    StrictModes: 'no',
    UsePAM: 'no',
    PasswordAuthentication: 'no',
    PermitRootLogin: 'prohibit-password',
    PidFile: 'none',
  };
  const hostKey = readFileSync(file('host-key.pub'), 'utf8');
  writeFileSync(file('known_hosts'), `[127.0.0.1]:${port} ${hostKey}`);
  const client = (name: string, login: string, to = port) =>
    block(`Host ${name}`, {
      HostName: '127.0.0.1',
      Port: to,
      User: login,
      IdentityFile: file('client-key'),
      IdentitiesOnly: 'yes',
      UserKnownHostsFile: file('known_hosts'),
      GlobalKnownHostsFile: '/dev/null',
    });
  writeFileSync(file('sshd_config'), block('', server));
  writeFileSync(
    file('ssh_config'),
    `${client('mail-root', 'root')}${client('mail', user.name)}${client('down', 'root', closed)}`,
  );
  const sshd = findProgram('sshd') ?? 'sshd';
  const start = `mkdir -p -m 755 /run/sshd; exec ${sshd} -D -f ${file('sshd_config')}`;
  const attended = new Attended(user.asRoot, ['/bin/sh', '-c', start], '/');
  await untilDefined(
    () => listens(port),
    async () => 'sshd did not start',
  );
  const words = (name: string) => ['ssh', '-F', file('ssh_config'), name];
  return {
    asRoot: words('mail-root'),
    asUser: words('mail'),
    down: words('down'),
    stop: () => attended.stop(),
  };
}

function block(title: string, settings: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  return `${[title, ...lines].join('\n')}\n`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listens(port: number): Promise<true | undefined> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}
