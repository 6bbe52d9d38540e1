// A workspace that the user does not trust: files are checked, but no program runs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { findingsOf, isNoEcho, mistakesIn } from './findings.ts';
import { configure } from './photographs.ts';
import { type FakePrograms, fakePrograms } from './programs.ts';
import { preview, toPreview } from './scenario.ts';
import { answerNotification, waitForNotification } from './widgets.ts';
import { click, needsWindow, press, screenshot, type, waitFor } from './window.ts';
import { extension, filesOf, openFile, pathOf, replace, uriOf } from './workspace.ts';

describe('in an untrusted workspace', () => {
  let programs: FakePrograms;

  before(() => {
    programs = fakePrograms(
      'postconf',
      'postfix',
      'postmap',
      'postalias',
      'postmulti',
      'postqueue',
      'postsuper',
      'postcat',
      'sudo',
      'pkexec',
    );
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
    ['postfix.postalias', 'etc/aliases'],
    ['postfix.lookUpKey', 'etc/postfix/transport'],
    ['postfix.newaliases', 'etc/postfix/main.cf'],
    ['postfix.indexAll', 'etc/postfix/main.cf'],
    ['postfix.reload', 'etc/postfix/main.cf'],
    ['postfix.check', 'etc/postfix/main.cf'],
    ['postfix.start', 'etc/postfix/main.cf'],
    ['postfix.stop', 'etc/postfix/main.cf'],
    ['postfix.status', 'etc/postfix/main.cf'],
    ['postfix.flush', 'etc/postfix/main.cf'],
    ['postfix.showQueue', 'etc/postfix/main.cf'],
    ['postfix.refreshQueue', 'etc/postfix/main.cf'],
    ['postfix.requeueAll', 'etc/postfix/main.cf'],
    ['postfix.compareWithRunning', 'etc/postfix/main.cf'],
  ] as const) {
    it(`${command} on ${path} shows a notification, and runs nothing`, async function () {
      needsWindow(this);
      const before = [...filesOf().keys()];
      await openFile(path);
      const done = vscode.commands.executeCommand(command);
      await waitForNotification('This workspace is not trusted');
      await vscode.commands.executeCommand('notifications.clearAll');
      await done;
      assert.deepEqual([...filesOf().keys()], before);
    });
  }

  it('saving a table indexes nothing, also if the setting says so', async () => {
    await configure({ 'postfix.indexOnSave': 'on' });
    try {
      const editor = await openFile('etc/postfix/transport');
      await replace(editor, 'smtp:[192.0.2.25]', 'smtp:[192.0.2.26]');
      const before = [...filesOf().keys()];
      assert.equal(await editor.document.save(), true);
      // The server answers after it has handled what came before.
      await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', editor.document.uri);
      assert.deepEqual([...filesOf().keys()], before);
    } finally {
      await configure({ 'postfix.indexOnSave': undefined });
    }
  });

  it('settings are shown, changed, and compared without a program', async function () {
    needsWindow(this);
    const editor = await openFile('etc/postfix/main.cf');
    const shown = vscode.commands.executeCommand('postfix.showEffective');
    await waitFor('.quick-input-widget:visible .monaco-list-row:has-text("All Programs")');
    await press('Enter');
    await shown;
    await eventually(() =>
      assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, 'postfix-settings'),
    );
    await openFile('etc/postfix/main.cf');
    await vscode.commands.executeCommand('postfix.compareWithDefaults');
    await waitFor('.monaco-diff-editor:visible');
    await screenshot('compare-untrusted');
    await openFile('etc/postfix/main.cf');
    void vscode.commands.executeCommand('postfix.changeParameter', undefined, 'message_size_limit');
    await waitFor('.quick-input-widget:visible input');
    await press('Control+A');
    await type('30000000');
    await press('Enter');
    await eventually(() => assert.match(editor.document.getText(), /^message_size_limit = 30000000$/m));
  });

  it('a scenario is set up and saved, and no program runs', async function () {
    needsWindow(this);
    const done = await toPreview();
    await click(`${preview} .monaco-button:has-text("Apply")`);
    await waitForNotification('This workspace is not trusted');
    await screenshot('scenario-untrusted');
    await answerNotification('Save All');
    await waitForNotification('postfix reload in a terminal');
    await vscode.commands.executeCommand('notifications.clearAll');
    await done();
    assert.match(readFileSync(pathOf('etc/postfix/main.cf'), 'utf8'), /^smtpd_sender_login_maps = /m);
    assert.match(readFileSync(pathOf('etc/postfix/sender_login'), 'utf8'), /^anna@example\.com/m);
  });

  it('the view of the instances says so', async function () {
    needsWindow(this);
    await openFile('etc/postfix/main.cf');
    await vscode.commands.executeCommand('postfix.instances.focus');
    await vscode.commands.executeCommand('postfix.refreshInstances');
    await waitFor('.welcome-view:has-text("does not run programs in it")');
    await screenshot('instances-untrusted');
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('no Postfix program ran', () => {
    assert.deepEqual(programs.run(), []);
  });
});
