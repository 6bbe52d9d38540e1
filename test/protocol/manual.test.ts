// The manual on this machine is read only where the client has said that a Postfix may be looked at: a client
// that tells the installed release says nothing in a workspace that is not trusted.

import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { createConnection } from 'vscode-languageserver/node';
import type { Hover, MarkupContent } from 'vscode-languageserver-types';
import { startServer } from '../../server/src/lsp/server.ts';
import { readDocs } from '../support/docs.ts';

const uri = 'untitled:main.cf';

/** A client with one document, whose first word is a parameter. */
async function client(): Promise<MessageConnection> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  startServer(createConnection(toServer, toClient), {
    version: '0',
    readFile: async () => undefined,
    readDocs,
    manual: async (entry) => `What ${entry} says.`,
  });
  const connection = createMessageConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  connection.listen();
  const initializationOptions = { tellsInstalledVersion: true };
  await connection.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: {},
    initializationOptions,
  });
  await connection.sendNotification('initialized', {});
  const textDocument = { uri, languageId: 'postfix-main', version: 1, text: 'myorigin = a\n' };
  await connection.sendNotification('textDocument/didOpen', { textDocument });
  return connection;
}

async function hover(connection: MessageConnection): Promise<string> {
  const at = { textDocument: { uri }, position: { line: 0, character: 3 } };
  const { contents } = await connection.sendRequest<Hover>('textDocument/hover', at);
  return (contents as MarkupContent).value;
}

test('only once the client has told of a Postfix, and no longer than that', async () => {
  const connection = await client();
  const tell = (version: string | null) =>
    connection.sendNotification('postfix/installedVersion', { version });
  expect(await hover(connection)).not.toContain('says');
  await tell('3.7.11');
  expect(await hover(connection)).toContain(
    '*The installed postconf(5):*\n\nWhat postconf(5) myorigin says.',
  );
  await tell(null);
  expect(await hover(connection)).not.toContain('says');
  connection.dispose();
});
