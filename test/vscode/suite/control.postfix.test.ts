// The commands that control a running Postfix. The workspace folder is the configuration directory of that Postfix.
// The results are checked with the programs of Postfix.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { postmap, runProgram } from '../../postfix/support/programs';
import { smtp } from '../../postfix/support/smtp';
import { differences } from './comparison.ts';
import { eventually } from './eventually.ts';
import { configure, useTheme } from './photographs.ts';
import { answerNotification, openPalette, pointAt, says, waitForNotification } from './widgets.ts';
import { hover, needsWindow, screenshot, waitFor, waitForStatus } from './window.ts';
import { openFile, pathOf, replace } from './workspace.ts';

const port = Number(process.env.POSTFIX_TEST_SMTP_PORT);

describe('commands for the mail system', () => {
  // The next test file needs a running Postfix.
  after(async () => {
    if (!(await isRunning())) await runProgram('postfix', pathOf('.'), ['start']);
  });

  it('stop, ask, and start', async function () {
    needsWindow(this);
    await openFile('main.cf');
    assert.equal(await isRunning(), true);
    const stopping = vscode.commands.executeCommand('postfix.stop');
    await answerNotification('Stop');
    await stopping;
    assert.equal(await isRunning(), false);
    await assert.rejects(smtp(port));

    await says('postfix.status', 'is not running with the configuration in');
    await says('postfix.reload', 'so nothing was reloaded');
    await says('postfix.flush', 'so the queue was not flushed');

    await vscode.commands.executeCommand('postfix.start');
    assert.equal(await isRunning(), true);
    assert.match(await banner(), /ESMTP/);
    await says('postfix.start', 'Postfix is already running with the configuration in');
    await says('postfix.status', 'is running with the configuration in');
  });

  it('flush: Postfix tries to deliver all queued mail again', async function () {
    needsWindow(this);
    await openFile('main.cf');
    try {
      const recipient = 'user@refused.example.net';
      await promisify(execFile)('smtp-source', ['-f', '', '-t', recipient, `127.0.0.1:${port}`]);
      const attempts = () => readFileSync(pathOf('../maillog'), 'utf8').split(`to=<${recipient}>`).length - 1;
      // qmgr moves the message to the deferred queue after the log shows the attempt.
      const inQueue = async () => (await runProgram('postqueue', pathOf('.'), ['-j'])).stdout;
      await eventually(async () => assert.match(await inQueue(), /"queue_name": "deferred"/));
      const before = attempts();
      await waitForStatus('trying to deliver all queued mail', () =>
        vscode.commands.executeCommand('postfix.flush'),
      );
      await eventually(() => assert.equal(attempts(), before + 1));
    } finally {
      await runProgram('postsuper', pathOf('.'), ['-d', 'ALL']);
    }
  });

  it('check shows an error at its line, and the page that explains it', async function () {
    needsWindow(this);
    const editor = await openFile('main.cf');
    await replace(editor, 'mynetworks = ', 'message_size_limit = 10MB\nmynetworks = ');
    assert.equal(await editor.document.save(), true);
    const done = vscode.commands.executeCommand('postfix.check');
    await waitForNotification('message_size_limit = 10MB');
    const said = vscode.languages
      .getDiagnostics(editor.document.uri)
      .filter(({ source }) => source === 'postmap');
    assert.deepEqual(
      said.map(({ range }) => editor.document.lineAt(range.start).text),
      ['message_size_limit = 10MB'],
    );
    await answerNotification('Explain');
    await done;
    await waitFor('.tab:has-text("bad-number")');
  });

  it('offer to stop and start for a change that a reload does not apply', async function () {
    needsWindow(this);
    const editor = await openFile('main.cf');
    const [old, changed] = ['inet_interfaces = 127.0.0.1\n', 'inet_interfaces = 127.0.0.1, localhost\n'];
    // Postfix keeps running with the original value, for the other tests.
    for (const [from, to] of [
      [old, changed],
      [changed, old],
    ] as const) {
      await replace(editor, from, to);
      assert.equal(await editor.document.save(), true);
      const done = vscode.commands.executeCommand('postfix.reload');
      await waitForNotification('only when it is stopped and started');
      await answerNotification('Stop and Start');
      await done;
      assert.equal(await isRunning(), true);
    }
  });

  it('show the instance, its state, and its outdated tables', async function () {
    needsWindow(this);
    writeFileSync(pathOf('transport'), 'example.com smtp:[192.0.2.25]\n');
    const editor = await openFile('main.cf');
    await replace(
      editor,
      'mynetworks = ',
      `sender_dependent_default_transport_maps = lmdb:${pathOf('transport')}\nmynetworks = `,
    );
    assert.equal(await editor.document.save(), true);
    await vscode.commands.executeCommand('postfix.instances.focus');
    await vscode.commands.executeCommand('postfix.refreshInstances');
    const row = '.pane-body .monaco-list-row';
    await waitFor(`${row}:has-text("${pathOf('.').split('/').at(-2)}"):has-text("running")`);
    await waitFor(`${row}:has-text("transport"):has-text("not indexed")`);
    for (const theme of ['Light', 'Dark'] as const) {
      await useTheme(theme);
      await screenshot(`instances-${theme.toLowerCase()}`);
    }
    await useTheme('Light');

    await vscode.commands.executeCommand('postfix.indexAll');
    const { stdout } = await postmap(pathOf('.'), ['-q', 'example.com', `lmdb:${pathOf('transport')}`]);
    assert.equal(stdout, 'smtp:[192.0.2.25]\n');
    await waitFor(`${row}:has-text("not indexed")`, { state: 'hidden' });
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('look up a key, and show the entry that answers', async function () {
    needsWindow(this);
    writeFileSync(pathOf('transport'), '# comment\nexample.com smtp:[192.0.2.25]\n');
    const main = await openFile('main.cf');
    await replace(
      main,
      'mynetworks = ',
      `sender_dependent_default_transport_maps = lmdb:${pathOf('transport')}\nmynetworks = `,
    );
    assert.equal(await main.document.save(), true);
    const editor = await openFile('transport');
    await eventually(() => assert.equal(editor.document.languageId, 'postfix-table'));
    await vscode.commands.executeCommand('postfix.postmap');
    const at = editor.document.getText().indexOf('example.com');
    editor.selection = new vscode.Selection(
      editor.document.positionAt(at),
      editor.document.positionAt(at + 'example.com'.length),
    );
    const done = vscode.commands.executeCommand('postfix.lookUpKey');
    await waitFor('.quick-input-widget:visible input');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await waitForNotification('smtp:[192.0.2.25]', '(line 2)');
    await screenshot('look-up');
    await answerNotification('Go to Entry');
    await done;
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 1);
  });

  it('compare the files in the editor with what Postfix reads', async function () {
    needsWindow(this);
    const editor = await openFile('main.cf');
    await says(
      'postfix.compareWithRunning',
      `has the same settings as the active configuration in ${pathOf('.')}.`,
    );
    await replace(editor, 'ESMTP as it was', 'ESMTP not saved yet');
    await vscode.commands.executeCommand('postfix.compareWithRunning');
    await waitFor('.monaco-diff-editor:visible');
    await waitFor(`.tab.active:has-text("${pathOf('.')} ↔ ")`);
    assert.deepEqual(await differences(), {
      original: ['smtpd_banner = $myhostname ESMTP as it was'],
      modified: ['smtpd_banner = $myhostname ESMTP not saved yet'],
    });
    for (const theme of ['Light', 'Dark'] as const) {
      await useTheme(theme);
      await screenshot(`compare-running-${theme.toLowerCase()}`);
    }
    await useTheme('Light');
  });

  it('say that a program is missing', async function () {
    needsWindow(this);
    await configure({ 'postfix.commandDirectory': '/nowhere' });
    await openFile('main.cf');
    for (const command of ['check', 'start', 'stop', 'status', 'flush', 'reload']) {
      await says(`postfix.${command}`, 'postfix was not found in /nowhere');
    }
    await configure({ 'postfix.commandDirectory': undefined });
  });

  it('belong to an instance that the language status shows', async function () {
    needsWindow(this);
    await openFile('main.cf');
    await vscode.commands.executeCommand('postfix.refreshInstances');
    await pointAt('.statusbar-item[id="status.languageStatus"]', {
      away: '.editor-instance .view-lines',
      shows: '.hover-language-status:has-text("is running")',
    });
    await waitFor(`.hover-language-status:has-text("${pathOf('.')}, as root")`);
    await screenshot('status');
    // The pointer stays where it is, and the hover would cover notifications.
    await hover('.editor-instance .view-lines');
    await waitFor('.hover-language-status', { state: 'hidden' });
  });

  it('are in the palette', async function () {
    needsWindow(this);
    await openFile('main.cf');
    // The list shows only some of its rows.
    const title = 'Index All Outdated Tables';
    await openPalette(title);
    await screenshot('palette-programs');
  });
});

async function isRunning(): Promise<boolean> {
  return (await runProgram('postfix', pathOf('.'), ['status'])).code === 0;
}

/** The greeting of the mail server. */
async function banner(): Promise<string> {
  const session = await smtp(port);
  await session.quit().catch(() => undefined);
  return session.greeting.text;
}
