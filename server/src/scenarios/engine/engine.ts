// Converts the changes of a scenario to edits.

import type {
  AnnotatedTextEdit,
  ChangeAnnotation,
  CreateFile,
  TextDocumentEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { SourceText } from '../../syntax/text.ts';
import type { ScenarioDecisions, ScenarioPlan } from '../plan.ts';
import type { Change, Configuration } from '../scenario.ts';
import { Draft, type ReadFile } from './draft.ts';
import type { DraftText } from './draft-text.ts';
import { newFile } from './files.ts';
import { exceptAddress, removeDomains, restrictionAtEnd, restrictionWords } from './lists.ts';
import { setParameter } from './parameters.ts';
import { ensureRelayCheck } from './relay-check.ts';
import { haveService } from './services.ts';
import { emptyTable, tableEntries } from './tables.ts';

export async function planChanges(
  configuration: Configuration,
  changes: readonly Change[],
  decisions: ScenarioDecisions,
  readFile: ReadFile,
): Promise<ScenarioPlan> {
  const draft = new Draft(configuration, decisions, readFile);
  for (const change of changes) await apply(draft, change);
  return {
    edit: workspaceEdit(draft),
    conflicts: draft.conflicts,
    tables: [...draft.tables.values()],
    needsRestart: draft.needsRestart,
    remarks: draft.remarks,
  };
}

async function apply(draft: Draft, change: Change): Promise<void> {
  switch (change.kind) {
    case 'set':
      return setParameter(draft, change);
    case 'words':
      return restrictionWords(draft, change);
    case 'except':
      return exceptAddress(draft, change);
    case 'remove-domains':
      return removeDomains(draft, change);
    case 'relay-check':
      return ensureRelayCheck(draft, change);
    case 'restriction':
      return restrictionAtEnd(draft, change);
    case 'service':
      return haveService(draft, change);
    case 'entries':
      return tableEntries(draft, change);
    case 'empty-table':
      return emptyTable(draft, change);
    case 'file':
      return newFile(draft, change);
    case 'remark':
      return draft.remark(change.text);
  }
}

/** The edit, with one annotation for each change. Empty if there are no changes. */
function workspaceEdit(draft: Draft): WorkspaceEdit {
  const documentChanges: (CreateFile | TextDocumentEdit)[] = [];
  const used = new Set<string>();
  for (const [uri, text] of draft.texts) {
    const edits = text.edits();
    const [first] = edits;
    if (first === undefined) continue;
    for (const { by } of edits) used.add(by);
    if (text.original === undefined) documentChanges.push({ kind: 'create', uri, annotationId: first.by });
    documentChanges.push({ textDocument: { uri, version: null }, edits: annotated(text) });
  }
  if (documentChanges.length === 0) return {};
  const changeAnnotations: Record<string, ChangeAnnotation> = {};
  for (const label of draft.labels)
    if (used.has(label)) changeAnnotations[label] = { label, needsConfirmation: true };
  return { documentChanges, changeAnnotations };
}

function annotated(text: DraftText): AnnotatedTextEdit[] {
  const position = (offset: number): ReturnType<SourceText['positionAt']> =>
    text.original?.positionAt(offset) ?? { line: 0, character: 0 };
  return text.edits().map(({ start, end, text: newText, by }) => ({
    range: { start: position(start), end: position(end) },
    newText,
    annotationId: by,
  }));
}
