// Findings of the rules as the editor's diagnostics.

import {
  type CodeDescription,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
} from 'vscode-languageserver-types';
import type { Instance } from '../instance/instance.ts';
import type { TableFile } from '../instance/table-files.ts';
import { configLineFindings } from '../rules/config-lines.ts';
import { rules } from '../rules/index.ts';
import { lineFindings, type RuleFailure } from '../rules/lines.ts';
import type { RuleFinding } from '../rules/placed.ts';
import type { Finding, Rule, Severity } from '../rules/rule.ts';
import { valueFindings } from '../rules/value-findings.ts';
import { wholeFindings } from '../rules/wholes.ts';
import { once } from '../syntax/once.ts';
import type { SourceText } from '../syntax/text.ts';
import { type Snapshot, textOf, toRange } from './snapshot.ts';

export interface LintSettings {
  readonly enable: boolean;
  /** Severity by code; `off` silences a rule. */
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
}

export const defaultLintSettings: LintSettings = { enable: true, rules: {} };

/** A finding with the rule that made it and the severity that holds for this user. */
export interface RuledFinding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly finding: Finding;
}

/** All findings of an instance, over all the files that it names, in the order of the rules. */
export function findings(
  { instance, names, tables }: Omit<Snapshot, 'document'>,
  settings: LintSettings,
  failed: RuleFailure,
): RuledFinding[] {
  const active = activeRules(settings);
  const result: RuledFinding[] = [];
  const narrow = new Map<Rule, Finding[]>();
  const keep = ({ rule, finding }: RuleFinding): void => {
    const list = narrow.get(rule);
    if (list === undefined) narrow.set(rule, [finding]);
    else list.push(finding);
  };
  for (const found of configLineFindings(active, instance, failed)) keep(found);
  for (const found of valueFindings(active, instance, failed)) keep(found);
  for (const rule of active) {
    for (const finding of narrow.get(rule) ?? []) result.push(ruled(rule, finding, settings));
    try {
      for (const finding of rule.check?.({ instance, names, tables }) ?? [])
        result.push(ruled(rule, finding, settings));
    } catch (error) {
      failed(rule.code, error);
    }
  }
  for (const table of tables.all()) result.push(...tableFindings(table, instance, settings, failed));
  return result;
}

/** What can be said of a table without regard to the configuration around it. */
export function tableFindings(
  table: TableFile,
  { release }: Instance,
  settings: LintSettings,
  failed: RuleFailure,
): RuledFinding[] {
  const active = activeRules(settings);
  const found = [
    ...lineFindings(active, table, release.name, failed),
    ...wholeFindings(active, table, release, failed),
  ];
  return found.map(({ rule, finding }) => ruled(rule, finding, settings));
}

/** The same list each time for the same settings: what its rules have said is kept with it. */
const activeRules = once((settings: LintSettings): readonly Rule[] =>
  settings.enable ? rules.filter(({ code }) => settings.rules[code] !== 'off') : [],
);

/** A severity that the user sets stands for the rule; a finding may only be weaker than that. */
export function ruled(rule: Rule, finding: Finding, settings: LintSettings): RuledFinding {
  const wanted = settings.rules[rule.code] ?? rule.severity;
  const severity = wanted === 'off' ? rule.severity : wanted;
  return {
    rule,
    finding,
    severity: finding.severity === undefined ? severity : weaker(finding.severity, severity),
  };
}

export const severityOrder: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

function weaker(one: Severity, other: Severity): Severity {
  return severityOrder.indexOf(one) > severityOrder.indexOf(other) ? one : other;
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Where a rule's page is. */
export function rulePage(code: string): string {
  return `https://github.com/postfix-language/postfix-language/blob/main/docs/rules/${code}.md`;
}

/** `textAt` gives the text of each file of the instance. */
export function toDiagnostic(
  found: RuledFinding,
  textAt: (uri: string) => SourceText | undefined,
): Diagnostic | undefined {
  const { rule, finding, severity } = found;
  const text = textAt(finding.at.uri);
  if (text === undefined) return undefined;
  const codeDescription: CodeDescription = { href: rulePage(rule.code) };
  const related = (finding.related ?? []).flatMap(({ at, message }): DiagnosticRelatedInformation[] => {
    const other = textAt(at.uri);
    return other === undefined ? [] : [{ location: { uri: at.uri, range: toRange(other, at) }, message }];
  });
  return {
    range: toRange(text, finding.at),
    severity: severities[severity],
    code: rule.code,
    codeDescription,
    source: 'postfix',
    message: finding.message,
    ...(finding.tag === undefined
      ? {}
      : { tags: [finding.tag === 'unnecessary' ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated] }),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
  };
}

/** The text of the instance's files, and of the document itself. */
export function textsOf({ document, instance, tables }: Snapshot): (uri: string) => SourceText | undefined {
  const { main, master } = instance.files;
  return (uri) => {
    if (uri === document.uri) return textOf(document);
    if (uri === main?.uri) return main.tree.text;
    return uri === master?.uri ? master.tree.text : tables.text(uri);
  };
}
