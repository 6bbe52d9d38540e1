// Code actions: fixes for findings, missing files, traces of the mail in findings, comments and settings that suppress
// findings, current forms of outdated syntax, and all safe fixes at once.

import {
  type CodeAction,
  CodeActionKind,
  CreateFile,
  type Diagnostic,
  TextDocumentEdit,
  TextEdit,
} from 'vscode-languageserver-types';
import type { Edit, Fix } from '../edits/edit.ts';
import { safeEdits } from '../lint/fix-all.ts';
import { tableNotIndexed } from '../lint/rules/table-not-indexed.ts';
import { unusedSuppression } from '../lint/rules/unused-suppression.ts';
import type { RatedFinding } from '../lint/settings.ts';
import { disableForFile, disableForLine } from '../lint/suppression-comments.ts';
import type { SourceText, Span } from '../syntax/text.ts';
import { fixAllKind } from './code-action-kinds.ts';
import { textsOf, toDiagnostic } from './diagnostics.ts';
import { missingTables } from './missing-tables.ts';
import { rewritesAt } from './old-forms/index.ts';
import type { PageAddress } from './pages.ts';
import { refactorings } from './refactorings/index.ts';
import { type Snapshot, toRange } from './snapshot.ts';

/** The diagnostic of a finding, as the editor has it; undefined if the text of its file is not known. */
type DiagnosticOf = (rated: RatedFinding) => Diagnostic | undefined;

/** For clients that show a file after an action has created it. */
export interface CodeActionData {
  readonly created: string;
}

type TextAt = (uri: string) => SourceText | undefined;

export interface CodeActionRequest {
  readonly span: Span;
  /** The kinds that the editor requests, including their subkinds; undefined: quick fixes and refactorings. */
  readonly only?: readonly string[] | undefined;
  /** The client has the command `postfix.setRuleSeverity`. */
  readonly setsSeverity: boolean;
  /** Whether an edit can create a file. */
  readonly createsFiles: boolean;
}

/**
 * The actions for a span of the document.
 * @param findings findings in any file of the configuration
 */
export function codeActions(
  snapshot: Snapshot,
  { span, only, setsSeverity, createsFiles }: CodeActionRequest,
  findings: readonly RatedFinding[],
  page: PageAddress,
): CodeAction[] {
  const { uri } = snapshot.document;
  const textAt = textsOf(snapshot);
  const diagnosticOf: DiagnosticOf = (rated) => toDiagnostic(rated, textAt, page);
  const wants = (kind: string): boolean =>
    only === undefined
      ? kind === CodeActionKind.QuickFix || kind.startsWith(`${CodeActionKind.Refactor}.`)
      : only.some((o) => o === '' || `${kind}.`.startsWith(`${o}.`));
  const own = findings.filter(({ finding }) => finding.at.uri === uri);
  const here = own.filter(({ finding: { at } }) => at.start <= span.end && at.end >= span.start);
  return [
    ...(wants(CodeActionKind.QuickFix)
      ? [
          ...here.flatMap((rated) => fixes(rated, textAt, diagnosticOf)),
          ...(createsFiles ? newTables(snapshot, span, here, diagnosticOf) : []),
          ...here.flatMap((rated) => traces(rated, diagnosticOf)),
          ...here.flatMap((rated) => suppressions(rated, textAt, diagnosticOf, setsSeverity)),
        ]
      : []),
    ...(wants(CodeActionKind.RefactorRewrite)
      ? rewrites(rewritesAt(snapshot, span.start), here, textAt)
      : []),
    ...refactorings(snapshot, span)
      .filter(({ kind }) => wants(kind))
      .map(({ title, kind, edits }) => ({ title, kind, edit: { changes: toChanges(edits, textAt) } })),
    ...(wants(fixAllKind) ? fixAll(own, textAt) : []),
  ];
}

function fixes(rated: RatedFinding, textAt: TextAt, diagnosticOf: DiagnosticOf): CodeAction[] {
  const diagnostics = listOf(diagnosticOf(rated));
  return (rated.finding.fixes ?? []).map((fix) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    edit: { changes: toChanges(fix.edits, textAt) },
    diagnostics,
    ...(fix.preferred && { isPreferred: true }),
  }));
}

/** Creates tables that do not exist. Their findings, if any, are those about the missing index. */
function newTables(
  snapshot: Snapshot,
  span: Span,
  here: readonly RatedFinding[],
  diagnosticOf: DiagnosticOf,
): CodeAction[] {
  return missingTables(snapshot, span).map(({ uri, name, text, at }) => ({
    title: `Create ${name}`,
    kind: CodeActionKind.QuickFix,
    edit: {
      documentChanges: [
        CreateFile.create(uri),
        TextDocumentEdit.create({ uri, version: null }, [TextEdit.insert({ line: 0, character: 0 }, text)]),
      ],
    },
    diagnostics: here
      .filter(({ rule, finding }) => rule === tableNotIndexed && finding.at.start === at.start)
      .flatMap((rated) => listOf(diagnosticOf(rated))),
    data: { created: uri } satisfies CodeActionData,
  }));
}

/** Shows what Postfix does with the mail of a finding. */
function traces(rated: RatedFinding, diagnosticOf: DiagnosticOf): CodeAction[] {
  const { mail, at } = rated.finding;
  if (mail === undefined) return [];
  const title = 'Trace this mail';
  const command = { title, command: 'postfix.traceMail', arguments: [at.uri, mail] };
  return [{ title, kind: CodeActionKind.QuickFix, command, diagnostics: listOf(diagnosticOf(rated)) }];
}

/** The rewrites that are not also fixes of a finding. */
function rewrites(found: readonly Fix[], here: readonly RatedFinding[], textAt: TextAt): CodeAction[] {
  const keyOf = ({ edits }: Fix): string =>
    JSON.stringify(edits.map(({ at, text }) => [at.uri, at.start, at.end, text]));
  const offered = new Set(here.flatMap(({ finding }) => finding.fixes ?? []).map(keyOf));
  return found
    .filter((fix) => !offered.has(keyOf(fix)))
    .map(({ title, edits }) => ({
      title,
      kind: CodeActionKind.RefactorRewrite,
      edit: { changes: toChanges(edits, textAt) },
    }));
}

/** Ways to suppress a finding. A finding about an unused suppression comment cannot be suppressed by a comment. */
function suppressions(
  rated: RatedFinding,
  textAt: TextAt,
  diagnosticOf: DiagnosticOf,
  setsSeverity: boolean,
): CodeAction[] {
  const { rule, finding } = rated;
  const text = textAt(finding.at.uri);
  if (text === undefined || rule === unusedSuppression) return [];
  const diagnostics = listOf(diagnosticOf(rated));
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
  const title = `Change the severity of ${rule.code}…`;
  const command = { title, command: 'postfix.setRuleSeverity', arguments: [rule.code] };
  return [...actions, { title, kind: CodeActionKind.QuickFix, command, diagnostics }];
}

/** Only edits of this document, because the editor requests this action while it saves one document. */
function fixAll(own: readonly RatedFinding[], textAt: TextAt): CodeAction[] {
  const inOne = own.filter(({ finding }) =>
    (finding.fixes ?? []).every(({ edits }) => edits.every(({ at }) => at.uri === finding.at.uri)),
  );
  const edits = safeEdits(inOne.map(({ finding }) => finding));
  if (edits.length === 0) return [];
  return [
    {
      title: 'Apply all fixes that do not change behavior',
      kind: fixAllKind,
      edit: { changes: toChanges(edits, textAt) },
    },
  ];
}

function listOf<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
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
