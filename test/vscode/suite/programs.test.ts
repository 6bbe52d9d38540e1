// Whose programs are run: the person's, and never those of a folder that has come from somewhere else.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { fakePrograms } from './programs.ts';
import { unavailable, waitFor } from './window.ts';
import { openFile, pathOf, runAndDismiss } from './workspace.ts';

describe('Postfix’s programs', () => {
  it('are those in PATH', async () => {
    const programs = fakePrograms('postconf', 'postmap');
    try {
      await openFile('etc/postfix/transport');
      await vscode.commands.executeCommand('postfix.postmap');
      // Its version may be asked for at the same time.
      assert.ok(programs.run().includes('postmap'));
      if (unavailable === undefined) {
        await vscode.commands.executeCommand('postfix.showLog');
        await waitFor(`.part.panel .view-line:has-text("${programs.directory}/postmap")`);
      }
    } finally {
      programs.remove();
    }
  });

  it('are not those that the workspace’s settings name', async () => {
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
