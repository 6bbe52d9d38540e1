// The mail flow over the protocol.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MailFlowResult } from '../../server/src/lsp/protocol.ts';
import { directory, eachTestHasASession, launch, server, uriOf } from './session.ts';

eachTestHasASession();

test('the picture of a configuration on disk, with places, and of its unsaved text', async () => {
  mkdirSync(join(directory, 'postfix'));
  writeFileSync(join(directory, 'postfix/main.cf'), 'mydestination = example.com\nrelayhost = [192.0.2.1]\n');
  await launch();
  const { connection } = server;
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});
  const uri = uriOf('postfix/main.cf');
  const ask = (file: string) => connection.sendRequest<MailFlowResult>('postfix/mailFlow', { uri: file });

  expect(await ask(uriOf('other/table'))).toBeNull();
  const view = await ask(uri);
  expect(view).toMatchObject({ directory: uriOf('postfix'), title: 'Mail flow' });
  expect(view?.svg).toContain('data-id="hop:[192.0.2.1]"');
  expect(view?.notes).toEqual([
    'There is no master.cf. The picture shows the services that come with Postfix.',
  ]);
  const hop = view?.nodes.find(({ id }) => id === 'hop:[192.0.2.1]');
  expect(hop?.place).toEqual({
    uri,
    range: { start: { line: 1, character: 0 }, end: { line: 1, character: 23 } },
  });
  const smtp = view?.nodes.find(({ id }) => id === 'service:smtp/unix');
  expect(smtp?.next).toEqual([
    {
      id: 'hop:[192.0.2.1]',
      title: '[192.0.2.1]: server',
      explanation: 'smtp connects to [192.0.2.1].',
    },
  ]);

  const text = 'mydestination = example.com\nrelayhost = [192.0.2.2]\n';
  const textDocument = { uri, languageId: 'postfix-main', version: 1, text };
  await connection.sendNotification('textDocument/didOpen', { textDocument });
  expect((await ask(uri))?.svg).toContain('data-id="hop:[192.0.2.2]"');
});
