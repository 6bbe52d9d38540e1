// The command that reloads a running Postfix. The workspace folder is the configuration directory of that Postfix.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { runProgram } from '../../postfix/support/programs';
import { smtp } from '../../postfix/support/smtp';
import { eventually } from './eventually.ts';
import { answerNotification, waitForNotification } from './widgets.ts';
import { needsWindow } from './window.ts';
import { openFile, pathOf, replace, runAndDismiss } from './workspace.ts';

const port = Number(process.env.POSTFIX_TEST_SMTP_PORT);

describe('postfix.reload', () => {
  // The next test file needs a running Postfix.
  after(async () => {
    await runProgram('postfix', pathOf('.'), ['start']);
  });

  it('applies a saved change to the mail server', async () => {
    assert.match(await banner(), /ESMTP as it was$/);
    const editor = await openFile('main.cf');
    await replace(editor, 'ESMTP as it was', 'ESMTP after a reload');
    assert.equal(await editor.document.save(), true);
    await vscode.commands.executeCommand('postfix.reload');
    // An old process may accept one more connection.
    await eventually(async () => assert.match(await banner(), /ESMTP after a reload$/));
  });

  it('asks before it reloads without an unsaved change', async function () {
    needsWindow(this);
    const editor = await openFile('main.cf');
    await replace(editor, '$myhostname ESMTP as it was', '$myhostname ESMTP just saved');
    const done = vscode.commands.executeCommand('postfix.reload');
    await waitForNotification('main.cf has unsaved changes');
    await answerNotification('Save and Reload');
    await done;
    assert.equal(editor.document.isDirty, false);
    await eventually(async () => assert.match(await banner(), /ESMTP just saved$/));
  });

  it('shows an error in the configuration until it is fixed', async () => {
    const editor = await openFile('main.cf');
    const { document } = editor;
    await replace(editor, 'mynetworks = ', 'message_size_limit = 10MB\nmynetworks = ');
    assert.equal(await document.save(), true);
    await runAndDismiss('postfix.reload');
    const said = await eventually(() => {
      const found = saidByPrograms(document.uri);
      assert.notDeepEqual(found, []);
      return found;
    });
    assert.deepEqual(
      said.map(({ range, severity }) => [document.lineAt(range.start).text, severity]),
      [['message_size_limit = 10MB', vscode.DiagnosticSeverity.Error]],
    );

    await replace(editor, 'message_size_limit = 10MB', 'message_size_limit = 10000000');
    await replace(editor, 'ESMTP as it was', 'ESMTP fixed');
    assert.equal(await document.save(), true);
    await vscode.commands.executeCommand('postfix.reload');
    await eventually(async () => assert.match(await banner(), /ESMTP fixed$/));
    assert.deepEqual(saidByPrograms(document.uri), []);
  });

  // The last test, because it stops Postfix.
  it('says that Postfix is not running', async function () {
    const { code, stderr } = await runProgram('postfix', pathOf('.'), ['stop']);
    assert.equal(code, 0, stderr);
    await openFile('main.cf');
    needsWindow(this);
    const done = vscode.commands.executeCommand('postfix.reload');
    await waitForNotification('Postfix is not running with the configuration');
    await vscode.commands.executeCommand('notifications.clearAll');
    await done;
  });
});

/** The greeting of the mail server. */
async function banner(): Promise<string> {
  const session = await smtp(port);
  await session.quit().catch(() => undefined);
  return session.greeting.text;
}

function saidByPrograms(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source?.startsWith('post') && source !== 'postfix');
}
