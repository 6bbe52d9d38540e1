// What the extension costs those who do not need it, and when it wakes up. The first file of its window, and its
// tests are in an order: what is awake does not go to sleep again.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { findingsOf } from './findings.ts';
import { needsWindow, textOf, waitFor } from './window.ts';
import { extension, openFile, uriOf } from './workspace.ts';

describe('the installed extension', () => {
  it('comes from the package, not from the source', () => {
    const { extensionPath } = extension();
    assert.equal(extensionPath.includes('extensions'), true, extensionPath);
    assert.equal(vscode.workspace.isTrusted, true);
  });

  it('waits for nothing but its languages and commands', () => {
    // VS Code makes the events of what the manifest contributes; others would be written there.
    const events: readonly string[] = extension().packageJSON.activationEvents ?? [];
    const others = events.filter((event) => !/^on(?:Language|Command):/.test(event));
    assert.deepEqual(others, []);
  });

  it('sleeps while no Postfix file is open', async () => {
    const { document } = await openFile('README.md');
    assert.equal(document.languageId, 'markdown');
    assert.equal(extension().isActive, false);
  });

  it('wakes up when one is opened', async () => {
    const { document } = await openFile('etc/postfix/main.cf');
    assert.equal(document.languageId, 'postfix-main');
    await eventually(() => assert.equal(extension().isActive, true));
  });

  it('does so without a word', async function () {
    needsWindow(this);
    await openFile('etc/postfix/main.cf');
    await eventually(() => assert.notDeepEqual(findingsOf(uriOf('etc/postfix/main.cf')), []));
    // It would hold those too that are hidden again.
    await vscode.commands.executeCommand('notifications.showList');
    await waitFor('.notifications-center:has-text("No new notifications")');
    await vscode.commands.executeCommand('notifications.hideList');
  });

  it('tells VS Code how long that took', async function () {
    needsWindow(this);
    await openFile('etc/postfix/main.cf');
    await eventually(() => assert.equal(extension().isActive, true));
    // VS Code's own measurement, as people see it: the loading of the code and the call of `activate`.
    await vscode.commands.executeCommand('workbench.action.showRuntimeExtensions');
    const time = await textOf(
      '.runtime-extensions-editor .extension:has(.name:text-is("Postfix")) .activation-time',
    );
    const milliseconds = Number(/(\d+)\s*ms/.exec(time)?.[1]);
    console.log(`Activation: ${milliseconds} ms`);
    assert.ok(milliseconds > 0, time);
  });
});
