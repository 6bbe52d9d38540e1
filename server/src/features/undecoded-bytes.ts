// Files that are not UTF-8: the editor shows U+FFFD for a byte that it cannot decode, and writes the three bytes of U+FFFD
// in its place when it saves the file. An edit of ours must not lead to that.

import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver-types';
import type { ScenarioPlan } from '../scenarios/plan.ts';

/** Why a file must not be edited, in two sentences; undefined when it may be. */
export type EditProblem = (uri: string) => Promise<string | undefined>;

export function undecodedBytes(uri: string): string {
  const name = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
  return `${name} is not UTF-8, and saving it would destroy the characters that the editor shows as \uFFFD. Reopen it with its encoding, or convert it to UTF-8, and try again.`;
}

/** Actions that would edit such a file are disabled, and say why. */
export function disableActions(
  actions: readonly CodeAction[],
  problemOf: EditProblem,
): Promise<CodeAction[]> {
  return Promise.all(
    actions.map(async ({ edit, isPreferred, ...action }) => {
      if (edit === undefined) return action;
      const reason = await firstProblem(edit, problemOf);
      if (reason !== undefined) return { ...action, disabled: { reason } };
      return { ...action, edit, ...(isPreferred !== undefined && { isPreferred }) };
    }),
  );
}

/** A plan that would edit such a file becomes one without edits, which says why. */
export async function refusePlan(plan: ScenarioPlan, problemOf: EditProblem): Promise<ScenarioPlan> {
  const reason = await firstProblem(plan.edit, problemOf);
  if (reason === undefined) return plan;
  return { edit: {}, conflicts: [], tables: [], needsRestart: false, remarks: [reason], refused: true };
}

async function firstProblem(
  { changes = {}, documentChanges = [] }: WorkspaceEdit,
  problemOf: EditProblem,
): Promise<string | undefined> {
  const uris = documentChanges.flatMap((change) =>
    'textDocument' in change ? [change.textDocument.uri] : [],
  );
  for (const uri of new Set([...Object.keys(changes), ...uris])) {
    const problem = await problemOf(uri);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
