// Requests that are canceled, overtaken by a change, or fail. Here, the host decides how long it takes to read a file.

import { expect, test } from 'vitest';
import { CancellationTokenSource, type ResponseError } from 'vscode-jsonrpc/node';
import { LSPErrorCodes } from 'vscode-languageserver/node';
import { allRead, type Client, connectedClient, signal } from './in-process.ts';
import { pull } from './session.ts';

const uri = 'file:///etc/postfix/main.cf';
const textDocument = { uri };

/** A client with an open document, whose server waits for another file. */
interface Waiting extends Client {
  /** Resolves when the server begins to read the file. */
  readonly reading: Promise<void>;
  /** Completes the reading. */
  readonly release: () => void;
}

async function waiting(): Promise<Waiting> {
  const [begun, released] = [signal(), signal()];
  const readFile = async (): Promise<undefined> => {
    begun.resolve();
    await released.promise;
  };
  const client = await connectedClient({ host: { readFile }, capabilities: pull });
  await client.open(uri, 'soft_bounce = maybe\n');
  return { ...client, reading: begun.promise, release: released.resolve };
}

async function change(client: Client): Promise<void> {
  await client.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: 'soft_bounce = no\n' }],
  });
  await allRead(client);
}

/** The error with which a request is answered. */
async function errorOf(answer: Promise<unknown>): Promise<ResponseError<unknown>> {
  return answer.then(
    (result) => expect.unreachable(`answered with ${JSON.stringify(result)}`),
    (error: unknown) => error as ResponseError<unknown>,
  );
}

const position = { line: 0, character: 3 };
const range = { start: position, end: position };
const requests: [method: string, params: object][] = [
  ['textDocument/hover', { textDocument, position }],
  ['textDocument/completion', { textDocument, position }],
  ['textDocument/signatureHelp', { textDocument, position }],
  ['textDocument/codeAction', { textDocument, range, context: { diagnostics: [] } }],
  ['textDocument/semanticTokens/full', { textDocument }],
  ['textDocument/semanticTokens/range', { textDocument, range }],
  ['textDocument/semanticTokens/full/delta', { textDocument, previousResultId: '1' }],
];
const diagnosticRequest: [string, object] = ['textDocument/diagnostic', { textDocument }];

test.each([...requests, diagnosticRequest])(
  '%s: a canceled request is answered as canceled',
  async (method, params) => {
    const client = await waiting();
    const source = new CancellationTokenSource();
    const error = errorOf(client.connection.sendRequest(method, params, source.token));
    await client.reading;
    source.cancel();
    await allRead(client);
    client.release();
    expect((await error).code).toBe(LSPErrorCodes.RequestCancelled);
    expect(client.logged).toEqual([]);
  },
);

test('long work notices a canceled request between two steps', async () => {
  const begun = signal();
  let pauses = 0;
  const pause = () => {
    pauses++;
    begun.resolve();
    return new Promise<void>((resolve) => setImmediate(resolve));
  };
  const client = await connectedClient({ host: { pause }, capabilities: pull });
  await client.open(uri, 'soft_bounce = maybe\n'.repeat(20_000));
  const source = new CancellationTokenSource();
  const error = errorOf(
    client.connection.sendRequest('textDocument/diagnostic', { textDocument }, source.token),
  );
  await begun.promise;
  source.cancel();
  expect((await error).code).toBe(LSPErrorCodes.RequestCancelled);
  const pausesUntilCancelled = pauses;
  await client.connection.sendRequest('textDocument/diagnostic', { textDocument });
  expect(pausesUntilCancelled).toBeLessThan((pauses - pausesUntilCancelled) / 2);
});

test.each(requests)('%s: no answer about a text that has changed in the meantime', async (method, params) => {
  const client = await waiting();
  const error = errorOf(client.connection.sendRequest(method, params));
  await client.reading;
  await change(client);
  client.release();
  expect((await error).code).toBe(LSPErrorCodes.ContentModified);
});

test('findings of a text that has changed in the meantime must be requested again', async () => {
  const client = await waiting();
  const error = errorOf(client.connection.sendRequest('textDocument/diagnostic', { textDocument }));
  await client.reading;
  await change(client);
  client.release();
  expect(await error).toMatchObject({
    code: LSPErrorCodes.ServerCancelled,
    data: { retriggerRequest: true },
  });
  const { items } = await client.connection.sendRequest<{ items: unknown[] }>('textDocument/diagnostic', {
    textDocument,
  });
  expect(JSON.stringify(items)).not.toContain('bad-boolean');
});

test('a feature that fails is logged, and returns an empty answer', async () => {
  const readFile = async () => {
    throw new Error('the disk is gone');
  };
  const client = await connectedClient({ host: { readFile }, capabilities: pull });
  await client.open(uri, 'soft_bounce = maybe\n');
  const { connection, logged } = client;
  for (const [method, params] of requests) {
    const answer = await connection.sendRequest(method, params);
    expect(JSON.stringify(answer), method).toMatch(/^(?:null|\[\]|\{"data":\[\]\})$/);
  }
  expect(logged).toHaveLength(requests.length);
  for (const message of logged) expect(message).toContain('the disk is gone');
  await allRead(client);
});
