// The outline, in the form that the client can show.

import { expect, test } from 'vitest';
import { connectedClient } from './in-process.ts';

const uri = 'file:///etc/postfix/main.cf';

async function outlineFor(capabilities: object): Promise<unknown> {
  const { connection, open } = await connectedClient({ capabilities });
  await open(uri, '## Names\nmyhostname = a.example\n');
  return connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } });
}

test('a client that nests symbols gets a tree', async () => {
  const documentSymbol = { hierarchicalDocumentSymbolSupport: true };
  expect(await outlineFor({ textDocument: { documentSymbol } })).toMatchObject([
    { name: 'Names', children: [{ name: 'myhostname' }] },
  ]);
});

test('any other client gets a list', async () => {
  const line = { start: { line: 1, character: 0 }, end: { line: 1, character: 22 } };
  expect(await outlineFor({})).toMatchObject([
    { name: 'Names', location: { uri } },
    { name: 'myhostname', containerName: 'Names', location: { uri, range: line } },
  ]);
});
