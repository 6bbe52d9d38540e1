// What most tests begin with: the extension, and a file of the workspace in the editor.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** The extension under test. */
export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('postfix-language.postfix-language');
  assert.ok(found, 'postfix-language.postfix-language is not installed');
  return found;
}

/** Opens a file of the workspace. @param path relative to the workspace folder, as in `main.cf` */
export async function openFile(path: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, path));
}
