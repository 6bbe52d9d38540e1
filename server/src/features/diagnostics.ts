// Diagnostics: the findings of the linter in the form that editors need.

import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
} from 'vscode-languageserver-types';
import type { Finding, Severity } from '../lint/rule.ts';
import type { RatedFinding } from '../lint/settings.ts';
import type { SourceText } from '../syntax/text.ts';
import { type PageAddress, rulePage } from './pages.ts';
import { type Snapshot, textOf, toRange } from './snapshot.ts';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/**
 * The diagnostics of the document.
 * @param findings findings in any file of the configuration
 */
export function diagnostics(
  snapshot: Snapshot,
  findings: readonly RatedFinding[],
  page: PageAddress,
): Diagnostic[] {
  const { uri } = snapshot.document;
  const own = findings.filter(({ finding }) => finding.at.uri === uri);
  return [...(diagnosticsByFile(snapshot, own, page).get(uri) ?? [])];
}

/** The diagnostics of every file of the configuration that has any. */
export function diagnosticsByFile(
  snapshot: Snapshot,
  findings: readonly RatedFinding[],
  page: PageAddress,
): ReadonlyMap<string, readonly Diagnostic[]> {
  const textAt = textsOf(snapshot);
  const byFile = new Map<string, Diagnostic[]>();
  for (const found of findings) {
    const diagnostic = toDiagnostic(found, textAt, page);
    if (diagnostic === undefined) continue;
    const { uri } = found.finding.at;
    const list = byFile.get(uri);
    if (list === undefined) byFile.set(uri, [diagnostic]);
    else list.push(diagnostic);
  }
  return byFile;
}

/** Undefined if the text of the file is not known. */
export function toDiagnostic(
  { rule, finding, severity }: RatedFinding,
  textAt: (uri: string) => SourceText | undefined,
  page: PageAddress,
): Diagnostic | undefined {
  const text = textAt(finding.at.uri);
  if (text === undefined) return undefined;
  const diagnostic: Diagnostic = {
    range: toRange(text, finding.at),
    severity: severities[severity],
    code: rule.code,
    source: 'postfix',
    message: finding.message,
  };
  const href = page(rulePage(rule.code));
  if (href !== undefined) diagnostic.codeDescription = { href };
  if (finding.tag !== undefined) diagnostic.tags = [tags[finding.tag]];
  const related = relatedTo(finding, textAt);
  if (related.length > 0) diagnostic.relatedInformation = related;
  return diagnostic;
}

const tags: Readonly<Record<NonNullable<Finding['tag']>, DiagnosticTag>> = {
  unnecessary: DiagnosticTag.Unnecessary,
  deprecated: DiagnosticTag.Deprecated,
};

function relatedTo(
  { related = [] }: Finding,
  textAt: (uri: string) => SourceText | undefined,
): DiagnosticRelatedInformation[] {
  return related.flatMap(({ at, message }) => {
    const text = textAt(at.uri);
    return text === undefined ? [] : [{ location: { uri: at.uri, range: toRange(text, at) }, message }];
  });
}

/** The text of each file of the configuration, and of the document itself. */
export function textsOf({ document, instance, tables }: Snapshot): (uri: string) => SourceText | undefined {
  const { main, master } = instance.files;
  return (uri) => {
    if (uri === document.uri) return textOf(document);
    if (uri === main?.uri) return main.tree.text;
    return uri === master?.uri ? master.tree.text : tables.text(uri);
  };
}
