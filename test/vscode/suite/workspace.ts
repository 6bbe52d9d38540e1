// What most tests start with: the extension, and a file of the workspace in the editor. After each test, the workspace
// is restored.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';

/** The extension under test. */
export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('postfix-language.postfix-language');
  assert.ok(found, 'postfix-language.postfix-language is not installed');
  return found;
}

/** The URI of a file in the workspace folder. @param path relative to the folder, as in `etc/postfix/main.cf` */
export function uriOf(path: string): vscode.Uri {
  return vscode.Uri.joinPath(folder().uri, path);
}

/** The path of that file on disk. */
export function pathOf(path: string): string {
  return uriOf(path).fsPath;
}

/** Opens a file of the workspace in an editor with the focus. */
export async function openFile(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(uriOf(path), { preview: false });
}

/** The range of a text that occurs exactly once in the document. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const start = document.getText().indexOf(text);
  assert.notEqual(start, -1, `${document.fileName} does not contain ${JSON.stringify(text)}`);
  assert.equal(start, document.getText().lastIndexOf(text), `${JSON.stringify(text)} occurs twice`);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** Replaces a text that occurs exactly once, without saving the document. */
export async function replace(editor: vscode.TextEditor, text: string, replacement: string): Promise<void> {
  const range = rangeOf(editor.document, text);
  assert.equal(await editor.edit((edit) => edit.replace(range, replacement)), true);
}

/** Adds a text at the end of the document, and puts the cursor after it. */
export async function append(editor: vscode.TextEditor, text: string): Promise<void> {
  assert.equal(await editor.edit((edit) => edit.insert(endOf(editor.document), text)), true);
  // Unlike a change of `selection`, a command ends only after the window has completed it.
  await vscode.commands.executeCommand('cursorBottom');
}

/** The position after the last character of the document. */
export function endOf(document: vscode.TextDocument): vscode.Position {
  return document.lineAt(document.lineCount - 1).range.end;
}

/** All files in the workspace folder, by relative path. */
export function filesOf(directory = folder().uri.fsPath): ReadonlyMap<string, Buffer> {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const files = paths.filter((path) => statSync(join(directory, path)).isFile());
  return new Map(files.map((path) => [path, readFileSync(join(directory, path))]));
}

/** Runs a command that shows a notification, and closes the notification, because the command waits for that. */
export async function runAndDismiss(command: string, ...args: readonly unknown[]): Promise<void> {
  await dismiss(vscode.commands.executeCommand(command, ...args));
}

/** Closes notifications until the command that shows them has ended. */
export async function dismiss(command: Thenable<unknown>): Promise<void> {
  let isDone = false;
  const done = Promise.resolve(command).finally(() => {
    isDone = true;
  });
  await eventually(async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
    assert.ok(isDone, 'the command is still running');
  });
  await done;
}

/**
 * Restores the workspace folder to the files that `filesOf` returned, closes all editors, and cleans up the window.
 */
export async function restore(files: ReadonlyMap<string, Buffer>): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  restoreFiles(files);
  // A document stays in memory for a while after its editor is closed, and reloads its changed file with a delay.
  for (const document of vscode.workspace.textDocuments) {
    if (isOnDisk(document)) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('workbench.action.closePanel');
  await vscode.commands.executeCommand('notifications.clearAll');
}

function restoreFiles(files: ReadonlyMap<string, Buffer>): void {
  const now = filesOf();
  for (const path of now.keys()) if (!files.has(path)) rmSync(pathOf(path));
  for (const [path, content] of files) {
    if (now.get(path)?.equals(content)) continue;
    mkdirSync(dirname(pathOf(path)), { recursive: true });
    writeFileSync(pathOf(path), content);
  }
}

/** False for a document of the workspace whose text differs from its file. */
function isOnDisk(document: vscode.TextDocument): boolean {
  const { uri, isDirty } = document;
  if (vscode.workspace.getWorkspaceFolder(uri) === undefined || !existsSync(uri.fsPath)) return true;
  return !isDirty && document.getText() === readFileSync(uri.fsPath, 'utf8');
}

function folder(): vscode.WorkspaceFolder {
  const found = vscode.workspace.workspaceFolders?.[0];
  assert.ok(found, 'no folder is open');
  return found;
}
