// The server under difficult conditions: files that change on the disk, settings that change, invalid requests, and
// bytes that are not a message. Its findings are those of the linter, for every available directory.

import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { CodeAction, TextEdit } from 'vscode-languageserver-types';
import { corpusFiles, orSkip } from '../support/corpus.ts';
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
import { serverProgram } from './wire.ts';

const lintProgram = fileURLToPath(new URL('../../server/bin/postfix-lint.js', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

eachTestHasASession();

async function start(capabilities: object = pull): Promise<void> {
  await launch();
  // The client's answers to requests, unless a test needs others.
  server.connection.onRequest('client/registerCapability', () => null);
  server.connection.onRequest('workspace/diagnostic/refresh', () => null);
  await server.connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities });
  await server.connection.sendNotification('initialized', {});
}

async function open(uri: string, text: string, languageId = 'postfix-main'): Promise<void> {
  await server.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId, version: 1, text },
  });
}

async function change(uri: string, contentChanges: object[]): Promise<void> {
  await server.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges,
  });
}

describe('files on the disk', () => {
  test('have findings even if they are not open in an editor', async () => {
    writeFileSync(
      join(directory, 'main.cf'),
      'compatibility_level = 3.11\nbiff = true\nsmtp_tls_security_level = may\n',
    );
    await start();
    expect(codes(await diagnostics(uriOf('main.cf')))).toEqual(['bad-boolean']);
  });

  test('are read again when the client says that they changed', async () => {
    writeFileSync(
      join(directory, 'main.cf'),
      'compatibility_level = 3.11\nbiff = true\nsmtp_tls_security_level = may\n',
    );
    await start();
    const uri = uriOf('main.cf');
    expect(codes(await diagnostics(uri))).toEqual(['bad-boolean']);
    writeFileSync(
      join(directory, 'main.cf'),
      'compatibility_level = 3.11\nbiff = no\nsmtp_tls_security_level = may\n',
    );
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri, type: 2 }],
    });
    expect(await diagnostics(uri)).toEqual([]);
    rmSync(join(directory, 'main.cf'));
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri, type: 3 }],
    });
    expect(await diagnostics(uri)).toEqual([]);
  });

  test('have their old findings again when the editor closes them without saving', async () => {
    writeFileSync(
      join(directory, 'main.cf'),
      'compatibility_level = 3.11\nbiff = true\nsmtp_tls_security_level = may\n',
    );
    await start();
    const uri = uriOf('main.cf');
    await open(uri, 'compatibility_level = 3.11\nsmtp_tls_security_level = may\n');
    expect(await diagnostics(uri)).toEqual([]);
    await server.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    expect(codes(await diagnostics(uri))).toEqual(['bad-boolean']);
  });

  test('that do not exist, or are directories, have none', async () => {
    mkdirSync(join(directory, 'main.cf'));
    await start();
    expect(await diagnostics(uriOf('main.cf'))).toEqual([]);
    expect(await diagnostics(uriOf('nowhere/main.cf'))).toEqual([]);
    expect(await diagnostics('untitled:Untitled-1')).toEqual([]);
    expect(await diagnostics('vscode-remote://host/etc/postfix/main.cf')).toEqual([]);
  });
});

describe('settings', () => {
  test('are requested, and requested again when they change', async () => {
    await start({ ...pull, workspace: { configuration: true, diagnostics: { refreshSupport: true } } });
    let settings: unknown = null;
    let refreshed = 0;
    server.connection.onRequest('workspace/configuration', () => [settings]);
    server.connection.onRequest('workspace/diagnostic/refresh', () => {
      refreshed++;
      return null;
    });
    const uri = uriOf('main.cf');
    await open(
      uri,
      'compatibility_level = 3.11\nbiff = true\nsmtp_tls_security_level = may\nsmtpd_forbid_bare_newline = yes\n',
    );
    expect(codes(await diagnostics(uri))).toContain('bad-boolean');

    settings = { version: '3.4', lint: { rules: { 'bad-boolean': 'off' } } };
    await server.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    const now = async () => codes(await diagnostics(uri));
    await expect.poll(now).toContain('parameter-not-in-version');
    expect(await now()).not.toContain('bad-boolean');
    expect(refreshed).toBeGreaterThan(0);
  });

  test.each([
    { settings: null },
    { settings: 7 },
    { settings: 'x' },
    { settings: [] },
    { settings: { version: 7, lint: 'x' } },
    { settings: { lint: { rules: 7, enable: 'x' } } },
    { settings: { version: 'x.y' } },
  ])('of the wrong kind do no harm: $settings', async ({ settings }) => {
    await start({ ...pull, workspace: { configuration: true } });
    server.connection.onRequest('workspace/configuration', () => [settings]);
    await server.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    const uri = uriOf('main.cf');
    await open(uri, 'compatibility_level = 3.11\nbiff = true\nsmtp_tls_security_level = may\n');
    expect(codes(await diagnostics(uri))).toEqual(['bad-boolean']);
  });
});

