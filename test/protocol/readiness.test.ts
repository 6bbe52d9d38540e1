// The first findings are for the right release and the right settings. The server's clock does not move here unless a
// test moves it, so that nothing depends on the speed of the machine.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-types';
import { allRead, type Client, type ClientOptions, connectedClient, signal } from './in-process.ts';
import { codes, pull } from './session.ts';

const uri = 'file:///etc/postfix/main.cf';
/** The newest release has the parameter, but 3.5 does not. */
const text = 'compatibility_level = 3.5\nsmtp_tls_security_level = may\nsmtp_tlsrpt_enable = no\n';
const notIn35 = 'parameter-not-in-version';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

async function start(options: ClientOptions): Promise<Client> {
  const client = await connectedClient({ capabilities: pull, ...options });
  await client.open(uri, text);
  return client;
}

/** The codes of the findings, as soon as they are available. */
async function found({ connection }: Client): Promise<string[]> {
  const { items } = await connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', {
    textDocument: { uri },
  });
  return codes(items);
}

function tell({ connection }: Client, version: string | null): Promise<void> {
  return connection.sendNotification('postfix/installedVersion', { version });
}

const tellsInstalledVersion = true;

describe('the release', () => {
  test('that the client announces after it has requested findings', async () => {
    const client = await start({ initializationOptions: { tellsInstalledVersion } });
    const answer = found(client);
    await allRead(client);
    await tell(client, '3.5.25');
    expect(await answer).toContain(notIn35);
  });

  test('that the server finds out itself', async () => {
    const version = signal<string>();
    const client = await start({ host: { installedVersion: () => version.promise } });
    const answer = found(client);
    await allRead(client);
    version.resolve('3.5.25');
    expect(await answer).toContain(notIn35);
  });

  test('findings that no one requests are not sent earlier', async () => {
    const sent: string[][] = [];
    const client = await start({ initializationOptions: { tellsInstalledVersion }, capabilities: {} });
    client.connection.onNotification('textDocument/publishDiagnostics', ({ diagnostics }) => {
      sent.push(codes(diagnostics));
    });
    await allRead(client);
    await vi.advanceTimersByTimeAsync(500);
    await allRead(client);
    expect(sent).toEqual([]);
    await tell(client, '3.5.25');
    await vi.waitFor(() => expect(sent).not.toEqual([]));
    for (const list of sent) expect(list).toContain(notIn35);
  });

  test('delays findings for at most a second', async () => {
    const client = await start({ initializationOptions: { tellsInstalledVersion } });
    const answer = found(client);
    await allRead(client);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await answer).not.toContain(notIn35);
    await tell(client, '3.5.25');
    expect(await found(client)).toContain(notIn35);
  });

  test('does not delay findings if the client must not look for it, or if there is no client that could', async () => {
    const untrusted = await start({ initializationOptions: { tellsInstalledVersion, isTrusted: false } });
    expect(await found(untrusted)).not.toContain(notIn35);
    expect(await found(await start({}))).not.toContain(notIn35);
  });

  test('does not delay findings if it is set', async () => {
    const client = await start({
      initializationOptions: { tellsInstalledVersion },
      capabilities: { ...pull, workspace: { configuration: true } },
      settings: async () => ({ version: '3.5' }),
    });
    expect(await found(client)).toContain(notIn35);
  });
});

test('late settings delay findings', async () => {
  const settings = signal<object>();
  const client = await start({
    capabilities: { ...pull, workspace: { configuration: true } },
    settings: () => settings.promise,
  });
  const answer = found(client);
  await allRead(client);
  settings.resolve({ version: '3.5', lint: { enable: false } });
  expect(await answer).toEqual([]);
});
