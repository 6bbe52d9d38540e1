// The engine. It runs every active rule, each check as rarely as its kind allows, and returns the findings that remain
// after templates and suppression comments are taken into account.

import type { Instance } from '../instance/instance.ts';
import type { TableFile, Tables } from '../instance/table-files.ts';
import { tablesInPlace } from '../instance/tables-in-place.ts';
import { smtpdSettings } from '../mail/smtpd-settings.ts';
import { memoize } from '../syntax/memoize.ts';
import type { SourceText } from '../syntax/text.ts';
import { type Attempt, attemptWith, type RuleFailure } from './attempt.ts';
import { withoutExplained } from './explained.ts';
import { inFileOfValue } from './in-place.ts';
import { LineChecks } from './line-checks.ts';
import type { RuleFinding } from './placement.ts';
import type { Configuration, Finding, ReleaseContext, Rule } from './rule.ts';
import { type LintSettings, type RatedFinding, rated } from './settings.ts';
import { withoutSuppressed } from './suppressed.ts';
import { TableChecks } from './table-checks.ts';
import { ValueChecks } from './value-checks.ts';

/** Work in steps. The caller may stop it between two steps. */
export type Steps<Result> = Generator<void, Result, void>;

export class Linter {
  private readonly attempt: Attempt;
  private readonly lines: LineChecks;
  private readonly values: ValueChecks;
  private readonly tables: TableChecks;

  /** @param rules in the order in which their findings are returned */
  constructor(
    private readonly rules: readonly Rule[],
    failed: RuleFailure,
  ) {
    this.attempt = attemptWith(failed);
    this.lines = new LineChecks(this.attempt);
    this.values = new ValueChecks(this.attempt);
    this.tables = new TableChecks(this.attempt);
  }

  /** The findings in all files of a configuration. Those in main.cf and master.cf are in the order of the rules. */
  *configuration(configuration: Configuration, settings: LintSettings): Steps<readonly RatedFinding[]> {
    const { instance, tables } = configuration;
    const active = activeRules(settings, this.rules);
    const own = new FindingsByRule(instance);
    for (const found of this.lines.inConfiguration(active, instance)) {
      own.addAll(found);
      yield;
    }
    own.addAll(this.values.in(active, instance));
    const context = { release: instance.release, catalog: instance.catalog };
    for (const rule of active) {
      this.checkWhole(rule, configuration, context, own);
      yield;
    }
    for (const { table } of tablesInPlace(instance).values()) own.addAll(yield* this.inTable(active, table));
    const found = own.inOrderOf(active);
    for (const table of tables.all()) for (const each of yield* this.inTable(active, table)) found.push(each);
    return this.finished(found, filesOf(configuration), settings);
  }

  /** The findings in a table that no configuration refers to. */
  *table(table: TableFile, settings: LintSettings): Steps<readonly RatedFinding[]> {
    const found = yield* this.inTable(activeRules(settings, this.rules), table);
    const careful = found.map(({ rule, finding }) => ({
      rule,
      finding: rule.dependsOnRole ? asInformation(finding) : finding,
    }));
    return this.finished(careful, new Map([[table.uri, table.tree.text]]), settings);
  }

  private finished(
    found: readonly RuleFinding[],
    files: ReadonlyMap<string, SourceText>,
    settings: LintSettings,
  ): readonly RatedFinding[] {
    const all = withoutExplained(found).map(({ rule, finding }) => rated(rule, finding, settings));
    return withoutSuppressed(all, files, settings, this.rules);
  }

  private *inTable(active: readonly Rule[], table: TableFile): Steps<readonly RuleFinding[]> {
    const found: RuleFinding[] = [];
    for (const ofChunk of this.lines.inTable(active, table)) {
      found.push(...ofChunk);
      yield;
    }
    for (const each of this.tables.in(active, table)) found.push(each);
    return found;
  }

  private checkWhole(
    rule: Rule,
    configuration: Configuration,
    context: ReleaseContext,
    found: FindingsByRule,
  ): void {
    const { smtpd, configuration: check } = rule;
    if (smtpd !== undefined) {
      for (const settings of smtpdSettings(configuration.instance, smtpd.reads))
        for (const finding of this.attempt(rule, smtpd.check, settings, context)) found.add(rule, finding);
    }
    if (check !== undefined)
      for (const finding of this.attempt(rule, check, configuration, context)) found.add(rule, finding);
  }
}

/** Returns the same list for the same settings, so that findings can be kept by list. */
const activeRules = memoize((settings: LintSettings, rules: readonly Rule[]): readonly Rule[] =>
  settings.enable ? rules.filter(({ code }) => settings.rules[code] !== 'off') : [],
);

/**
 * Collects the findings in main.cf and master.cf. Those in a table that is written there get their place in that file.
 * Keeps only a rule's first finding at each place.
 */
class FindingsByRule {
  /** Each rule's findings by place. */
  private readonly lists = new Map<Rule, Map<string, Finding>>();

  constructor(private readonly instance: Instance) {}

  add(rule: Rule, found: Finding): void {
    const placed = inFileOfValue(this.instance, found);
    const isGuess = rule.dependsOnServices === true && this.instance.files.master === undefined;
    const finding = isGuess ? asInformation(placed) : placed;
    const { uri, start, end } = finding.at;
    const place = `${start} ${end} ${uri}`;
    const list = this.lists.get(rule);
    if (list === undefined) this.lists.set(rule, new Map([[place, finding]]));
    else if (!list.has(place)) list.set(place, finding);
  }

  addAll(found: Iterable<RuleFinding>): void {
    for (const { rule, finding } of found) this.add(rule, finding);
  }

  /** In the order of the rules, then of the text. */
  inOrderOf(rules: readonly Rule[]): RuleFinding[] {
    return rules.flatMap((rule) =>
      [...(this.lists.get(rule)?.values() ?? [])].sort(byPlace).map((finding) => ({ rule, finding })),
    );
  }
}

/** For a finding that depends on something unknown. */
function asInformation(finding: Finding): Finding {
  return finding.severity === 'hint' ? finding : { ...finding, severity: 'information' };
}

function byPlace({ at: a }: Finding, { at: b }: Finding): number {
  if (a.uri !== b.uri) return a.uri < b.uri ? -1 : 1;
  return a.start - b.start;
}

/** Every file that the rules read, by URI. */
function filesOf({
  instance: { files },
  tables,
}: {
  readonly instance: Configuration['instance'];
  readonly tables: Tables;
}) {
  const list = [files.main, files.master, ...tables.all()];
  return new Map(list.flatMap((file) => (file === undefined ? [] : [[file.uri, file.tree.text] as const])));
}
