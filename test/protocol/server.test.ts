// The server over the protocol, without any other access to it.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type {
  CodeAction,
  CompletionItem,
  CompletionList,
  Diagnostic,
  Hover,
  SemanticTokens,
  SemanticTokensDelta,
} from 'vscode-languageserver-types';
import {
  codes,
  diagnostics,
  directory,
  eachTestHasASession,
  launch,
  pull,
  server,
  uriOf,
} from './session.ts';
import { serverProgram, type Transport } from './wire.ts';

const lintProgram = fileURLToPath(new URL('../../server/bin/postfix-lint.js', import.meta.url));
const example = fileURLToPath(new URL('../../examples/mail.example.com/etc/postfix', import.meta.url));
const mainCf =
  'compatibility_level = 3.11\nmyorigin = a.example\nmyorigin = b.example\nbiff = true\nsmtp_tls_security_level = may\n';

eachTestHasASession();

async function start(
  capabilities: object = pull,
  transport: Transport = 'stdio',
): Promise<Record<string, unknown>> {
  await launch(transport);
  const answer = await server.connection.sendRequest<{ capabilities: Record<string, unknown> }>(
    'initialize',
    {
      processId: process.pid,
      rootUri: null,
      capabilities,
    },
  );
  await server.connection.sendNotification('initialized', {});
  return answer.capabilities;
}

async function open(name: string, text: string, languageId = 'postfix-main'): Promise<string> {
  const uri = uriOf(name);
  await server.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId, version: 1, text },
  });
  return uri;
}

test.each(['stdio', 'node-ipc', 'socket'] as const)(
  'answers over %s, and ends on request',
  async (transport) => {
    const capabilities = await start(pull, transport);
    expect(capabilities).toMatchSnapshot('capabilities');
    await server.connection.sendRequest('shutdown');
    await server.connection.sendNotification('exit');
    expect(await server.exit).toBe(0);
  },
);

describe('findings', () => {
  test('are available on request', async () => {
    await start();
    const uri = await open('main.cf', mainCf);
    const found = await diagnostics(uri);
    expect(codes(found)).toEqual(['bad-boolean', 'overridden-parameter', 'overridden-parameter']);
    const first = found.find((d) => d.code === 'overridden-parameter' && d.severity === 2);
    expect(first).toMatchObject({
      source: 'postfix',
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 20 } },
      tags: [1],
      relatedInformation: [{ location: { uri, range: { start: { line: 2, character: 0 } } } }],
    });
    expect(first?.codeDescription?.href).toMatch(/docs\/rules\/overridden-parameter\.md$/);
  });

  test('follow each change of the text', async () => {
    await start();
    const uri = await open('main.cf', mainCf);
    const change = (contentChanges: object[]) =>
      server.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: 2 },
        contentChanges,
      });
    await change([
      { range: { start: { line: 3, character: 7 }, end: { line: 3, character: 11 } }, text: 'yes' },
    ]);
    expect(codes(await diagnostics(uri))).toEqual(['overridden-parameter', 'overridden-parameter']);
    await change([
      { range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } }, text: '' },
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: 'no equals\n' },
    ]);
    expect(codes(await diagnostics(uri))).toEqual(['missing-equals']);
    await change([{ text: 'compatibility_level = 3.11\nsmtp_tls_security_level = may\n' }]);
    expect(await diagnostics(uri)).toEqual([]);
  });

  test('use the master.cf next to it from the disk, and its text from the editor once it is open', async () => {
    writeFileSync(join(directory, 'master.cf'), 'office unix - - n - - smtp\n');
    await start();
    const uri = await open(
      'main.cf',
      'compatibility_level = 3.11\noffice_destination_recipient_limit = 1\nsmtp_tls_security_level = may\n',
    );
    expect(await diagnostics(uri)).toEqual([]);
    await open('master.cf', 'pickup unix n - n 60 1 pickup\n', 'postfix-master');
    expect(codes(await diagnostics(uri))).toEqual(['unknown-parameter']);
  });

  test('are sent to a client that does not request them, and removed when the file is closed', async () => {
    await start({});
    const sent: { uri: string; diagnostics: Diagnostic[] }[] = [];
    server.connection.onNotification('textDocument/publishDiagnostics', (params) => {
      sent.push(params);
    });
    const uri = await open('main.cf', mainCf);
    await expect.poll(() => codes(sent.at(-1)?.diagnostics ?? [])).toContain('bad-boolean');
    await server.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await expect.poll(() => sent.at(-1)).toEqual({ uri, diagnostics: [] });
  });

  test('are those of the linter', async () => {
    await start();
    let printed: { line: number; code: string; file: string }[] = [];
    try {
      execFileSync(process.execPath, [lintProgram, '--format', 'json', example]);
    } catch (error) {
      printed = JSON.parse(String((error as { stdout: Buffer }).stdout)).findings;
    }
    expect(printed.length).toBeGreaterThan(5);
    const over: { line: number; code: string; file: string }[] = [];
    for (const [file, languageId] of [
      ['main.cf', 'postfix-main'],
      ['master.cf', 'postfix-master'],
    ] as const) {
      const uri = pathToFileURL(join(example, file)).href;
      const text = readFileSync(join(example, file), 'utf8');
      await server.connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId, version: 1, text },
      });
      for (const d of await diagnostics(uri)) {
        if (d.severity !== 4) over.push({ file, line: d.range.start.line + 1, code: String(d.code) });
      }
    }
    const plain = printed.map(({ line, code, file }) => ({ file: file.replace(/^.*\//, ''), line, code }));
    const order = (list: typeof over) => list.map((f) => `${f.file}:${f.line} ${f.code}`).sort();
    expect(order(over)).toEqual(order(plain));
  });
});

