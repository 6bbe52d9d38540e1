// The view Trace: what Postfix would do with one mail.
import * as vscode from 'vscode';
import { configure } from './photographs.ts';
import { needsWindow, press, screenshot, type, waitFor } from './window.ts';
import { openFile } from './workspace.ts';

const main = 'etc/postfix/main.cf';
const row = (text: string) => `.pane-body .monaco-list-row:visible:has-text("${text}")`;

describe('the trace of a mail', () => {
  before(function () {
    needsWindow(this);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.view.explorer');
    await configure({ 'workbench.colorTheme': 'Default Light Modern' });
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
    await screenshot('trace-service');
    await press('Enter');
    await waitFor('.quick-input-widget:visible:has-text("To whom?")');
    await type('kim@');
    await waitFor('.quick-input-list .monaco-list-row:has-text("Write a domain")');
    await screenshot('trace-recipient');
    await type('example.com');
    await press('Enter');
    await waitFor('.quick-input-widget:visible:has-text("From whom?")');
    await press('Enter');
    await done;
    await waitFor(row('trivial-rewrite'));
    await screenshot('trace');
  });

  it('is dark as well', async () => {
    await configure({ 'workbench.colorTheme': 'Default Dark Modern' });
    await screenshot('trace-dark');
  });
});
