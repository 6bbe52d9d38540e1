// Completion: the words that fit at the cursor. The position of the cursor determines what kind of text is wanted, and
// the value type determines the words.

import type { CompletionItem } from 'vscode-languageserver-types';
import { cursorAt } from '../cursor.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import type { CompletionClient, CompletionCursor } from './context.ts';
import { documentation, subjectOf } from './documentation.ts';
import { completeMainCf } from './main-cf.ts';
import { completeMasterCf } from './master-cf.ts';
import { type CompletionResult, noCompletions, toItems } from './suggestions.ts';
import { completeTableLine } from './table-lines.ts';

export type { EditorAbilities } from './context.ts';

/**
 * The words that fit at an offset of the document, the best ones first.
 * @param offset UTF-16 code units from the start of the document
 */
export async function completion(
  snapshot: DocumentedSnapshot,
  offset: number,
  client: CompletionClient = {},
): Promise<CompletionItem[]> {
  const at = cursorAt(snapshot, offset);
  if (at === undefined) return [];
  const cursor = { ...at, client };
  return toItems(cursor, await completionsAt(cursor));
}

function completionsAt(cursor: CompletionCursor): CompletionResult {
  const { document } = cursor.snapshot;
  switch (document.language) {
    case 'postfix-main':
      return completeMainCf(cursor);
    case 'postfix-master':
      return completeMasterCf(cursor);
    case 'other':
      return noCompletions;
    default:
      return completeTableLine(cursor, document);
  }
}

/** Adds the documentation, which the list leaves out. */
export function resolveCompletion(snapshot: DocumentedSnapshot, item: CompletionItem): CompletionItem {
  const subject = subjectOf(item);
  const value = subject && documentation(snapshot, subject);
  return value === undefined ? item : { ...item, documentation: { kind: 'markdown', value } };
}
