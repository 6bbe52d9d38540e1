// Which programs run: those of the user, and never those of a folder from another source.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { fakePrograms } from './programs.ts';
import { unavailable, waitFor } from './window.ts';
import { openFile, pathOf, runAndDismiss } from './workspace.ts';

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
