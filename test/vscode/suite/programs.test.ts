// Which programs run: those of the user, and never those of a folder from another source.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { fakePrograms } from './programs.ts';
import { answerNotification, waitForNotification } from './widgets.ts';
import { needsWindow, unavailable, waitFor, waitForStatus } from './window.ts';
import { filesOf, openFile, pathOf, runAndDismiss } from './workspace.ts';

describe('Postfix’s programs', () => {
  it('come from PATH', async () => {
    const programs = fakePrograms('postconf', 'postmap');
    try {
      await openFile('etc/postfix/transport');
      await vscode.commands.executeCommand('postfix.postmap');
      // The version may be read at the same time.
      assert.ok(programs.run().includes('postmap'));
      if (unavailable === undefined) {
        await vscode.commands.executeCommand('postfix.showLog');
        await waitFor(`.part.panel .view-line:has-text("${programs.directory}/postmap")`);
      }
    } finally {
      programs.remove();
    }
  });

  it('can be canceled, and leave the files as they were', async function () {
    needsWindow(this);
    const programs = fakePrograms('postconf', 'postmap');
    writeFileSync(join(programs.directory, 'postmap'), '#!/bin/sh\nsleep 600\n', { mode: 0o755 });
    try {
      await openFile('etc/postfix/transport');
      const before = [...filesOf().keys()];
      const done = vscode.commands.executeCommand('postfix.postmap');
      await waitForStatus('postmap was canceled', () => answerNotification('Cancel'));
      await done;
      assert.deepEqual([...filesOf().keys()], before);
    } finally {
      programs.remove();
    }
  });

  it('that are killed are named, with the state of the index', async function () {
    needsWindow(this);
    const programs = fakePrograms('postconf', 'postmap');
    writeFileSync(join(programs.directory, 'postmap'), '#!/bin/sh\nkill -9 $$\n', { mode: 0o755 });
    try {
      await openFile('etc/postfix/transport');
      const done = vscode.commands.executeCommand('postfix.postmap');
      await waitForNotification('terminated by the signal SIGKILL. The index is as it was before.');
      await vscode.commands.executeCommand('notifications.clearAll');
      await done;
    } finally {
      programs.remove();
    }
  });

  it('do not come from the directory in the workspace settings', async () => {
    const programs = fakePrograms('postconf', 'postmap');
    process.env.PATH = process.env.PATH?.replace(programs.directory, '');
    try {
      mkdirSync(pathOf('.vscode'), { recursive: true });
      const settings = { 'editor.tabSize': 7, 'postfix.commandDirectory': programs.directory };
      writeFileSync(pathOf('.vscode/settings.json'), JSON.stringify(settings));
      const get = (name: string) => vscode.workspace.getConfiguration().get(name);
      await eventually(() => assert.equal(get('editor.tabSize'), 7));
      assert.equal(get('postfix.commandDirectory'), '');
      await openFile('etc/postfix/transport');
      await runAndDismiss('postfix.postmap');
      assert.deepEqual(programs.run(), []);
    } finally {
      programs.remove();
    }
  });
});
