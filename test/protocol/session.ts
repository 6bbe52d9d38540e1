// The start of a protocol test: a separate directory, and a server that ends with the test.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-types';
import { type Server, serverProgram, startServer, type Transport } from './wire.ts';

/** The server of the running test, once it has started one. */
export let server: Server;
/** The directory of the running test. */
export let directory: string;

/** A client that asks for findings. */
export const pull = { textDocument: { diagnostic: {} } };

/** To be called by each test file, outside of its tests. */
export function eachTestHasASession(): void {
  beforeEach(() => {
    const bundle = join(dirname(serverProgram), '../dist/server.cjs');
    if (!existsSync(bundle)) throw new Error('there is no build: npm run build');
    directory = mkdtempSync(join(tmpdir(), 'postfix-protocol-'));
  });

  afterEach(() => {
    server?.process.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });
}

export async function launch(transport: Transport = 'stdio'): Promise<void> {
  server = await startServer(transport);
}

/** The URI of a file of the test's directory. */
export function uriOf(name: string): string {
  return pathToFileURL(join(directory, name)).href;
}

export async function diagnostics(uri: string): Promise<Diagnostic[]> {
  const report = await server.connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', {
    textDocument: { uri },
  });
  return report.items;
}

export function codes(list: readonly Diagnostic[]): string[] {
  return list.map(({ code }) => String(code)).sort();
}
