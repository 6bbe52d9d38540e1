// What the extension costs those who do not need it, and when it wakes up. The first file of its window, and its
// tests are in an order: what is awake does not go to sleep again.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { needsWindow, textOf, waitFor } from './window.ts';
import { extension, openFile } from './workspace.ts';

describe('the installed extension', () => {
  it('comes from the package, not from the source', () => {
    const { extensionPath } = extension();
    assert.equal(extensionPath.includes('extensions'), true, extensionPath);
    assert.equal(vscode.workspace.isTrusted, true);
  });

  it('waits for nothing but its languages and commands', () => {
    const events: readonly string[] = extension().packageJSON.activationEvents ?? [];
    console.log(JSON.stringify(events));
    assert.deepEqual(
      events.filter((event) => !/^on(?:Language|Command):/.test(event)),
      [],
    );
  });

  it('sleeps while no Postfix file is open', async () => {
    assert.equal(extension().isActive, false);
    const { document } = await openFile('README.md');
    assert.equal(document.languageId, 'markdown');
    assert.equal(extension().isActive, false);
  });

  it('wakes up when one is opened', async () => {
    const { document } = await openFile('etc/postfix/main.cf');
    assert.equal(document.languageId, 'postfix-main');
    await eventually(() => assert.equal(extension().isActive, true));
  });

  it('does so quickly', async function () {
    needsWindow(this);
    await vscode.commands.executeCommand('workbench.action.showRuntimeExtensions');
    await waitFor('.runtime-extensions-editor');
    console.log(await textOf('.runtime-extensions-editor'));
  });
});