test('a fix is offered for a finding, and removes it', async () => {
  await start();
  const uri = await open('main.cf', mainCf);
  const range = { start: { line: 3, character: 7 }, end: { line: 3, character: 11 } };
  const actions = await server.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range,
    context: { diagnostics: [] },
  });
  expect(actions.map((a) => a.title)).toEqual([
    'Change to yes',
    'Disable bad-boolean for this line',
    'Disable bad-boolean for this file',
  ]);
  expect(actions[0]?.edit?.changes?.[uri]).toEqual([{ range, newText: 'yes' }]);
});

test('hover and completion answer, and completion fills in the documentation later', async () => {
  await start();
  const uri = await open('main.cf', 'myhostname = mail.example.com\nmyorigin = $myhostname\nsmtpd_h\n');
  const hover = await server.connection.sendRequest<Hover>('textDocument/hover', {
    textDocument: { uri },
    position: { line: 1, character: 14 },
  });
  expect(JSON.stringify(hover.contents)).toContain('mail.example.com');
  const items = await server.connection.sendRequest<CompletionItem[]>('textDocument/completion', {
    textDocument: { uri },
    position: { line: 2, character: 7 },
  });
  const item = items.find((i) => i.label === 'smtpd_helo_required');
  expect(item?.documentation).toBeUndefined();
  const resolved = await server.connection.sendRequest<CompletionItem>('completionItem/resolve', item);
  expect(JSON.stringify(resolved.documentation)).toContain('yes or no');
});

test('a client that supports shared defaults gets them once for all completions', async () => {
  await start({
    ...pull,
    textDocument: { completion: { completionList: { itemDefaults: ['editRange', 'data'] } } },
  });
  const uri = await open('main.cf', 'myhostname = mail.example.com\nsmtpd_h\n');
  const { items, itemDefaults } = await server.connection.sendRequest<CompletionList>(
    'textDocument/completion',
    { textDocument: { uri }, position: { line: 1, character: 7 } },
  );
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 7 } };
  expect(itemDefaults).toEqual({ editRange: range, data: { uri } });
  const item = items.find((i) => i.label === 'smtpd_helo_required');
  expect(item?.textEditText).toBe('smtpd_helo_required = ');
  expect(item).not.toHaveProperty('textEdit');
  expect(item).not.toHaveProperty('data');
  const resolved = await server.connection.sendRequest<CompletionItem>('completionItem/resolve', {
    ...item,
    data: itemDefaults?.data,
  });
  expect(JSON.stringify(resolved.documentation)).toContain('yes or no');
});

