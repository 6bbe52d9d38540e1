// Findings in files that are not open.

import { describe, expect, test } from 'vitest';
import type {
  PublishDiagnosticsParams,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { allRead, type Client, type ClientOptions, connectedClient } from './in-process.ts';
import { codes, pull } from './session.ts';

const folder = 'file:///srv';
const main = `${folder}/a/main.cf`;
const master = `${folder}/a/master.cf`;
const other = `${folder}/b/main.cf`;
const quiet = 'compatibility_level = 3.11\nsmtp_tls_security_level = may\n';

/** Two configurations on a disk, each with a finding in a file that the tests do not open. */
function disk(): Map<string, string> {
  return new Map([
    [main, quiet],
    [master, 'smtp inet n - n - - smtpd\n  -o smtpd_relay_restrictions=permit\n'],
    [other, `${quiet}biff = perhaps\n`],
    [`${folder}/node_modules/c/main.cf`, 'biff = perhaps\n'],
  ]);
}

interface Workspace extends Client {
  readonly files: Map<string, string>;
  /** The next answer about the workspace: the reports by file. */
  next(): Promise<Map<string, WorkspaceDocumentDiagnosticReport>>;
  /** The number of configurations that the server has searched for in a directory. */
  readonly listed: string[];
}

async function start(options: ClientOptions = {}): Promise<Workspace> {
  const files = disk();
  const listed: string[] = [];
  const client = await connectedClient({
    capabilities: pull,
    folder,
    ...options,
    host: {
      readFile: async (uri) => files.get(uri),
      listDirectory: async (directory) => {
        listed.push(directory);
        return entriesOf(files, directory);
      },
    },
  });
  let previousResultIds: { uri: string; value: string }[] = [];
  return {
    ...client,
    files,
    listed,
    async next() {
      const { items } = await client.connection.sendRequest<WorkspaceDiagnosticReport>(
        'workspace/diagnostic',
        { previousResultIds },
      );
      previousResultIds = items.flatMap(({ uri, resultId }) =>
        resultId === undefined ? [] : { uri, value: resultId },
      );
      return new Map(items.map((item) => [item.uri, item]));
    },
  };
}

function entriesOf(files: ReadonlyMap<string, string>, directory: string) {
  const below = [...files.keys()].flatMap((uri) =>
    uri.startsWith(`${directory}/`) ? uri.slice(directory.length + 1) : [],
  );
  const names = new Map(below.map((path) => [path.replace(/\/.*/, ''), path.includes('/')]));
  return [...names].map(([name, isDirectory]) => ({ name, isDirectory }));
}

function found(report: WorkspaceDocumentDiagnosticReport | undefined): string[] | undefined {
  return report?.kind === 'full' ? codes(report.items) : undefined;
}

function close({ connection }: Client, uri: string): Promise<void> {
  return connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
}

const wholeWorkspace: ClientOptions = {
  capabilities: { ...pull, workspace: { configuration: true } },
  settings: async () => ({ lint: { scope: 'workspace' } }),
};

describe('a client that requests findings', () => {
  test('learns about every file of a configuration as soon as one of them is open', async () => {
    const client = await start();
    await client.open(main, quiet);
    const reports = await client.next();
    expect([...reports.keys()]).toEqual([master]);
    expect(found(reports.get(master))).toContain('no-relay-gate');
    expect(client.listed).toEqual([]);
  });

  test('gets the next answer after a change, and only what has changed', async () => {
    const client = await start();
    await client.open(main, quiet);
    await client.next();
    const answer = client.next();
    let isAnswered = false;
    void answer.then(() => (isAnswered = true));
    await allRead(client);
    expect(isAnswered).toBe(false);
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: main, version: 2 },
      contentChanges: [{ text: `${quiet}biff = perhaps\n` }],
    });
    const reports = await answer;
    expect(reports.get(master)?.kind).toBe('unchanged');
    expect(found(reports.get(main))).toEqual(['bad-boolean']);
  });

  test('drops the findings when the last file of the configuration is closed', async () => {
    const client = await start();
    await client.open(main, quiet);
    await client.next();
    await close(client, main);
    const reports = await client.next();
    expect([...reports]).toEqual([[master, { uri: master, version: null, kind: 'full', items: [] }]]);
  });

  test('drops what it requested after the last file was closed', async () => {
    const client = await start();
    client.files.set(main, `${quiet}biff = perhaps\n`);
    await client.open(main, `${quiet}biff = perhaps\n`);
    await client.next();
    await close(client, main);
    await client.next();
    await client.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: main } });
    expect(await client.next()).toEqual(
      new Map([[main, { uri: main, version: null, kind: 'full', items: [] }]]),
    );
  });

  test('gets one part for each configuration if it wants parts', async () => {
    const client = await start(wholeWorkspace);
    const parts: string[][] = [];
    client.connection.onNotification('$/progress', ({ value }: { value: WorkspaceDiagnosticReport }) => {
      parts.push(value.items.map(({ uri }) => uri));
    });
    const rest = await client.connection.sendRequest('workspace/diagnostic', {
      previousResultIds: [],
      partialResultToken: 1,
    });
    expect(rest).toEqual({ items: [] });
    expect(parts).toEqual([[master], [other]]);
  });

  test('can cancel a request that waits', async () => {
    const client = await start();
    await client.open(main, quiet);
    await client.next();
    const { CancellationTokenSource } = await import('vscode-jsonrpc/node');
    const source = new CancellationTokenSource();
    const answer = client.connection.sendRequest(
      'workspace/diagnostic',
      { previousResultIds: [] },
      source.token,
    );
    await allRead(client);
    source.cancel();
    expect(await answer).toEqual({ items: [] });
  });
});

describe('the whole workspace, if the setting says so', () => {
  test('no file has to be open', async () => {
    const client = await start(wholeWorkspace);
    const reports = await client.next();
    expect([...reports.keys()]).toEqual([master, other]);
    expect(found(reports.get(other))).toEqual(['bad-boolean']);
  });

  test('a new configuration is found', async () => {
    const client = await start(wholeWorkspace);
    await client.next();
    const added = `${folder}/d/master.cf`;
    client.files.set(added, 'x\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: added, type: 1 }],
    });
    expect([...(await client.next()).keys()]).toContain(added);
  });
});

test('a client that does not request findings gets the same, and their removal', async () => {
  const client = await start({ capabilities: {} });
  const sent: PublishDiagnosticsParams[] = [];
  client.connection.onNotification('textDocument/publishDiagnostics', (params) => void sent.push(params));
  const last = (uri: string) => sent.filter((params) => params.uri === uri).at(-1)?.diagnostics;
  await client.open(main, `${quiet}biff = perhaps\n`);
  await expect.poll(() => codes(last(master) ?? [])).toContain('no-relay-gate');
  await expect.poll(() => codes(last(main) ?? [])).toEqual(['bad-boolean']);
  await close(client, main);
  await expect.poll(() => [last(main), last(master)]).toEqual([[], []]);
});
