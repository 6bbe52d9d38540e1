// What the walkthrough is to know and no command tells it: that a configuration is in the editor.

import * as vscode from 'vscode';

/** In package.json, contributes.walkthroughs, it completes the first step, which takes notice of changes only. */
const shown = 'postfix.configurationShown';

export function tellWalkthrough(): vscode.Disposable {
  const tell = (editor: vscode.TextEditor | undefined) => {
    const languageId = editor?.document.languageId;
    const isShown = languageId === 'postfix-main' || languageId === 'postfix-master';
    void vscode.commands.executeCommand('setContext', shown, isShown);
  };
  tell(vscode.window.activeTextEditor);
  return vscode.window.onDidChangeActiveTextEditor(tell);
}
