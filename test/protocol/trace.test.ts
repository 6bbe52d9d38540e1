// Traced mail over the protocol: the requests of our client, and the command for other editors.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EhloResult, TraceMailResult, TraceSuggestionsResult } from '../../server/src/lsp/protocol.ts';
import { directory, eachTestHasASession, launch, server, uriOf } from './session.ts';

eachTestHasASession();

const uri = () => uriOf('postfix/main.cf');
const mail = { sender: '', recipients: ['info@example.com'] };

async function start(initializationOptions: object = {}) {
  mkdirSync(join(directory, 'postfix'));
  writeFileSync(
    join(directory, 'postfix/main.cf'),
    'compatibility_level = 3.6\nmyhostname = mail.example.com\nvirtual_alias_domains = example.com\nvirtual_alias_maps = inline:{info@example.com=kim@example.net}\n',
  );
  writeFileSync(join(directory, 'postfix/master.cf'), 'smtp inet n - n - - smtpd\n');
  await launch();
  const { connection } = server;
  const { capabilities } = await connection.sendRequest<{
    capabilities: { executeCommandProvider?: { commands: string[] } };
  }>('initialize', { processId: process.pid, rootUri: null, capabilities: {}, initializationOptions });
  await connection.sendNotification('initialized', {});
  return { connection, commands: capabilities.executeCommandProvider?.commands ?? [] };
}

test('the command traces a mail, for editors without a command of their own', async () => {
  const { connection, commands } = await start();
  expect(commands).toEqual(['postfix.traceMail']);
  const run = (...args: unknown[]) =>
    connection.sendRequest<string | null>('workspace/executeCommand', {
      command: 'postfix.traceMail',
      arguments: args,
    });
  const shown: string[] = [];
  connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
    shown.push(message);
  });
  const text = await run(uri(), mail);
  expect(shown).toEqual([
    expect.stringMatching(/^From <> to info@example\.com, sent by a program on this host: /),
  ]);
  expect(text).toMatch(/^Mail from <> to <info@example\.com>, sent by a program on this host\n/);
  expect(text).toContain('info@example.com → kim@example.net');
  expect(await run(uriOf('other/table'), mail)).toBeNull();
  expect(await run(42, mail)).toBeNull();
  for (const nonsense of [undefined, null, 'kim', {}, { sender: 1, recipients: 2 }, { recipients: [3] }])
    expect(await run(uri(), nonsense)).toSatisfy((answer) => answer === null || typeof answer === 'string');
});

test('a client with such a command asks for the steps', async () => {
  const { connection, commands } = await start({ tracesMail: true });
  expect(commands).toEqual([]);
  const traced = await connection.sendRequest<TraceMailResult>('postfix/traceMail', { uri: uri(), mail });
  expect(traced).toMatchObject({ directory: uriOf('postfix'), request: mail, tree: { kind: 'mail' } });
  expect(JSON.stringify(traced?.tree)).toContain('kim@example.net');
  const suggested = await connection.sendRequest<TraceSuggestionsResult>('postfix/traceSuggestions', {
    uri: uri(),
  });
  expect(suggested?.services.map(({ text }) => text)).toEqual(['smtp']);
  const page = await connection.sendRequest<EhloResult>('postfix/ehlo', { uri: uri(), service: 'smtp' });
  expect(page).toContain('# What EHLO announces');
});
