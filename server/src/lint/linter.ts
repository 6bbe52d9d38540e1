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
import { type FinishedRun, Run } from './last-run.ts';
import { LineChecks } from './line-checks.ts';
import type { RuleFinding } from './placement.ts';
import type { Check, Configuration, Finding, ReleaseContext, Rule } from './rule.ts';
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
  private readonly lastRun = memoize(
    (_contents: object, _rules: readonly Rule[]): { run?: FinishedRun } => ({}),
  );

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
    const own = new FindingsByRule(instance.files.master === undefined);
    for (const found of this.lines.inConfiguration(active, instance)) {
      own.addAll(found);
      yield;
    }
    const last = this.lastRun(instance.contents, active);
    const run = new Run(configuration, last.run);
    own.addAll(run.part('values', () => this.values.in(active, instance)));
    const context = { release: instance.release, catalog: instance.catalog };
    for (const rule of active) {
      if (rule.smtpd === undefined && rule.configuration === undefined) continue;
      own.addAll(run.part(rule, () => this.whole(rule, configuration, context)));
      yield;
    }
    own.addAll(run.part('tables in values', () => this.inValues(active, instance)));
    last.run = run.finish();
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

  /** What the rule finds in the configuration as a whole. */
  private whole(rule: Rule, configuration: Configuration, context: ReleaseContext): readonly RuleFinding[] {
    const { instance } = configuration;
    const { smtpd, configuration: check } = rule;
    const ofServices =
      smtpd === undefined
        ? none
        : smtpdSettings(instance, smtpd.reads).flatMap((settings) =>
            this.placed(rule, smtpd.check, settings, context, instance),
          );
    const ofAll = check === undefined ? none : this.placed(rule, check, configuration, context, instance);
    if (ofServices.length === 0) return ofAll;
    return ofAll.length === 0 ? ofServices : [...ofServices, ...ofAll];
  }

  private placed<Subject>(
    rule: Rule,
    check: Check<Subject, ReleaseContext>,
    subject: Subject,
    context: ReleaseContext,
    instance: Instance,
  ): readonly RuleFinding[] {
    const found = this.attempt(rule, check, subject, context);
    return found.length === 0
      ? none
      : found.map((finding) => ({ rule, finding: inFileOfValue(instance, finding) }));
  }

  /** What the rules find in the tables that are written in values. */
  private inValues(active: readonly Rule[], instance: Instance): readonly RuleFinding[] {
    return [...tablesInPlace(instance).values()].flatMap(({ table }) =>
      runAll(this.inTable(active, table)).map(({ rule, finding }) => ({
        rule,
        finding: inFileOfValue(instance, finding),
      })),
    );
  }
}

const none: readonly RuleFinding[] = [];

function runAll<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Returns the same list for the same settings, so that findings can be kept by list. */
const activeRules = memoize((settings: LintSettings, rules: readonly Rule[]): readonly Rule[] =>
  settings.enable ? rules.filter(({ code }) => settings.rules[code] !== 'off') : [],
);

/** Collects the findings in main.cf and master.cf. Keeps only a rule's first finding at each place. */
class FindingsByRule {
  /** Each rule's findings by place. */
  private readonly lists = new Map<Rule, Map<string, Finding>>();

  constructor(private readonly isWithoutServices: boolean) {}

  private add(rule: Rule, found: Finding): void {
    const finding = rule.dependsOnServices && this.isWithoutServices ? asInformation(found) : found;
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
    const found: RuleFinding[] = [];
    for (const rule of rules) {
      const list = this.lists.get(rule);
      if (list === undefined) continue;
      for (const finding of [...list.values()].sort(byPlace)) found.push({ rule, finding });
    }
    return found;
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
