// What a refactoring is, and the setting or option that it is about.

import { CodeActionKind } from 'vscode-languageserver-types';
import type { Edit } from '../../edits/edit.ts';
import type { PlacedEntry, PlacedService } from '../../instance/instance.ts';
import type { LogicalLine } from '../../syntax/lines.ts';
import type { Override } from '../../syntax/master-cf.ts';
import type { Span } from '../../syntax/text.ts';
import type { Snapshot } from '../snapshot.ts';

/** Another form of the same configuration. Unlike a fix, it is offered without a finding. */
export interface Refactoring {
  readonly title: string;
  readonly kind: string;
  readonly edits: readonly Edit[];
}

/** `refactor.rewrite.list` and other kinds, so that an editor can bind keys to them. */
export function rewrite(what: 'list' | 'move' | 'option' | 'table-type'): string {
  return `${CodeActionKind.RefactorRewrite}.${what}`;
}

export interface PlacedOverride {
  readonly service: PlacedService;
  readonly override: Override;
}

export function entryAt({ document, instance }: Snapshot, { start, end }: Span): PlacedEntry | undefined {
  if (document.language !== 'postfix-main') return undefined;
  return instance.entries.find(
    (each) => start >= each.start && end <= each.start + each.item.line.text.length,
  );
}

export function overrideAt(
  { document, instance }: Snapshot,
  { start, end }: Span,
): PlacedOverride | undefined {
  if (document.language !== 'postfix-master') return undefined;
  for (const service of instance.services) {
    if (start < service.start || end > service.end) continue;
    for (const override of service.item.arguments) {
      if (override.kind !== 'override' || override.problem !== undefined) continue;
      if (start >= service.start + override.start && end <= service.start + override.end)
        return { service, override };
    }
  }
  return undefined;
}

/** The comment lines inside a span of a logical line, without their line breaks. */
export function commentsIn({ text }: LogicalLine, { start, end }: Span): readonly string[] {
  return text
    .slice(start, end)
    .split('\n')
    .slice(1)
    .map((each) => each.replace(/\r$/, ''))
    .filter((each) => /^[ \t\v\f]*#/.test(each));
}