test('a fix, applied as the editor applies it, takes its finding away', async () => {
  await start();
  const uri = uriOf('main.cf');
  const text =
    '# postfix-lint-disable-file crlf-line-ends compatibility-level subnet-may-relay\r\nmail_name = \u{1f4ee}\r\nbiff = true\r\n';
  await open(uri, text);
  const [finding] = await diagnostics(uri);
  if (finding === undefined) throw new Error('no finding');
  const actions = await server.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: finding.range,
    context: { diagnostics: [finding], only: ['quickfix'] },
  });
  const edits = (actions.find((a) => a.isPreferred) ?? actions[0])?.edit?.changes?.[uri] ?? [];
  await change(
    uri,
    edits.map(({ range, newText }) => ({ range, text: newText })),
  );
  expect(await diagnostics(uri)).toEqual([]);
  expect(applied(text, edits)).toBe(text.replace('true', 'yes'));
});

test('the next answer includes all of many changes in a row', async () => {
  await start();
  const uri = uriOf('main.cf');
  const end = { line: 0, character: 0 };
  await open(uri, '');
  for (let i = 0; i < 500; i++)
    await change(uri, [{ range: { start: end, end }, text: `biff = ${i % 2 ? 'yes' : 'no'}\n` }]);
  await change(uri, [{ range: { start: end, end }, text: 'no equals sign\n' }]);
  expect(codes(await diagnostics(uri))).toContain('missing-equals');
});

describe('a client that does not request findings', () => {
  test('gets new findings after each change, also after a change of another file', async () => {
    await start({});
    const sent = new Map<string, string[]>();
    server.connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
      sent.set(uri, codes(diagnostics));
    });
    const [main, master] = [uriOf('main.cf'), uriOf('master.cf')];
    await open(
      main,
      'compatibility_level = 3.11\noffice_destination_recipient_limit = 1\nsmtp_tls_security_level = may\n',
    );
    await open(master, 'office unix - - n - - smtp\n', 'postfix-master');
    await expect.poll(() => [sent.get(main), sent.get(master)]).toEqual([[], []]);
    await change(master, [{ text: 'other unix - - n - - smtp\n' }]);
    await expect.poll(() => sent.get(main)).toEqual(['unknown-parameter']);
    await server.connection.sendNotification('textDocument/didClose', { textDocument: { uri: main } });
    await expect.poll(() => sent.get(main)).toEqual([]);
  });
});

