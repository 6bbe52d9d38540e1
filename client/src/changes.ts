// Edits over several files that a person looks through before they are applied.

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Applied, Edit } from './commands/scenario-context.ts';
import { encodingProblem, losesBytes } from './encoding.ts';

/**
 * Shows an edit in the Refactor Preview, all of it ticked, and applies what stays so; one undo takes it back.
 * Nothing is saved: the order matters to Postfix.
 *
 * @param convert an edit of the language server as VS Code has it
 * @param existing a file that is there
 */
export async function applyWithPreview(
  edit: Edit,
  existing: string,
  convert: (edit: Edit) => Promise<vscode.WorkspaceEdit | undefined>,
): Promise<Applied> {
  const reason = await whyNot(edit);
  if (reason !== undefined) return { kind: 'impossible', reason };
  const change = await convert(withoutConfirmations(edit));
  if (change === undefined) return { kind: 'impossible', reason: 'The language server has stopped.' };
  // An edit that wants to be confirmed opens the preview, but is not ticked in it. So only one does: a file that is
  // there already is "created unless it is there", which changes nothing, and which the preview leaves out.
  change.createFile(
    vscode.Uri.parse(existing),
    { ignoreIfExists: true },
    { needsConfirmation: true, label: 'Look through the change' },
  );
  // A refactoring would be saved at once where it touches several files.
  const isApplied = await vscode.workspace.applyEdit(change, { isRefactoring: false });
  return { kind: isApplied ? 'applied' : 'discarded' };
}

function withoutConfirmations({ changeAnnotations = {}, ...edit }: Edit): Edit {
  const annotations = Object.entries(changeAnnotations).map(([id, annotation]) => [
    id,
    { ...annotation, needsConfirmation: false },
  ]);
  return { ...edit, changeAnnotations: Object.fromEntries(annotations) };
}

/** What VS Code would find out only halfway, or not at all; as a sentence. */
async function whyNot({ documentChanges = [] }: Edit): Promise<string | undefined> {
  const created = new Set<string>();
  for (const change of documentChanges) {
    if ('textDocument' in change) {
      const { uri } = change.textDocument;
      if (created.has(uri)) continue;
      const reason = await whyNotChange(vscode.Uri.parse(uri));
      if (reason !== undefined) return reason;
    } else if (change.kind === 'create') {
      created.add(change.uri);
      const reason = await whyNotCreate(vscode.Uri.parse(change.uri));
      if (reason !== undefined) return reason;
    }
  }
  return undefined;
}

async function whyNotChange(uri: vscode.Uri): Promise<string | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  const loses = await losesBytes(document.getText(), () => vscode.workspace.fs.readFile(uri));
  return loses ? encodingProblem(nameOf(uri)) : undefined;
}

async function whyNotCreate(uri: vscode.Uri): Promise<string | undefined> {
  if (uri.scheme !== 'file') return undefined;
  const directory = dirname(uri.fsPath);
  try {
    await access(directory, constants.W_OK);
    return undefined;
  } catch {
    return `${nameOf(uri)} cannot be made, since this user may not make files in ${directory}.`;
  }
}

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
