// The view Trace: what Postfix would do with one mail.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { findPostfix, postmap } from '../../postfix/support/programs';
import { eventually } from './eventually.ts';
import { configure, plainWindow, useTheme } from './photographs.ts';
import { needsPostfix } from './postfix.ts';
import { collapse, cursorAt, withHover } from './widgets.ts';
import { click, isVisible, needsWindow, press, screenshot, textOf, type, waitFor } from './window.ts';
import { openFile, pathOf, rangeOf, replace, uriOf } from './workspace.ts';

const main = 'etc/postfix/main.cf';
const virtual = 'etc/postfix/virtual';
const row = (text: string) => `.pane-body .monaco-list-row:visible:has-text("${text}")`;
/** A mail to an alias of the example. */
const mail = { sender: 'someone@example.net', recipients: ['anna@example.org'] };

async function traceTo(recipient = 'anna@example.org'): Promise<void> {
  await vscode.commands.executeCommand('postfix.traceMail', uriOf(main), {
    ...mail,
    recipients: [recipient],
  });
  await waitFor(row('trivial-rewrite'));
}

describe('the trace of a mail', () => {
  before(async function () {
    needsWindow(this);
    await vscode.commands.executeCommand('postfix.trace.focus');
    // The whole side bar, so that all steps are visible.
    for (const view of ['Instances', 'Queue']) await collapse(view);
  });

  after(async () => {
    for (const view of ['queue', 'instances']) await vscode.commands.executeCommand(`postfix.${view}.focus`);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await useTheme('Light');
  });

  it('starts with a welcome', async () => {
    await vscode.commands.executeCommand('postfix.trace.focus');
    await waitFor('.welcome-view-content:visible:has-text("See what Postfix would do")');
    await screenshot('trace-welcome');
  });

  it('asks who sends what to whom, and shows the steps', async () => {
    await openFile(main);
    const done = vscode.commands.executeCommand('postfix.traceMail');
    await waitFor('.quick-input-list .monaco-list-row:has-text("A stranger on the Internet")');
    await screenshot('trace-client');
    await press('Enter');
    await waitFor('.quick-input-list .monaco-list-row:has-text("smtp")');
    await press('Enter');
    await waitFor('.quick-input-widget:visible:has-text("Who is the recipient?")');
    await type('anna@');
    await waitFor('.quick-input-list .monaco-list-row:has-text("Enter a domain")');
    await screenshot('trace-recipient');
    await type('example.org');
    await waitFor('.quick-input-list .monaco-list-row:has-text("anna@example.org")');
    await press('Enter');
    await waitFor('.quick-input-widget:visible:has-text("Who is the envelope sender?")');
    await press('Enter');
    await done;
    // The example has a misspelled restriction, so smtpd refuses everything.
    await waitFor(row('Server configuration error'));
    await screenshot('trace-refused');
    await traceTo();
    await screenshot('trace');
    await useTheme('Dark');
    await screenshot('trace-dark');
    await useTheme('Light');
  });

  it('leads from a step to its line', async () => {
    await traceTo();
    await eventually(async (timeout) => {
      await click(row('cleanup'), { timeout });
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.uri.path, uriOf(virtual).path);
      assert.match(editor?.document.lineAt(editor.selection.active.line).text ?? '', /^anna@example\.org/);
    });
    await screenshot('trace-step');
  });

  it('follows the files', async () => {
    await traceTo();
    const editor = await openFile(virtual);
    await replace(editor, 'anna.berg@example.com', 'jonas@example.com');
    await waitFor(row('jonas@example.com'));
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('can be copied, and kept as a test', async () => {
    const client = { address: '198.51.100.99' };
    const refused = { ...mail, client, service: 'smtp', helo: 'mail.example.net' };
    await vscode.commands.executeCommand('postfix.traceMail', uriOf(main), refused);
    await waitFor(row('Server configuration error'));
    await vscode.commands.executeCommand('postfix.copyTrace');
    assert.match(await vscode.env.clipboard.readText(), /Server configuration error/);
    await vscode.commands.executeCommand('postfix.keepTrace');
    await vscode.commands.executeCommand('postfix.keepTrace');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.path, uriOf('etc/postfix/trace.tests').path);
    assert.match(
      document?.getText() ?? '',
      /^# .*\n(--from .* --to anna@example\.org .*--expect reject\n){2}$/,
    );
    await screenshot('trace-tests');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('starts from a lens of a table, which shows where the mail ends', async () => {
    const editor = await openFile(virtual);
    editor.revealRange(new vscode.Range(0, 0, 0, 0), vscode.TextEditorRevealType.AtTop);
    await waitFor('.codelens-decoration:visible:has-text("→")');
    await screenshot('trace-lenses');
    const { start } = rangeOf(editor.document, 'shop@example.org');
    await withHover('Mail to', cursorAt(editor, start), () => screenshot('trace-hover'));
    await eventually(async (timeout) => {
      await click('.codelens-decoration a:visible:has-text("→")', { timeout });
      await waitFor(row('to postmaster@example.org'), { timeout });
    });
  });

  it('is spoken: a label with the outcome, and the way to the line', async () => {
    await traceTo();
    const label = await textOf(row('cleanup'));
    assert.ok(label.length > 0);
    assert.equal(await isVisible(`${row('cleanup')}[aria-label*="leads to a line"]`), true);
  });

  it('is highlighted in the mail flow', async () => {
    await traceTo();
    await vscode.commands.executeCommand('postfix.showTraceInFlow');
    for (const id of ['clients:host', 'service:pickup/unix', 'queue'])
      await waitFor(`.node.on-path[data-id="${id}"]`, { webview: true });
    await waitFor('.node[data-id="clients:network"]:not(.on-path)', { webview: true });
    await screenshot('trace-flow');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('asks a table that the server cannot read, after a question', async function () {
    needsPostfix(this);
    // Only the index is left, as on a host that gets its tables from elsewhere.
    const type = findPostfix()?.tableTypes.includes('hash') ? 'hash' : 'lmdb';
    const path = pathOf('etc/postfix/elsewhere');
    writeFileSync(path, 'anna@example.org someone@example.net\n');
    const { code, stderr } = await postmap(pathOf('etc/postfix'), [`${type}:${path}`]);
    assert.equal(code, 0, stderr);
    rmSync(path);
    const text = readFileSync(pathOf(main), 'utf8');
    try {
      writeFileSync(pathOf(main), `${text}\nvirtual_alias_maps = ${type}:${path}\n`);
      await eventually(async () => {
        await vscode.commands.executeCommand('postfix.traceMail', uriOf(main), mail);
        await vscode.commands.executeCommand('postfix.copyTrace');
        assert.match(await vscode.env.clipboard.readText(), /elsewhere/);
      });
      const done = vscode.commands.executeCommand('postfix.askTables');
      await waitFor('.notification-toast:has-text("runs postmap -q")');
      await screenshot('trace-ask');
      await click('.notification-toast .monaco-button:has-text("Look Up")');
      await done;
      await waitFor(row('someone@example.net'));
      await screenshot('trace-asked');
    } finally {
      writeFileSync(pathOf(main), text);
    }
  });

  it('leads to what EHLO announces', async () => {
    await openFile('etc/postfix/master.cf');
    await waitFor('.codelens-decoration a:visible:has-text("EHLO")');
    await eventually(async (timeout) => {
      const lens = '.codelens-decoration a:visible:has-text("EHLO")';
      if (await isVisible(lens)) await click(lens, { timeout });
      await waitFor('h1:has-text("What EHLO announces")', { webview: true, timeout });
    });
    await waitFor('td:has-text("STARTTLS")', { webview: true });
    await screenshot('ehlo');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('starts from a service in master.cf', async () => {
    await openFile('etc/postfix/master.cf');
    await waitFor('.codelens-decoration a:visible:has-text("Trace mail")');
    await eventually(async (timeout) => {
      await click('.codelens-decoration a:visible:has-text("Trace mail")', { timeout });
      await waitFor('.quick-input-widget:visible:has-text("Who sends the message?")', { timeout });
    });
    await screenshot('trace-service');
    await press('Escape');
  });
});

// After the other tests: nothing brings the welcome back.
describe('a screenshot of a trace', () => {
  /** Moves the border between the view and the editor, so that each step fits on its line. */
  const moveBorder = async (how: 'increase' | 'decrease') => {
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    for (let i = 0; i < 4; i++) await vscode.commands.executeCommand(`workbench.action.${how}ViewWidth`);
  };

  before(async function () {
    needsWindow(this);
    await configure({ ...plainWindow, 'editor.fontSize': 14 });
    await vscode.commands.executeCommand('postfix.trace.focus');
    for (const view of ['Instances', 'Queue']) await collapse(view);
    await moveBorder('decrease');
  });

  after(async () => {
    await moveBorder('increase');
    for (const view of ['queue', 'instances']) await vscode.commands.executeCommand(`postfix.${view}.focus`);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await configure(plainWindow, () => undefined);
  });

  it('of a mail from a stranger', async () => {
    const editor = await openFile(main);
    // While a restriction is misspelled, smtpd rejects the mail.
    await replace(editor, 'reject_unknown_recipent_domain', 'reject_unknown_recipient_domain');
    await vscode.commands.executeCommand('postfix.traceMail', uriOf(main), {
      client: { address: '198.51.100.99' },
      service: 'smtp',
      helo: 'mail.example.net',
      sender: 'someone@example.net',
      recipients: ['anna@example.org'],
    });
    const step = '.pane-body .monaco-list-row:visible:has-text("virtual_alias_maps has an entry")';
    await waitFor(step);
    await eventually(async (timeout) => {
      await click(step, { timeout });
      assert.equal(vscode.window.activeTextEditor?.document.uri.path, uriOf(virtual).path);
    });
    await waitFor('.codelens-decoration:visible:has-text("→")');
    await screenshot('trace-mail', undefined, { clip: { x: 0, y: 0, width: 1280, height: 480 } });
  });
});
