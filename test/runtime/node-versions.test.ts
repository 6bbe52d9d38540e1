// The built programs on every supported version of Node.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { installNode, nodeVersions } from '../../scripts/node-versions.mjs';
import { startServer } from '../protocol/wire.ts';

const example = fileURLToPath(new URL('../../examples/mail.example.com/etc/postfix', import.meta.url));
const linter = fileURLToPath(new URL('../../server/bin/postfix-lint.js', import.meta.url));

test('the supported versions are read from package.json', () => {
  expect(nodeVersions).toEqual([20, 22, 24]);
});

describe.each(nodeVersions)('Node %i', (version) => {
  let node = '';
  beforeAll(async () => {
    node = await installNode(version);
  });

  function run(...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(node, args, { encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  test('is this version', () => {
    expect(run('--version').stdout).toMatch(new RegExp(`^v${version}\\.`));
  });

  test('postfix-lint finds the mistakes of the example, and Node has no warning', () => {
    const { status, stdout, stderr } = run(linter, '--postfix-version', '3.7', '--format', 'json', example);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const codes = JSON.parse(stdout).findings.map(({ code }: { code: string }) => code);
    expect(codes).toContain('open-relay');
  });

  test('the server starts, publishes findings, and ends', async () => {
    const { connection, exit } = await startServer('stdio', node);
    const published = new Promise<{ diagnostics: readonly { code: string }[] }>((resolve) => {
      connection.onNotification('textDocument/publishDiagnostics', resolve);
    });
    const { serverInfo } = await connection.sendRequest<{ serverInfo: { name: string } }>('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {},
    });
    expect(serverInfo.name).toBe('postfix-language-server');
    await connection.sendNotification('initialized', {});
    const file = `${example}/main.cf`;
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: {
        uri: pathToFileURL(file).href,
        languageId: 'postfix-main',
        version: 1,
        text: readFileSync(file, 'utf8'),
      },
    });
    expect((await published).diagnostics).not.toEqual([]);
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    expect(await exit).toBe(0);
  });
});
