// The process of the language server: it restarts automatically, and on request.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { findingsOf, isNoEcho, mistakesIn } from './findings.ts';
import { skip } from './results.ts';
import { extension, openFile, uriOf } from './workspace.ts';

const main = 'etc/postfix/main.cf';

describe('the language server', () => {
  before(function () {
    if (process.platform !== 'linux') skip(this, 'only Linux lists its processes in /proc');
  });

  it('restarts after it is killed, and shows the findings again', async () => {
    const editor = await openFile(main);
    const before = mistakesIn(main);
    await eventually(() => assert.deepEqual(findingsOf(uriOf(main), isNoEcho), before));
    const killed = await eventually(serverProcess);
    process.kill(killed, 'SIGKILL');
    await eventually(() => assert.notEqual(serverProcess(), killed));
    // After an edit, the findings cannot be those of the old server.
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# one line more\n'));
    const lower = before.map((finding) => ({ ...finding, line: finding.line + 1 }));
    await eventually(() => assert.deepEqual(findingsOf(uriOf(main), isNoEcho), lower));
  });

  it('is a different process after postfix.restartServer', async () => {
    await openFile(main);
    await eventually(() => assert.notDeepEqual(findingsOf(uriOf(main)), []));
    const before = await eventually(serverProcess);
    await vscode.commands.executeCommand('postfix.restartServer');
    await eventually(() => assert.notEqual(serverProcess(), before));
    await eventually(() => assert.notDeepEqual(findingsOf(uriOf(main)), []));
  });
});

/** The only child of the extension host that runs the server of the extension. */
function serverProcess(): number {
  const program = join(extension().extensionPath, 'server/dist/server.cjs');
  const servers = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => commandOf(pid).includes(program))
    .map(Number);
  const [server, ...others] = servers;
  assert.ok(server !== undefined, 'no server is running');
  assert.deepEqual(others, [], 'more than one server is running');
  return server;
}

/** The arguments of a process; empty if it has just ended. */
function commandOf(pid: string): readonly string[] {
  try {
    return readFileSync(join('/proc', pid, 'cmdline'), 'utf8').split('\0');
  } catch {
    return [];
  }
}
