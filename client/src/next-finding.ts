// postfix.nextFinding: goes to the next finding in the open configuration, wherever the focus is.

import * as vscode from 'vscode';

/**
 * @param languages the languages of Postfix files
 * @returns whether there was a file to look in
 */
export async function goToNextFinding(languages: readonly string[]): Promise<boolean> {
  const isOurs = ({ languageId }: vscode.TextDocument) => languages.includes(languageId);
  const active = vscode.window.activeTextEditor;
  if (active === undefined || !isOurs(active.document)) {
    const document =
      vscode.window.visibleTextEditors.find((editor) => isOurs(editor.document))?.document ??
      vscode.workspace.textDocuments.find(isOurs);
    const uri = document?.uri ?? firstWithFindings();
    if (uri === undefined) {
      void vscode.window.showInformationMessage('Open a main.cf, a master.cf, or a lookup table first.');
      return false;
    }
    await vscode.window.showTextDocument(uri);
  }
  await vscode.commands.executeCommand('editor.action.marker.nextInFiles');
  return true;
}

function firstWithFindings(): vscode.Uri | undefined {
  return vscode.languages
    .getDiagnostics()
    .find(([, found]) => found.some(({ source }) => source === 'postfix'))?.[0];
}