describe('invalid input does not stop it:', () => {
  const stillAnswers = async (): Promise<void> => {
    const uri = uriOf('sound/main.cf');
    await open(uri, 'compatibility_level = 3.11\nbiff = true\nsmtp_tls_security_level = may\n');
    expect(codes(await diagnostics(uri))).toEqual(['bad-boolean']);
  };

  test('requests with parameters of the wrong kind', async () => {
    await start();
    const uri = uriOf('main.cf');
    await open(uri, 'biff = no\n');
    const methods = [
      ...[
        'textDocument/hover',
        'textDocument/completion',
        'textDocument/codeAction',
        'textDocument/diagnostic',
      ],
      ...['completionItem/resolve', 'postfix/tableUses', 'postfix/documentLanguage'],
      ...['services', 'effectiveConfiguration', 'listing', 'parameters'].map((name) => `postfix/${name}`),
      ...['parameter', 'checkParameter', 'changeParameter'].map((name) => `postfix/${name}`),
    ];
    const document = { uri };
    const wrong: readonly object[] = [
      {},
      [],
      { textDocument: null },
      { textDocument: {} },
      { textDocument: { uri: 7 } },
      { textDocument: document, position: null },
      { textDocument: document, position: { line: -1, character: -1 } },
      { textDocument: document, position: { line: 1e9, character: 1e9 } },
      { textDocument: document, position: { line: 0.5, character: Number.MAX_VALUE } },
      { textDocument: document, position: { line: 'a', character: {} } },
      {
        textDocument: document,
        range: { start: { line: 9, character: 9 }, end: { line: 0, character: 0 } },
        context: {},
      },
      { textDocument: document, range: null, context: null },
      { label: 7, data: 'x' },
      { label: 'x', data: { uri: 7, parameter: 7 } },
      { label: 'x', data: { uri, parameter: '__proto__' } },
      { uri: 'constructor' },
      { uri: '%ZZ%' },
      { uri: 'file:///%00/main.cf' },
    ];
    for (const method of methods) {
      for (const params of wrong) await server.connection.sendRequest(method, params).catch(() => undefined);
    }
    await stillAnswers();
  });

  test('notifications with parameters of the wrong kind', async () => {
    await start();
    const uri = uriOf('main.cf');
    const methods = ['didOpen', 'didChange', 'didClose', 'didSave'].map((name) => `textDocument/${name}`);
    const wrong: readonly object[] = [
      {},
      { textDocument: null },
      { textDocument: { uri } },
      { textDocument: { uri, text: 7, languageId: 7 } },
      { textDocument: { uri }, contentChanges: null },
      { textDocument: { uri }, contentChanges: [null] },
      { textDocument: { uri }, contentChanges: [{ range: null, text: 'x' }] },
      {
        textDocument: { uri },
        contentChanges: [
          { range: { start: { line: 5, character: 5 }, end: { line: 0, character: 0 } }, text: 'x' },
        ],
      },
    ];
    await open(uri, 'biff = no\nsoft_bounce = no\n');
    for (const method of [
      ...methods,
      'workspace/didChangeWatchedFiles',
      'postfix/installedVersion',
      '$/cancelRequest',
      'no/such',
    ]) {
      for (const params of wrong) await server.connection.sendNotification(method, params);
    }
    await server.connection.sendNotification('postfix/installedVersion', { version: 'not a version' });
    await stillAnswers();
  });

  test('documents with unknown languages and addresses', async () => {
    await start();
    for (const uri of [
      'untitled:Untitled-1',
      'x:',
      '',
      'file:',
      'vscode-remote://host/main.cf',
      'git:/main.cf?{"ref":"HEAD"}',
    ]) {
      for (const languageId of ['postfix-main', 'postfix-master', 'postfix-table', 'plaintext', '']) {
        await open(uri, 'biff = true\nsmtp_tls_security_level = may\n', languageId);
        await diagnostics(uri);
        const at = { textDocument: { uri }, position: { line: 0, character: 7 } };
        await server.connection.sendRequest('textDocument/hover', at);
        await server.connection.sendRequest('textDocument/completion', at);
        await server.connection.sendRequest('postfix/tableUses', { uri });
        await server.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
      }
    }
    await stillAnswers();
  });

  test('a message that is not JSON, and one that is not a request', async () => {
    const raw = new RawServer();
    try {
      raw.send({
        jsonrpc: '2.0',
        id: 1,
        method: 'initialize',
        params: { processId: null, rootUri: null, capabilities: {} },
      });
      await raw.answerTo(1);
      raw.write(frame('{"jsonrpc": "2.0", "id": 2, '));
      raw.write(frame('[1, 2, 3]'));
      raw.write(frame('"text"'));
      raw.write(frame('{}'));
      raw.write(frame('{"jsonrpc":"2.0","id":3,"method":7}'));
      raw.send({ jsonrpc: '2.0', id: 4, result: 'an answer to nothing' });
      raw.send({ jsonrpc: '2.0', id: 5, method: 'shutdown' });
      expect(await raw.answerTo(5)).toMatchObject({ id: 5, result: null });
      raw.send({ jsonrpc: '2.0', method: 'exit' });
      expect(await raw.exit).toBe(0);
    } finally {
      raw.process.kill('SIGKILL');
    }
  });
});

describe('the end', () => {
  test('without a shutdown is a failure', async () => {
    await start();
    await server.connection.sendNotification('exit');
    expect(await server.exit).toBe(1);
  });

  test('comes when the client has ended', async () => {
    const raw = new RawServer();
    raw.send({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { processId: null, rootUri: null, capabilities: {} },
    });
    await raw.answerTo(1);
    raw.process.stdin.end();
    expect(await raw.exit).not.toBeNull();
  });

  test('comes immediately, with status 2, for an unknown argument', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [serverProgram, '--nonsense'], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('--nonsense');
  });
});

