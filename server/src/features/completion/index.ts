// Completion: the words that fit at the cursor. The position of the cursor determines what kind of text is wanted, and
// the value type determines the words.

import type { CompletionItem } from 'vscode-languageserver-types';
import { masterFields } from '../../syntax/master-cf.ts';
import { cursorAt } from '../cursor.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import type { CompletionClient, CompletionCursor } from './context.ts';
import { documentation, subjectOf } from './documentation.ts';
import { completeMainCf } from './main-cf.ts';
import { completeMasterCf } from './master-cf.ts';
import { type CompletionResult, noCompletions, toItems } from './suggestions.ts';
import { completeTableLine, resultStart } from './table-lines.ts';

export type { CompletionRequest, EditorAbilities } from './context.ts';

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
  if (client.afterSpace === true && !opensAfterSpace(cursor)) return [];
  return toItems(cursor, await completionsAt(cursor));
}

/**
 * Whether the list opens by itself after a space. It does so where a value, a field, an option, or a result begins, but
 * not between the words of a list or a text, where Enter would accept a word that the user did not want.
 */
function opensAfterSpace({ before, snapshot: { document } }: CompletionCursor): boolean {
  switch (document.language) {
    case 'postfix-main':
    case 'postfix-database':
      return /^[^=]*=\s*$/.test(before);
    case 'postfix-master':
      return (
        /\s-o\s$/.test(before) ||
        (/^\S/.test(before) && before.trim().split(/\s+/).length < masterFields.length)
      );
    case 'other':
      return false;
    default:
      return resultStart({ before }, document) === before.length;
  }
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
