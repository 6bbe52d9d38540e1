// A server in the process of the test, with a host that the test provides.

import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import {
  createConnection,
  ErrorCodes,
  type InitializeResult,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import { type ServerHost, startServer } from '../../server/src/lsp/server.ts';
import { createPostfixService } from '../../server/src/service.ts';

export interface ClientOptions {
  readonly host?: Partial<ServerHost>;
  readonly capabilities?: object;
  readonly initializationOptions?: object;
  /** The URI of the workspace's only folder. */
  readonly folder?: string;
  /** The settings that the client returns on request. */
  readonly settings?: () => Promise<unknown>;
}

export interface Client {
  readonly connection: MessageConnection;
  /** The server's answer to `initialize`. */
  readonly initialized: InitializeResult;
  /** What the server logs. */
  readonly logged: readonly string[];
  open(uri: string, text: string): Promise<void>;
}

/** A client and a server after the initialization. */
export async function connectedClient(options: ClientOptions = {}): Promise<Client> {
  const { host, capabilities = {}, initializationOptions, folder, settings } = options;
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  startServer(
    createConnection(toServer, toClient),
    { version: '0', readFile: async () => undefined, ...host },
    createPostfixService,
  );
  const connection = createMessageConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  const logged: string[] = [];
  connection.onNotification('window/logMessage', ({ message }) => void logged.push(message));
  connection.onRequest('workspace/configuration', async () => [await settings?.()]);
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  const initialized = await connection.sendRequest<InitializeResult>('initialize', {
    processId: null,
    rootUri: null,
    capabilities,
    initializationOptions,
    ...(folder === undefined ? {} : { workspaceFolders: [{ uri: folder, name: 'workspace' }] }),
  });
  await connection.sendNotification('initialized', {});
  const open = (uri: string, text: string) =>
    connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'postfix-main', version: 1, text },
    });
  return { connection, initialized, logged, open };
}

/** What a server announces to a client. */
export async function capabilitiesOf(options: ClientOptions = {}): Promise<ServerCapabilities> {
  const { capabilities } = (await connectedClient(options)).initialized;
  return capabilities;
}

/** Resolves when the server has read everything that was sent before, because it reads messages in order. */
export async function allRead({ connection }: Client): Promise<void> {
  await expect(connection.sendRequest('no/such/request')).rejects.toMatchObject({
    code: ErrorCodes.MethodNotFound,
  });
}

/** A promise, and the function that resolves it. */
export function signal<T = void>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
} {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
