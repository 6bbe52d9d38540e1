// Completion: which words fit here. The place decides what kind of word it is; the value type decides the rest.

import type { CompletionItem } from 'vscode-languageserver-types';
import type { DocumentedSnapshot } from '../snapshot.ts';
import { documentation, subjectOf } from './documentation.ts';
import { mainCfAnswer } from './main-cf.ts';
import { masterCfAnswer } from './master-cf.ts';
import { type Answering, nothing, toItems } from './offer.ts';
import { type CompletionClient, type Place, placeAt } from './place.ts';
import { tableFileAnswer } from './table-files.ts';

export type { EditorAbilities } from './place.ts';

/** The words that fit at an offset of the document, best first. */
export async function completion(
  snapshot: DocumentedSnapshot,
  offset: number,
  client: CompletionClient = {},
): Promise<CompletionItem[]> {
  const place = placeAt(snapshot, offset, client);
  return place === undefined ? [] : toItems(place, await answerAt(place));
}

function answerAt(place: Place): Answering {
  const { document } = place.snapshot;
  switch (document.language) {
    case 'postfix-main':
      return mainCfAnswer(place);
    case 'postfix-master':
      return masterCfAnswer(place);
    case 'other':
      return nothing;
    default:
      return tableFileAnswer(place, document);
  }
}

/** Fills in what the list leaves out: the documentation. */
export function resolveCompletion(snapshot: DocumentedSnapshot, item: CompletionItem): CompletionItem {
  const subject = subjectOf(item);
  const value = subject && documentation(snapshot, subject);
  return value === undefined ? item : { ...item, documentation: { kind: 'markdown', value } };
}
