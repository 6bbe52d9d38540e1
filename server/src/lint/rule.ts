// What a lint rule is: data about it, and checks. The page ARCHITECTURE.md, "A new rule", is all that its author
// needs to know.
//
// A check gets a subject and a context, and yields findings. They are all that it may depend on: the engine keeps
// what a check found with the two, and asks again only when one of them is another object. So the narrower the kind
// of check, the less a keystroke costs. In the order of cost: `lines`, `values`, `tables`, `smtpd`, `configuration`.

import type { ReleaseCatalog } from '../catalog/catalog.ts';
import type { Release } from '../catalog/release.ts';
import type { Fix, LineFix } from '../edits/edit.ts';
import type { Instance, Location } from '../instance/instance.ts';
import type { Names } from '../instance/names.ts';
import type { ReadValue } from '../instance/read-values.ts';
import type { TableContextOf, TableFileOf, Tables } from '../instance/table-files.ts';
import type { SmtpdSettings } from '../mail/smtpd-settings.ts';
import type { ChunkParser } from '../syntax/document.ts';
import type { MainItem } from '../syntax/main-cf.ts';
import type { MasterItem } from '../syntax/master-cf.ts';
import type { TableItems, TableLanguage } from '../syntax/tables/index.ts';
import type { Span } from '../syntax/text.ts';
import type { ValueType } from '../syntax/value-type.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface Rule {
  /** Kebab-case and stable: users write it in settings and comments. */
  readonly code: string;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** The severity unless the user sets one. */
  readonly severity: Severity;
  /** What can be said about one logical line of a file. */
  readonly lines?: LineChecks;
  /** What can be said about one value that a program reads, whatever else is set, by the type of value. */
  readonly values?: Readonly<Record<ValueType['type'], Check<ReadValue, ReleaseContext>>>;
  /** What can be said about one table as a whole, whatever refers to it. */
  readonly tables?: TableChecks;
  /** What can be said about one smtpd service by the values of a few parameters. */
  readonly smtpd?: SmtpdCheck;
  /** What can only be said about the whole. */
  readonly configuration?: Check<Configuration, ReleaseContext>;
}

/** Duplicates need no care: of several findings of a rule at the same place the engine keeps the first. */
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
  /** All parameters that the check looks at. It is made once for main.cf and for each service that overrides one. */
  readonly reads: readonly string[];
  readonly check: Check<SmtpdSettings, ReleaseContext>;
}

export type LineChecks = {
  readonly [Language in keyof ConfigItems]?: Check<ConfigItems[Language], LineContext, LineFinding>;
} & {
  readonly [Language in TableLanguage]?: Check<TableItems[Language], TableContextOf<Language>, LineFinding>;
};

/** The subject is the text alone: it does not know which parameters refer to it. */
export type TableChecks = {
  readonly [Language in TableLanguage]?: Check<Omit<TableFileOf<Language>, 'uses'>, TableContextOf<Language>>;
};

export interface ConfigItems {
  readonly 'postfix-main': MainItem;
  readonly 'postfix-master': MasterItem;
}

/** All that a line of main.cf or master.cf may be judged by, beside its text. Equal contexts are the same object. */
export interface LineContext extends ReleaseContext {
  readonly language: keyof ConfigItems;
  readonly parser: ChunkParser<MainItem | MasterItem>;
  /** Only comments and blank lines come before it. */
  readonly isFirst: boolean;
}

/** A finding whose places count from the start of the line. */
export interface LineFinding extends Span, FindingText {
  readonly related?: readonly (Span & { readonly message: string })[];
  readonly fixes?: readonly LineFix[];
}

export interface Finding extends FindingText {
  readonly at: Location;
  /** Other places that matter. */
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
}

interface FindingText {
  /** What is wrong, what Postfix does about it, what to write instead: one short sentence each. */
  readonly message: string;
  /** Lower than the rule's own severity. */
  readonly severity?: Severity;
  /** `unnecessary` is shown faded, `deprecated` struck through. */
  readonly tag?: 'unnecessary' | 'deprecated';
}

export interface RelatedPlace {
  readonly at: Location;
  readonly message: string;
}
