// What postfix.reload makes of a folder that no Postfix runs with, such as a repository's copy of /etc/postfix.
import * as vscode from 'vscode';
import { needsPostfix } from './postfix.ts';
import { needsWindow, waitFor } from './window.ts';
import { openFile } from './workspace.ts';

describe('postfix.reload in a copy of a configuration', () => {
  before(function () {
    needsPostfix(this);
    needsWindow(this);
  });

  it('says what Postfix runs with, and waits for an answer', async () => {
    await openFile('etc/postfix/main.cf');
    const done = vscode.commands.executeCommand('postfix.reload');
    const said = 'is not the configuration that Postfix runs with here';
    await waitFor(`.notification-toast:has-text("${said}")`);
    await vscode.commands.executeCommand('notifications.clearAll');
    await done;
  });
});
