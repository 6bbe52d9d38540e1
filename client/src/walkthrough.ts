// Completes steps of the walkthrough (package.json, contributes.walkthroughs) that no command of VS Code completes.

import * as vscode from 'vscode';

export type Step = 'postfix.configurationShown' | 'postfix.indexed' | 'postfix.reloaded';

/** Completes a step if it was done. VS Code reacts only to a change of the context key. */
export async function tick(step: Step, isDone: boolean): Promise<void> {
  if (!isDone) return;
  await vscode.commands.executeCommand('setContext', step, false);
  await vscode.commands.executeCommand('setContext', step, true);
}

/** Completes the first step when a Postfix file is open, also if it was open before the walkthrough. */
export function trackWalkthrough(languages: readonly string[]): vscode.Disposable {
  const tell = () =>
    void tick(
      'postfix.configurationShown',
      vscode.workspace.textDocuments.some(({ languageId }) => languages.includes(languageId)),
    );
  tell();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(tell),
    vscode.workspace.onDidOpenTextDocument(tell),
    vscode.window.tabGroups.onDidChangeTabs(tell),
  );
}
