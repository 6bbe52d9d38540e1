// Names of files and folders, for people.

import * as vscode from 'vscode';

/** The path in its workspace folder. For the folder itself, VS Code would return the absolute path. */
export function nameOf(uri: vscode.Uri): string {
  const folder = vscode.workspace.workspaceFolders?.find((each) => each.uri.toString() === uri.toString());
  return folder?.name ?? vscode.workspace.asRelativePath(uri);
}
