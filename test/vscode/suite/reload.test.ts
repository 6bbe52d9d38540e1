// postfix.reload in a folder that is not an active configuration, such as a copy of /etc/postfix in a repository.
import * as vscode from 'vscode';
import { needsPostfix } from './postfix.ts';
import { waitForNotification } from './widgets.ts';
import { needsWindow } from './window.ts';
import { openFile } from './workspace.ts';

describe('postfix.reload in a copy of a configuration', () => {
  before(function () {
    needsPostfix(this);
    needsWindow(this);
  });

  it('names the active configuration, and waits for an answer', async () => {
    await openFile('etc/postfix/main.cf');
    const done = vscode.commands.executeCommand('postfix.reload');
    const said = 'is not the active Postfix configuration on this host';
    await waitForNotification(said);
    await vscode.commands.executeCommand('notifications.clearAll');
    await done;
  });
});
