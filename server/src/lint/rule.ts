// A lint rule consists of data about it and its checks. The section "A new rule" in ARCHITECTURE.md is all that a rule
// author needs.
//
// A check gets a subject and a context, and yields findings. It may depend on nothing else: the engine keeps the
// findings by subject and context, and runs the check again only when one of them is a different object. The narrower
// the kind of check, the less work a keystroke causes. From cheapest to most expensive: `lines`, `values`, `tables`,
// `smtpd`, `configuration`.

import type { ReleaseCatalog } from '../catalog/catalog.ts';
import type { Release } from '../catalog/release.ts';
import type { Fix, LineFix } from '../edits/edit.ts';
import type { Instance, Location } from '../instance/instance.ts';
import type { Names } from '../instance/names.ts';
import type { ReadValue } from '../instance/read-values.ts';
import type { TableContextOf, TableFileOf, Tables } from '../instance/table-files.ts';
import type { SmtpdSettings } from '../mail/smtpd-settings.ts';
import type { TraceRequest } from '../mail/trace/model.ts';
import type { ChunkParser } from '../syntax/document.ts';
import type { MainItem } from '../syntax/main-cf.ts';
import type { MasterItem } from '../syntax/master-cf.ts';
import type { TableItems, TableLanguage } from '../syntax/tables/index.ts';
import type { Span } from '../syntax/text.ts';
import type { ValueType } from '../syntax/value-type.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface Rule {
  /** In kebab case and stable: users write it in settings and comments. */
  readonly code: string;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** The default severity, which the user can override. */
  readonly severity: Severity;
  /**
   * Set if findings of other rules inside the place of a finding are only its consequences, so that they are left out.
   * The findings of the rules in the list are left out even if they only share text with it.
   */
  readonly explains?: readonly string[];
  /** What a table is used for decides about its findings. If that is a guess, they are information. */
  readonly dependsOnRole?: true;
  /**
   * Services can replace the settings that decide about its findings, or add the one that is missing. Without master.cf,
   * the findings are information.
   */
  readonly dependsOnServices?: true;
  /** Checks one logical line of a file. */
  readonly lines?: LineChecks;
  /** Checks one value that a program reads, by the type of the value and regardless of other settings. */
  readonly values?: Readonly<Record<ValueType['type'], Check<ReadValue, ReleaseContext>>>;
  /** Checks one table as a whole, regardless of what refers to it. */
  readonly tables?: TableChecks;
  /** Checks one smtpd service by the values of a few parameters. */
  readonly smtpd?: SmtpdCheck;
  /** Checks the configuration as a whole. */
  readonly configuration?: Check<Configuration, ReleaseContext>;
}

/** A check may yield duplicates: the engine keeps only a rule's first finding at each place. */
export type Check<Subject, Context, Found = Finding> = (
  subject: Subject,
  context: Context,
) => Iterable<Found>;

export interface ReleaseContext {
  readonly release: Release;
  readonly catalog: ReleaseCatalog;
}

export interface Configuration {
  readonly instance: Instance;
  readonly names: Names;
  readonly tables: Tables;
}

export interface SmtpdCheck {
  /**
   * All parameters that the check reads. It runs once for main.cf and once for each service that overrides one of them.
   */
  readonly reads: readonly string[];
  readonly check: Check<SmtpdSettings, ReleaseContext>;
}

export type LineChecks = {
  readonly [Language in keyof ConfigItems]?: Check<ConfigItems[Language], LineContext, LineFinding>;
} & {
  readonly [Language in TableLanguage]?: Check<TableItems[Language], TableContextOf<Language>, LineFinding>;
};

/** The subject is only the text. It does not know which parameters refer to it. */
export type TableChecks = {
  readonly [Language in TableLanguage]?: Check<Omit<TableFileOf<Language>, 'uses'>, TableContextOf<Language>>;
};

export interface ConfigItems {
  readonly 'postfix-main': MainItem;
  readonly 'postfix-master': MasterItem;
}

/**
 * Everything besides its text that a check of a main.cf or master.cf line may use. Equal contexts are the same object.
 */
export interface LineContext extends ReleaseContext {
  readonly language: keyof ConfigItems;
  readonly parser: ChunkParser<MainItem | MasterItem>;
  /** Only comments and blank lines come before the line. */
  readonly isFirst: boolean;
}

/** A finding whose offsets count from the start of the line. */
export interface LineFinding extends Span, FindingText {
  readonly related?: readonly (Span & { readonly message: string })[];
  readonly fixes?: readonly LineFix[];
}

export interface Finding extends FindingText {
  readonly at: Location;
  /** A further place where findings are only consequences, if the rule has `explains`. */
  readonly explains?: Location;
  /** Other places that are relevant. */
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
}

interface FindingText {
  /** What is wrong, what Postfix does, and what to write instead, each in one short sentence. */
  readonly message: string;
  /** Set only to lower the rule's own severity. */
  readonly severity?: Severity;
  /** `unnecessary` is shown faded, `deprecated` struck through. */
  readonly tag?: 'unnecessary' | 'deprecated';
  /** A mail that shows the problem. Editors offer to trace it. */
  readonly mail?: TraceRequest;
}

export interface RelatedPlace {
  readonly at: Location;
  readonly message: string;
}
