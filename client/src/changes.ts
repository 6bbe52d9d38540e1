// Edits to several files that the user reviews before they are applied.

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Applied, Edit } from './commands/scenario-context.ts';
import { encodingProblem, losesBytes } from './encoding.ts';

/**
 * Shows an edit in the Refactor Preview with all parts selected, and applies the parts that stay selected. A single
 * undo reverts them. Nothing is saved, because Postfix needs the files in a certain order.
 *
 * @param convert converts an edit of the language server to one of VS Code
 * @param existing the URI of a file that exists
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
  // An edit that needs confirmation opens the preview, but is not selected in it. So only one needs confirmation: the
  // creation of a file that already exists, which changes nothing and which the preview does not show.
  change.createFile(
    vscode.Uri.parse(existing),
    { ignoreIfExists: true },
    { needsConfirmation: true, label: 'Review the changes' },
  );
  // VS Code would save a refactoring of several files immediately.
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

/** A sentence about an obstacle that VS Code would notice only after a part of the edit, or never. */
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
    return `${nameOf(uri)} cannot be created, because you do not have permission to create files in ${directory}.`;
  }
}

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
