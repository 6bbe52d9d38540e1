// The manual on this machine is read only if the client has announced an installed Postfix: in an untrusted workspace,
// the client does not do so.

import { expect, test } from 'vitest';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { Hover, MarkupContent } from 'vscode-languageserver-types';
import { readDocs } from '../support/docs.ts';
import { connectedClient } from './in-process.ts';

const uri = 'untitled:main.cf';

async function hover(connection: MessageConnection): Promise<string> {
  const at = { textDocument: { uri }, position: { line: 0, character: 3 } };
  const { contents } = await connection.sendRequest<Hover>('textDocument/hover', at);
  return (contents as MarkupContent).value;
}

test('only as long as the client announces a Postfix', async () => {
  const { connection, open } = await connectedClient({
    host: { readDocs, manual: async (entry) => `What ${entry} says.` },
    initializationOptions: { tellsInstalledVersion: true },
  });
  await open(uri, 'biff = no\n');
  const tell = (version: string | null) =>
    connection.sendNotification('postfix/installedVersion', { version });
  expect(await hover(connection)).not.toContain('says');
  await tell('3.7.11');
  expect(await hover(connection)).toContain('*The installed postconf(5):* What postconf(5) biff says.');
  await tell(null);
  expect(await hover(connection)).not.toContain('says');
  connection.dispose();
});