describe('the findings are those of the linter', () => {
  test('for our own directories', async () => {
    await start();
    const own = ['examples', 'test/fixtures']
      .map((folder) => join(root, folder))
      .filter((folder) => existsSync(folder));
    const directories = own.flatMap(directoriesIn);
    expect(directories.length).toBeGreaterThan(5);
    await compare(directories);
  });

  test('for those of the corpus', async (context) => {
    const files = orSkip(context, corpusFiles('trees'));
    await start();
    await compare([...new Set(files.filter((f) => /\/main\.cf$/.test(f)).map((f) => dirname(f)))]);
  });
});

function directoriesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === 'main.cf')
    .map((entry) => entry.parentPath);
}

const severities = ['', 'error', 'warning', 'information', 'hint'];

/** What `postfix-lint` prints for directories, and the findings of the server for their open files. */
async function compare(directories: readonly string[]): Promise<void> {
  const { stdout, stderr } = spawnSync(process.execPath, [lintProgram, '--format', 'json', ...directories], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  expect(stderr).toBe('');
  const printed: { file: string }[] = JSON.parse(stdout).findings;
  for (const folder of directories) {
    const own = printed.filter(({ file }) => dirname(resolve(file)) === folder).map((f) => JSON.stringify(f));
    expect((await findingsOver(folder)).sort(), folder).toEqual(own.sort());
  }
}

/** The findings of a directory, in the linter's form. */
async function findingsOver(folder: string): Promise<string[]> {
  const files = ['main.cf', 'master.cf'].map((name) => join(folder, name)).filter((path) => existsSync(path));
  for (const path of files) {
    const languageId = path.endsWith('main.cf') ? 'postfix-main' : 'postfix-master';
    await open(pathToFileURL(path).href, readFileSync(path, 'utf8'), languageId);
  }
  const found: string[] = [];
  // Files such as main.cf.proto are separate configurations.
  const names = readdirSync(folder).filter((name) => !/^(main|master)\.cf./.test(name));
  for (const name of names) {
    const path = join(folder, name);
    for (const { range, code, severity = 1, message } of await diagnostics(pathToFileURL(path).href)) {
      if (severity === 4) continue;
      const finding = {
        file: relative(process.cwd(), path),
        line: range.start.line + 1,
        column: range.start.character + 1,
        endLine: range.end.line + 1,
        endColumn: range.end.character + 1,
        code,
        severity: severities[severity],
        // The release is a setting of the editor, and an option of the command line.
        message: String(message).replaceAll('postfix.version', '--postfix-version'),
      };
      found.push(JSON.stringify(finding));
    }
  }
  return found;
}

/** The text after edits, by the rules of the protocol: offsets count UTF-16 units, and all refer to the old text. */
function applied(text: string, edits: readonly TextEdit[]): string {
  const offset = ({ line, character }: { line: number; character: number }): number => {
    const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((m) => m.index + m[0].length)];
    return (starts[line] ?? text.length) + character;
  };
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (t, { range, newText }) => t.slice(0, offset(range.start)) + newText + t.slice(offset(range.end)),
      text,
    );
}

function frame(content: string): string {
  return `Content-Length: ${Buffer.byteLength(content)}\r\n\r\n${content}`;
}

/** A server that receives raw bytes. */
class RawServer {
  readonly process: ChildProcessWithoutNullStreams = spawn(process.execPath, [serverProgram, '--stdio']);
  readonly exit = new Promise<number | null>((done) => this.process.once('exit', done));
  private received = '';

  constructor() {
    this.process.stdout.on('data', (data) => {
      this.received += data;
    });
    // A program that has ended does not read any more input.
    this.process.stdin.on('error', () => {});
  }

  write(text: string): void {
    this.process.stdin.write(text);
  }

  send(message: object): void {
    this.write(frame(JSON.stringify(message)));
  }

  async answerTo(id: number): Promise<unknown> {
    const find = (): unknown =>
      this.received
        .split(/Content-Length: \d+\r\n\r\n/)
        .filter((part) => part !== '')
        .map((part) => JSON.parse(part) as { id?: unknown; method?: unknown })
        .find((message) => message.id === id && message.method === undefined);
    await expect.poll(find).toBeDefined();
    return find();
  }
}
