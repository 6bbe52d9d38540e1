// What the extension costs users who do not need it, and when VS Code activates it. This is the first test file in its
// window, and the order of its tests matters: an extension stays active.
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

  it('is activated only by its languages and commands, and by a workspace with a configuration', () => {
    // VS Code derives the other events from the contributions.
    const events: readonly string[] = extension().packageJSON.activationEvents ?? [];
    const others = events.filter((event) => !/^on(?:Language|Command):/.test(event));
    assert.deepEqual(others, ['workspaceContains:**/main.cf']);
  });

  it('finds nothing while no Postfix file is open', async () => {
    const { document } = await openFile('README.md');
    assert.equal(document.languageId, 'markdown');
    assert.deepEqual(findingsOf(uriOf('etc/postfix/main.cf')), []);
  });

  it('finds mistakes in all files of a configuration when one of them is opened', async () => {
    await openFile('etc/postfix/main.cf');
    await eventually(() => assert.notDeepEqual(findingsOf(uriOf('etc/postfix/master.cf')), []));
  });

  it('is active when a Postfix file is opened', async () => {
    const { document } = await openFile('etc/postfix/main.cf');
    assert.equal(document.languageId, 'postfix-main');
    await eventually(() => assert.equal(extension().isActive, true));
  });

  it('is activated without a notification', async function () {
    needsWindow(this);
    await openFile('etc/postfix/main.cf');
    await eventually(() => assert.notDeepEqual(findingsOf(uriOf('etc/postfix/main.cf')), []));
    // The list would also hold notifications that are hidden again.
    await vscode.commands.executeCommand('notifications.showList');
    await waitFor('.notifications-center:has-text("No new notifications")');
    await vscode.commands.executeCommand('notifications.hideList');
  });

  it('tells VS Code how long the activation took', async function () {
    needsWindow(this);
    await openFile('etc/postfix/main.cf');
    await eventually(() => assert.equal(extension().isActive, true));
    // VS Code shows its own measurement: the time for loading the code and for the call of `activate`.
    await vscode.commands.executeCommand('workbench.action.showRuntimeExtensions');
    const time = await textOf(
      '.runtime-extensions-editor .extension:has(.name:text-is("Postfix")) .activation-time',
    );
    const milliseconds = Number(/(\d+)\s*ms/.exec(time)?.[1]);
    console.log(`Activation: ${milliseconds} ms`);
    assert.ok(milliseconds > 0, time);
  });
});
