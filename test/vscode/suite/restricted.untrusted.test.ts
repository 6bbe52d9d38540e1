// A workspace that the person does not trust: everything is read, and nothing is run.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { findingsOf, isNoEcho, mistakesIn } from './findings.ts';
import { type FakePrograms, fakePrograms } from './programs.ts';
import { needsWindow, waitFor } from './window.ts';
import { extension, filesOf, openFile, uriOf } from './workspace.ts';

describe('in an untrusted workspace', () => {
  let programs: FakePrograms;

  before(() => {
    programs = fakePrograms('postconf', 'postfix', 'postmap', 'postalias');
  });

  after(() => programs.remove());

  it('main.cf is checked', async () => {
    const path = 'etc/postfix/main.cf';
    await openFile(path);
    assert.equal(vscode.workspace.isTrusted, false);
    await eventually(() => assert.deepEqual(findingsOf(uriOf(path), isNoEcho), mistakesIn(path)));
    assert.equal(extension().isActive, true);
  });

  for (const [command, path] of [
    ['postfix.postmap', 'etc/postfix/transport'],
    ['postfix.postmap', 'etc/aliases'],
    ['postfix.reload', 'etc/postfix/main.cf'],
  ] as const) {
    it(`${command} on ${path} says so, and runs nothing`, async function () {
      needsWindow(this);
      const before = [...filesOf().keys()];
      await openFile(path);
      const done = vscode.commands.executeCommand(command);
      await waitFor('.notification-toast:has-text("This workspace is not trusted")');
      await vscode.commands.executeCommand('notifications.clearAll');
      await done;
      assert.deepEqual([...filesOf().keys()], before);
    });
  }

  it('none of Postfix’s programs was run', () => {
    assert.deepEqual(programs.run(), []);
  });
});
