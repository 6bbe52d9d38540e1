// The command that indexes a table, with the real postmap and postalias.
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { needsPostfix } from './postfix.ts';
import { needsWindow, waitFor } from './window.ts';
import { filesOf, openFile, pathOf, replace } from './workspace.ts';

const transport = 'etc/postfix/transport';

describe('postfix.postmap', () => {
  before(function () {
    needsPostfix(this);
  });

  it('makes the table that main.cf names, out of what the editor holds', async () => {
    const editor = await openFile(transport);
    await replace(editor, 'slow:\n.freemail', 'error:\n.freemail');
    assert.equal(editor.document.isDirty, true);
    await vscode.commands.executeCommand('postfix.postmap');
    assert.equal(editor.document.isDirty, false);
    assert.ok(existsSync(pathOf(`${transport}.db`)), [...filesOf().keys()].join());
  });
