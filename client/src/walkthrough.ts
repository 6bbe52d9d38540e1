// Tells the walkthrough that a configuration is in the editor. No command can do that.

import * as vscode from 'vscode';

/** This key completes the first step in package.json, contributes.walkthroughs. The step reacts only to changes. */
const shown = 'postfix.configurationShown';

export function trackWalkthrough(): vscode.Disposable {
  const tell = (editor: vscode.TextEditor | undefined) => {
    const languageId = editor?.document.languageId;
    const isShown = languageId === 'postfix-main' || languageId === 'postfix-master';
    void vscode.commands.executeCommand('setContext', shown, isShown);
  };
  tell(vscode.window.activeTextEditor);
  return vscode.window.onDidChangeActiveTextEditor(tell);
}
