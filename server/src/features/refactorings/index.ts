// Refactorings: other forms of the same configuration. Programs get the same values, and no comment is lost.

import type { Span } from '../../syntax/text.ts';
import type { Snapshot } from '../snapshot.ts';
import { listForms } from './lists.ts';
import { besideRelated, toMain, toServices } from './moves.ts';
import { extraction, inlined } from './names.ts';
import { bracesForms } from './options.ts';
import { entryAt, overrideAt, type Refactoring } from './refactoring.ts';
import { otherIndexType } from './table-types.ts';

export type { Refactoring } from './refactoring.ts';

/** @param span the selection; an empty span is the cursor */
export function refactorings(snapshot: Snapshot, span: Span): Refactoring[] {
  const entry = entryAt(snapshot, span);
  const option = overrideAt(snapshot, span);
  return [
    ...(entry === undefined
      ? []
      : [
          ...listForms(snapshot, entry),
          ...extraction(snapshot, entry, span),
          ...toServices(snapshot, entry),
          ...besideRelated(snapshot, entry),
        ]),
    ...(option === undefined ? [] : [...bracesForms(snapshot, option), ...toMain(snapshot, option)]),
    ...inlined(snapshot, span),
    ...otherIndexType(snapshot, span),
  ];
}