test('the tokens of a text, of a part of it, and their changes', async () => {
  await start();
  const uri = await open('main.cf', 'myorigin = $mydomain\nsoft_bounce = no\n');
  const textDocument = { uri };
  const ask = <Result>(method: string, more: object = {}) =>
    server.connection.sendRequest<Result>(`textDocument/semanticTokens/${method}`, { textDocument, ...more });
  const { data, resultId } = await ask<SemanticTokens>('full');
  expect(data).toHaveLength(6 * 5);
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 5 } };
  expect((await ask<SemanticTokens>('range', { range })).data.slice(0, 3)).toEqual([1, 0, 11]);

  await server.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [
      { range: { start: { line: 1, character: 16 }, end: { line: 1, character: 16 } }, text: 'x' },
    ],
  });
  // "nox" is not a boolean value, so there is no last token.
  const { edits } = await ask<SemanticTokensDelta>('full/delta', { previousResultId: resultId });
  expect(edits).toEqual([{ start: 25, deleteCount: 5 }]);
});

test('unknown requests do not stop it', async () => {
  await start();
  await expect(server.connection.sendRequest('no/such/request', { a: 1 })).rejects.toThrow();
  await server.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: 'file:///nowhere', version: 7 },
    contentChanges: [{ text: 'x' }],
  });
  expect(await diagnostics('not a uri at all')).toEqual([]);
  const uri = await open('main.cf', mainCf);
  expect(codes(await diagnostics(uri))).toContain('bad-boolean');
});

describe('the command line', () => {
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [serverProgram, ...words], { encoding: 'utf8' });

  test('--help and --version', () => {
    expect(run('--help')).toMatchObject({ status: 0, stderr: '' });
    expect(run('--help').stdout).toContain('--stdio');
    expect(run('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('without a transport, it prints its usage', () => {
    expect(run()).toMatchObject({ status: 2, stdout: '' });
    expect(run('--nonsense').stderr).toContain('unknown argument: --nonsense');
  });
});

describe('the target release', () => {
  const showsTarget = { showsTargetVersion: true, tellsInstalledVersion: true };

  /** The server's messages about it, in order. */
  async function targets(initializationOptions: object): Promise<{ version: string; from: string }[]> {
    await launch();
    const said: { version: string; from: string }[] = [];
    server.connection.onNotification('postfix/targetVersion', (target) => void said.push(target));
    await server.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: pull,
      initializationOptions,
    });
    await server.connection.sendNotification('initialized', {});
    return said;
  }

  test('is the newest one until the client announces the installed one', async () => {
    const said = await targets(showsTarget);
    await server.connection.sendNotification('postfix/installedVersion', { version: '3.5.25' });
    await expect.poll(() => said.length).toBe(2);
    expect(said[0]).toMatchObject({ from: 'newest' });
    expect(said[1]).toEqual({ version: '3.5', from: 'installed' });
  });

  test('is sent only to a client that wants it', async () => {
    const said = await targets({ tellsInstalledVersion: true });
    await server.connection.sendNotification('postfix/installedVersion', { version: '3.5.25' });
    await server.connection.sendRequest('shutdown');
    expect(said).toEqual([]);
  });
});

describe('files that change on disk', () => {
  const changed = 'compatibility_level = 3.11\nmyorigin = a.example\nmyorigin = b.example\n';

  test('folders of relevant files are watched if the client can watch them', async () => {
    await launch();
    const registered: unknown[] = [];
    server.connection.onRequest('client/registerCapability', ({ registrations }) => {
      registered.push(
        ...registrations.flatMap(
          (r: { registerOptions: { watchers?: unknown[] } }) => r.registerOptions.watchers ?? [],
        ),
      );
    });
    await server.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        ...pull,
        workspace: { didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true } },
      },
    });
    await server.connection.sendNotification('initialized', {});
    const uri = await open('main.cf', `transport_maps = hash:${directory}/maps/transport\n`);
    await diagnostics(uri);
    await expect
      .poll(() => registered)
      .toContainEqual({
        globPattern: { baseUri: uriOf('maps'), pattern: '*' },
      });
  });

  test('if a client watches none, they are read again when a document is saved', async () => {
    await start();
    writeFileSync(join(directory, 'main.cf'), 'compatibility_level = 3.11\nmyorigin = a.example\n');
    const uri = await open('master.cf', 'pickup unix n - n 60 1 pickup\n', 'postfix-master');
    expect(codes(await diagnostics(uriOf('main.cf')))).toEqual([]);
    writeFileSync(join(directory, 'main.cf'), changed);
    await server.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
    expect(codes(await diagnostics(uriOf('main.cf')))).toContain('overridden-parameter');
  });
});
