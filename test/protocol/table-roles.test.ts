// The setting that says what tables are used for: hover, completion, and findings follow it.

import { expect, test } from 'vitest';
import type { CompletionItem, Diagnostic, Hover } from 'vscode-languageserver';
import { type Client, connectedClient } from './in-process.ts';
import { pull } from './session.ts';

const uri = 'file:///srv/maps/north.routes';
const text = 'example.org relay:mx.example.net\nexample.net smtp:example.net\n';

async function start(tableRoles: unknown): Promise<Client> {
  const client = await connectedClient({
    capabilities: { workspace: { configuration: true }, ...pull },
    settings: async () => ({ tableRoles }),
  });
  await client.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'postfix-table', version: 1, text },
  });
  return client;
}

async function answers({ connection }: Client) {
  const position = { line: 0, character: 14 };
  const textDocument = { uri };
  const { items } = await connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', {
    textDocument,
  });
  const hover = await connection.sendRequest<Hover | null>('textDocument/hover', { textDocument, position });
  const offered = await connection.sendRequest<CompletionItem[] | { items: CompletionItem[] }>(
    'textDocument/completion',
    { textDocument, position: { line: 1, character: 14 } },
  );
  return {
    codes: items.map(({ code }) => code),
    hover: JSON.stringify(hover?.contents ?? ''),
    offered: ('items' in offered ? offered.items : offered).map(({ label }) => label),
  };
}

test('a pattern makes a file with any name a transport table', async () => {
  const { codes, hover, offered } = await answers(await start({ '**/maps/*.routes': 'transport' }));
  expect(codes).toContain('transport-without-brackets');
  expect(hover).toContain('transport');
  // Without a master.cf, there are no transports to offer.
  expect(offered).not.toContain('REJECT');
});

test('or an access table, where the same line means something else', async () => {
  const { codes, hover, offered } = await answers(await start({ '*.routes': 'access' }));
  expect(codes).toContain('bad-access-action');
  expect(hover).not.toContain('transport(5)');
  expect(offered).toContain('REJECT');
});

test('without a pattern, and with a setting of the wrong type, the table has no findings', async () => {
  for (const setting of [{}, null, 'access', { '*.routes': 'nothing' }]) {
    expect((await answers(await start(setting))).codes).toEqual([]);
  }
});

test('a file whose language nothing else determines gets one that fits its role', async () => {
  const { connection } = await connectedClient({
    capabilities: { workspace: { configuration: true } },
    settings: async () => ({ tableRoles: { 'north.*': 'transport', '*.hc': 'header-checks' } }),
  });
  const language = (of: string) => connection.sendRequest('postfix/documentLanguage', { uri: of });
  await expect.poll(() => language(uri)).toBe('postfix-table');
  expect(await language('file:///srv/spam.hc')).toBe('postfix-regexp');
  expect(await language('file:///srv/other')).toBeNull();
});
