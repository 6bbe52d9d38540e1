// The fixes of findings as code actions.

import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type Range,
  type TextEdit,
} from 'vscode-languageserver-types';
import type { Edit } from '../rules/rule.ts';
import type { SourceText, Span } from '../syntax/text.ts';
import { type RuledFinding, toDiagnostic } from './diagnostics.ts';
import { toRange } from './snapshot.ts';

/** The actions for a stretch of one document. */
export function codeActions(
  uri: string,
  span: Span,
  found: readonly RuledFinding[],
  textAt: (uri: string) => SourceText | undefined,
): CodeAction[] {
  const actions: CodeAction[] = [];
  for (const ruled of found) {
    const { finding } = ruled;
    if (finding.at.uri !== uri || finding.at.start > span.end || finding.at.end < span.start) continue;
    const diagnostic = toDiagnostic(ruled, textAt);
    for (const fix of finding.fixes ?? []) {
      actions.push({
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        edit: { changes: toChanges(fix.edits, textAt) },
        ...(fix.preferred ? { isPreferred: true } : {}),
        ...(diagnostic === undefined ? {} : { diagnostics: [diagnostic as Diagnostic] }),
      });
    }
  }
  return actions;
}

function toChanges(
  edits: readonly Edit[],
  textAt: (uri: string) => SourceText | undefined,
): Record<string, TextEdit[]> {
  const changes: Record<string, TextEdit[]> = {};
  for (const { at, text } of edits) {
    const source = textAt(at.uri);
    if (source === undefined) continue;
    const range: Range = toRange(source, at);
    changes[at.uri] = [...(changes[at.uri] ?? []), { range, newText: text }];
  }
  return changes;
}
