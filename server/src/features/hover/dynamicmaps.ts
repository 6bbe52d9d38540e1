// dynamicmaps.cf and the files in dynamicmaps.cf.d: the table type that a line defines (dynamicmaps.c).

import type { Span } from '../../syntax/text.ts';
import { type DocumentedSnapshot, textOf } from '../snapshot.ts';
import type { Description } from './description.ts';
import { describeTableType } from './table-references.ts';

export interface DescribedType {
  readonly description: Description;
  readonly at: Span;
}

/** The description of the table type at an offset; undefined in other files, and in other places. */
export function describeDefinedType(snapshot: DocumentedSnapshot, offset: number): DescribedType | undefined {
  const { document } = snapshot;
  if (!/\/dynamicmaps\.cf(?:\.d\/[^/]+|\.\w+)?$/.test(document.uri)) return undefined;
  const text = textOf(document);
  const { line } = text.positionAt(offset);
  const start = text.offsetAt({ line, character: 0 });
  const end = text.offsetAt({ line: line + 1, character: 0 });
  const [, space = '', name = ''] = /^([ \t]*)([0-9A-Za-z][^ \t\r\n]*)/.exec(text.slice(start, end)) ?? [];
  const at = { start: start + space.length, end: start + space.length + name.length };
  const description = name === '' ? undefined : describeTableType(snapshot, name);
  return description === undefined || offset < at.start || offset > at.end ? undefined : { description, at };
}
