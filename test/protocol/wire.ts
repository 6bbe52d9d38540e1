// The language server as any editor meets it: a process, and the Language Server Protocol.

import { type ChildProcess, fork, spawn } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';

export const serverProgram = fileURLToPath(
  new URL('../../server/bin/postfix-language-server.js', import.meta.url),
);

export interface Server {
  readonly connection: MessageConnection;
  readonly process: ChildProcess;
  /** The exit status, once the process has ended. */
  readonly exit: Promise<number | null>;
}

export type Transport = 'stdio' | 'node-ipc' | 'socket';

/** @param node the program of Node that runs the server */
export async function startServer(transport: Transport, node = process.execPath): Promise<Server> {
  if (transport === 'node-ipc') {
    const child = fork(serverProgram, ['--node-ipc'], { execPath: node });
    return serverOf(child, createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child)));
  }
  if (transport === 'stdio') {
    const child = spawn(node, [serverProgram, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    return serverOf(
      child,
      createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin)),
    );
  }
  const listener = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => listener.once('listening', resolve));
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const connected = new Promise<Socket>((resolve) => listener.once('connection', resolve));
  const child = spawn(node, [serverProgram, `--socket=${port}`], { stdio: 'inherit' });
  const socket = await connected;
  listener.close();
  return serverOf(
    child,
    createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket)),
  );
}

function serverOf(child: ChildProcess, connection: MessageConnection): Server {
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  connection.listen();
  return { connection, process: child, exit };
}
