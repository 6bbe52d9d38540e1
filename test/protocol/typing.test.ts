// Findings on the line that the user is typing: they wait until the user pauses, or changes another line.

import { afterEach, expect, test, vi } from 'vitest';
import { type Diagnostic, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { connectedClient, signal } from './in-process.ts';
import { pull } from './session.ts';

const uri = 'file:///srv/postfix/transport';
const refreshing = { ...pull, workspace: { diagnostics: { refreshSupport: true } } };

afterEach(() => void vi.useRealTimers());

/**
 * An open transport table. Its user never pauses unless the test says so. `asked` resolves when the server asks for a new
 * request.
 */
async function session(text: string, capabilities: object = refreshing, answer: unknown = null) {
  const { connection } = await connectedClient({ capabilities });
  const { promise: asked, resolve } = signal();
  connection.onRequest('workspace/diagnostic/refresh', () => {
    resolve();
    return answer;
  });
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'postfix-table', version: 1, text },
  });
  const codes = async () => {
    const { items } = await connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    return items.map(({ code, range }) => `${range.start.line}: ${code}`);
  };
  await codes();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  /** Types a text, one character after the other, at the end of a line. */
  const type = async (typed: string, line: number, column: number) => {
    for (const [index, character] of [...typed].entries()) {
      const position = { line, character: column + index };
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: 2 + index },
        contentChanges: [{ range: { start: position, end: position }, text: character }],
      });
    }
  };
  return { asked, codes, type };
}

test('a key without a value is not reported while it is typed', async () => {
  const { asked, codes, type } = await session('# postfix-table: transport\n\n');
  expect(await codes()).toEqual([]);
  await type('example.com', 1, 0);
  expect(await codes()).toEqual([]);
  vi.runAllTimers();
  await asked;
  expect(await codes()).toEqual(['1: bad-table-entry']);
});

test('or when the user goes on in another line', async () => {
  const { codes, type } = await session('# postfix-table: transport\n\n\n');
  await type('example.com', 1, 0);
  expect(await codes()).toEqual([]);
  await type('example.org', 2, 0);
  expect(await codes()).toEqual(['1: bad-table-entry']);
  await type('\n', 2, 11);
  expect(await codes()).toEqual(['1: bad-table-entry', '2: bad-table-entry']);
});

test('what the line already had stays, and what disappears is gone at once', async () => {
  const { codes, type } = await session('# postfix-table: transport\nexample.com\n');
  expect(await codes()).toEqual(['1: bad-table-entry']);
  await type('.au', 1, 11);
  expect(await codes()).toEqual(['1: bad-table-entry']);
  await type(' smtp:[192.0.2.1]', 1, 14);
  expect(await codes()).toEqual([]);
});

test('a client that cannot be told to ask again gets all findings at once', async () => {
  const { codes, type } = await session('# postfix-table: transport\n\n', pull);
  await type('example.com', 1, 0);
  expect(await codes()).toEqual(['1: bad-table-entry']);
});

test('a client that refuses to ask again gets the finding with its next request', async () => {
  const refusal = new ResponseError(LSPErrorCodes.RequestFailed, 'not now');
  const { asked, codes, type } = await session('# postfix-table: transport\n\n', refreshing, refusal);
  await type('example.com', 1, 0);
  expect(await codes()).toEqual([]);
  vi.runAllTimers();
  await asked;
  expect(await codes()).toEqual(['1: bad-table-entry']);
});
