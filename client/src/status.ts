// The language status items of Postfix files: the state of the server, and the target release.

import * as vscode from 'vscode';
import type { TargetVersionParams } from '../../server/src/lsp/protocol.ts';
import type { LanguageServer, ServerState } from './language-server.ts';

/** Shows the state of the server, with a notification only if the server is not restarted. */
export function showStatus(server: LanguageServer, languages: readonly string[]): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('postfix.server', [...languages]);
  item.name = 'Postfix Language Server';
  const show = (state: ServerState) => {
    item.busy = state === 'starting';
    item.severity = vscode.LanguageStatusSeverity.Information;
    item.command = { command: 'postfix.showLog', title: 'Show Log' };
    switch (state) {
      case 'starting':
        item.text = 'Postfix language server is starting';
        break;
      case 'running':
        item.text = 'Postfix language server is running';
        break;
      case 'stopped':
      case 'failed':
        item.text = 'Postfix language server has stopped';
        item.severity = vscode.LanguageStatusSeverity.Error;
        item.command = { command: 'postfix.restartServer', title: 'Restart' };
    }
  };
  show(server.state);
  const listener = server.onDidChangeState((state) => {
    show(state);
    if (state === 'failed') void sayFailed();
  });
  return vscode.Disposable.from(item, listener, showTarget(server, languages));
}

const reasons: Readonly<Record<TargetVersionParams['from'], string>> = {
  setting: 'from the settings',
  installed: 'installed on this host',
  newest: 'newest known release',
};

function showTarget(server: LanguageServer, languages: readonly string[]): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('postfix.version', [...languages]);
  item.name = 'Postfix Release';
  item.text = 'Postfix';
  item.command = {
    command: 'workbench.action.openSettings',
    arguments: ['postfix.version'],
    title: 'Change',
  };
  const listener = server.onDidChangeTarget(({ version, from }) => {
    item.text = `Postfix ${version}`;
    item.detail = reasons[from];
  });
  return vscode.Disposable.from(item, listener);
}

async function sayFailed(): Promise<void> {
  const restart = 'Restart';
  const showLog = 'Show Log';
  const pressed = await vscode.window.showErrorMessage(
    'The Postfix language server ended several times and was not restarted. Completion and findings are not available.',
    restart,
    showLog,
  );
  if (pressed === restart) await vscode.commands.executeCommand('postfix.restartServer');
  if (pressed === showLog) await vscode.commands.executeCommand('postfix.showLog');
}
