// The file that a command is about.

import * as vscode from 'vscode';
import type { File } from './commands/context.ts';
import type { FileErrors } from './commands/control.ts';
import { encodingProblem, losesBytes } from './encoding.ts';

/** The file with this URI, which a menu passes, or the one in the active editor. */
export async function fileOf(given: unknown): Promise<File | undefined> {
  // The server knows a file by the text of its URI.
  const uri = typeof given === 'string' ? vscode.Uri.parse(given) : given;
  if (!(uri instanceof vscode.Uri)) {
    const document = vscode.window.activeTextEditor?.document;
    return document && fileOfDocument(document);
  }
  try {
    return fileOfDocument(await vscode.workspace.openTextDocument(uri));
  } catch {
    // The file is too large for an editor, or the editor does not treat it as text. Postfix may still read it.
    return { ...place(uri), languageId: '', text: () => undefined, save: async () => true };
  }
}

/** The file with this path. */
export async function fileOfPath(path: string): Promise<File> {
  const uri = vscode.Uri.file(path);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return fileOfDocument(open);
  return (
    (await fileOf(uri)) ?? { ...place(uri), languageId: '', text: () => undefined, save: async () => true }
  );
}

export function fileOfDocument(document: vscode.TextDocument): File {
  return {
    ...place(document.uri),
    languageId: document.languageId,
    text: () => document.getText(),
    isDirty: document.isDirty,
    save: async () => !document.isDirty || save(document),
  };
}

async function save(document: vscode.TextDocument): Promise<boolean> {
  const { uri } = document;
  if (await losesBytes(document.getText(), () => vscode.workspace.fs.readFile(uri))) {
    void vscode.window.showErrorMessage(encodingProblem(place(uri).name));
    return false;
  }
  return document.save();
}

/** The errors that the language server finds in main.cf and master.cf of a directory, as Postfix would read them. */
export function errorsIn(directory: string): FileErrors[] {
  const unsaved = new Set(unsavedIn(directory).map(({ name }) => name));
  return ['main.cf', 'master.cf'].flatMap((name) => {
    const count = vscode.languages
      .getDiagnostics(vscode.Uri.joinPath(vscode.Uri.file(directory), name))
      .filter(
        ({ source, severity }) => source === 'postfix' && severity === vscode.DiagnosticSeverity.Error,
      ).length;
    return count === 0 || unsaved.has(name) ? [] : [{ name, count }];
  });
}

/** main.cf and master.cf of a directory that hold unsaved changes. */
export function unsavedIn(directory: string): File[] {
  const paths = ['main.cf', 'master.cf'].map(
    (name) => vscode.Uri.joinPath(vscode.Uri.file(directory), name).fsPath,
  );
  return vscode.workspace.textDocuments
    .filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file' && paths.includes(uri.fsPath))
    .map(fileOfDocument);
}

function place(uri: vscode.Uri): Pick<File, 'uri' | 'name' | 'path'> {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  return { uri: uri.toString(), name, ...(uri.scheme === 'file' && { path: uri.fsPath }) };
}
