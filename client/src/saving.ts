// Explains that the user may not write a Postfix file that is being saved, and offers to save it as root.

import * as vscode from 'vscode';
import type { CommandContext } from './commands/context.ts';
import { isReadOnly, saveAsRoot } from './commands/save-as-root.ts';
import { encodingProblem, losesBytes } from './encoding.ts';

export function explainSaving(context: CommandContext, log: vscode.LogOutputChannel): vscode.Disposable {
  /** Files whose explanation is on the screen. */
  const explained = new Set<string>();
  return vscode.workspace.onWillSaveTextDocument(({ document }) => {
    const { fsPath, scheme } = document.uri;
    if (!document.languageId.startsWith('postfix-') || scheme !== 'file' || explained.has(fsPath)) return;
    explained.add(fsPath);
    explain(context, document)
      .catch((error) => log.error('saving', error))
      .finally(() => explained.delete(fsPath));
  });
}

async function explain(context: CommandContext, document: vscode.TextDocument): Promise<void> {
  const path = document.uri.fsPath;
  if (!(await isReadOnly(path))) return;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const problem = await whyNotAsUtf8(document, name);
  const text = document.getText();
  const isSaved = await saveAsRoot(context, { path, name, text, ...(problem !== undefined && { problem }) });
  // The editor reads the file that now has its text.
  if (isSaved && document.isDirty && document.getText() === text) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
}

/** VS Code 1.100 and later tell the encoding of a document. */
async function whyNotAsUtf8(
  document: vscode.TextDocument & { readonly encoding?: string },
  name: string,
): Promise<string | undefined> {
  if (await losesBytes(document.getText(), () => vscode.workspace.fs.readFile(document.uri)))
    return encodingProblem(name);
  const { encoding = 'utf8' } = document;
  return encoding === 'utf8'
    ? undefined
    : `The extension saves only UTF-8 as root, but the encoding of ${name} is ${encoding}.`;
}
