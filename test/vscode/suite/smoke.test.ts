// The installed extension is there and wakes up for a Postfix configuration.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { needsWindow, screenshot, textOf, waitFor } from './window.ts';
import { extension, openFile } from './workspace.ts';

describe('the installed extension', () => {
  it('comes from the package, not from the source', () => {
    const { extensionPath } = extension();
    assert.equal(extensionPath.includes('extensions'), true, extensionPath);
    assert.equal(vscode.workspace.isTrusted, true);
  });

  it('is active once main.cf is open', async () => {
    const { document } = await openFile('main.cf');
    assert.equal(document.languageId, 'postfix-main');
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  it('shows main.cf in the window', async function () {
    needsWindow(this);
    await openFile('main.cf');
    await waitFor('.tab.active .label-name:text-is("main.cf")');
    assert.notEqual(await textOf('.view-lines'), '');
    await screenshot('main.cf');
  });
});
