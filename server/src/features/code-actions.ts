// Code actions: the fixes of findings, ways to silence them, today's form of what is written as in old articles, and
// all safe fixes at once.

import { type CodeAction, CodeActionKind, type Diagnostic, type TextEdit } from 'vscode-languageserver-types';
import type { Edit, Fix } from '../edits/edit.ts';
import { safeEdits } from '../lint/fix-all.ts';
import { unusedSuppression } from '../lint/rules/unused-suppression.ts';
import type { RatedFinding } from '../lint/settings.ts';
import { disableForFile, disableForLine } from '../lint/suppression-comments.ts';
import type { SourceText, Span } from '../syntax/text.ts';
import { fixAllKind } from './code-action-kinds.ts';
import { toDiagnostic } from './diagnostics.ts';
import { toRange } from './snapshot.ts';

type TextAt = (uri: string) => SourceText | undefined;

export interface CodeActionRequest {
  readonly uri: string;
  readonly span: Span;
  /** Kinds that are asked for, with their kin below them; undefined: quick fixes and rewritings. */
  readonly only?: readonly string[] | undefined;
  /** The client has `postfix.setRuleSeverity`. */
  readonly setsSeverity: boolean;
}

export function codeActions(
  { uri, span, only, setsSeverity }: CodeActionRequest,
  found: readonly RatedFinding[],
  rewrites: readonly Fix[],
  textAt: TextAt,
): CodeAction[] {
  const wants = (kind: string): boolean =>
    only === undefined
      ? kind === CodeActionKind.QuickFix || kind === CodeActionKind.RefactorRewrite
      : only.some((o) => o === '' || `${kind}.`.startsWith(`${o}.`));
  const own = found.filter(({ finding }) => finding.at.uri === uri);
  const here = own.filter(({ finding: { at } }) => at.start <= span.end && at.end >= span.start);
  return [
    ...(wants(CodeActionKind.QuickFix)
      ? [
          ...here.flatMap((rated) => fixes(rated, textAt)),
          ...here.flatMap((rated) => silencing(rated, textAt, setsSeverity)),
        ]
      : []),
    ...(wants(CodeActionKind.RefactorRewrite) ? rewritings(rewrites, here, textAt) : []),
    ...(wants(fixAllKind) ? fixAll(own, textAt) : []),
  ];
}

function fixes(rated: RatedFinding, textAt: TextAt): CodeAction[] {
  const diagnostics = diagnosticsOf(rated, textAt);
  return (rated.finding.fixes ?? []).map((fix) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    edit: { changes: toChanges(fix.edits, textAt) },
    diagnostics,
    ...(fix.preferred && { isPreferred: true }),
  }));
}

/** Those that no finding offers already. */
function rewritings(rewrites: readonly Fix[], here: readonly RatedFinding[], textAt: TextAt): CodeAction[] {
  const keyOf = ({ edits }: Fix): string =>
    JSON.stringify(edits.map(({ at, text }) => [at.uri, at.start, at.end, text]));
  const offered = new Set(here.flatMap(({ finding }) => finding.fixes ?? []).map(keyOf));
  return rewrites
    .filter((fix) => !offered.has(keyOf(fix)))
    .map(({ title, edits }) => ({
      title,
      kind: CodeActionKind.RefactorRewrite,
      edit: { changes: toChanges(edits, textAt) },
    }));
}

/** For whoever disagrees. A comment that silences too much is not silenced by another. */
function silencing(rated: RatedFinding, textAt: TextAt, setsSeverity: boolean): CodeAction[] {
  const { rule, finding } = rated;
  const text = textAt(finding.at.uri);
  if (text === undefined || rule === unusedSuppression) return [];
  const diagnostics = diagnosticsOf(rated, textAt);
  const edit = (title: string, { at, text: newText }: { at: Span; text: string }): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    edit: { changes: toChanges([{ at: { uri: finding.at.uri, ...at }, text: newText }], textAt) },
    diagnostics,
  });
  const actions = [
    edit(`Disable ${rule.code} for this line`, disableForLine(text, finding.at.start, rule.code)),
    edit(`Disable ${rule.code} for this file`, disableForFile(text, rule.code)),
  ];
  if (!setsSeverity) return actions;
  const title = `Change the severity of ${rule.code} …`;
  const command = { title, command: 'postfix.setRuleSeverity', arguments: [rule.code] };
  return [...actions, { title, kind: CodeActionKind.QuickFix, command, diagnostics }];
}

/** Only edits of this document: the editor asks for it while it saves one. */
function fixAll(own: readonly RatedFinding[], textAt: TextAt): CodeAction[] {
  const inOne = own.filter(({ finding }) =>
    (finding.fixes ?? []).every(({ edits }) => edits.every(({ at }) => at.uri === finding.at.uri)),
  );
  const edits = safeEdits(inOne.map(({ finding }) => finding));
  if (edits.length === 0) return [];
  return [
    {
      title: 'Mend all that changes nothing of what Postfix does',
      kind: fixAllKind,
      edit: { changes: toChanges(edits, textAt) },
    },
  ];
}

function diagnosticsOf(rated: RatedFinding, textAt: TextAt): Diagnostic[] {
  const diagnostic = toDiagnostic(rated, textAt);
  return diagnostic === undefined ? [] : [diagnostic];
}

function toChanges(edits: readonly Edit[], textAt: TextAt): Record<string, TextEdit[]> {
  const changes: Record<string, TextEdit[]> = {};
  for (const { at, text } of edits) {
    const source = textAt(at.uri);
    if (source === undefined) continue;
    const list = changes[at.uri] ?? [];
    list.push({ range: toRange(source, at), newText: text });
    changes[at.uri] = list;
  }
  return changes;
}
