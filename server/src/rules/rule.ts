// What a lint rule is: data about it, and checks. One file a rule; index.ts lists them.
//
// The kind of a check says what it looks at, and so when it is made again. The narrower the kind, the less a keystroke
// costs: `lines` looks at one line alone, `values` at one value alone, `wholes` at one table alone, and `check` at all
// that there is, at every keystroke.

import type { ReleaseCatalog } from '../catalog/catalog.ts';
import type { Release } from '../catalog/release.ts';
import type { Instance, Location } from '../instance/instance.ts';
import type { Names } from '../instance/names.ts';
import type { TableFile, Tables } from '../instance/table-files.ts';
import type { MainItem } from '../syntax/main-cf.ts';
import type { MasterItem } from '../syntax/master-cf.ts';
import type { TableItems, TableLanguage } from '../syntax/tables/index.ts';
import type { Span } from '../syntax/text.ts';
import type { ValueType } from '../syntax/value-type.ts';
import type { ReadValue } from './values.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface Rule {
  /** Kebab-case and stable: users write it in settings and comments. */
  readonly code: string;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** The severity when the user has set none. */
  readonly severity: Severity;
  /** What can only be said of the whole. Asked for at every keystroke in any file of the instance. */
  check?(context: RuleContext): Iterable<Finding>;
  /** What can be said of one value that a program reads, whatever else is set; asked for once for each that changes. */
  readonly values?: ValueChecks;
  /** What can be said of one line alone; asked for once for each line that changes. */
  readonly lines?: LineChecks;
  /** What can be said of a table as a whole, whatever names it; asked for once for each version of its text. */
  readonly wholes?: WholeChecks;
}

export interface RuleContext {
  readonly instance: Instance;
  readonly names: Names;
  readonly tables: Tables;
}

/**
 * A check of one value for each type of value (`boolean`, `list`) that the rule has something to say about. What it
 * finds must depend on nothing but the name, the text, the parameter's facts and the release. A `$name` in the value
 * is a part of its text: what it stands for may be looked at.
 */
export type ValueChecks = Readonly<Record<ValueType['type'], ValueCheck>>;

export type ValueCheck = (value: ReadValue, release: Release) => Iterable<Finding>;

/** A check of one line for each kind of file that the rule has something to say about. */
export type LineChecks = TableLineChecks & ConfigLineChecks;

export type TableLineChecks = {
  readonly [Language in TableLanguage]?: (
    item: TableItems[Language],
    table: Extract<TableFile, { language: Language }>,
  ) => Iterable<LineFinding>;
};

export interface ConfigLineChecks {
  readonly 'postfix-main'?: (item: MainItem, place: LinePlace) => Iterable<LineFinding>;
  readonly 'postfix-master'?: (item: MasterItem, place: LinePlace) => Iterable<LineFinding>;
}

/** All that a line of main.cf or master.cf may be judged by, beside its text. */
export interface LinePlace {
  readonly catalog: ReleaseCatalog;
  /** Above it stand comments at most. */
  readonly isFirst: boolean;
}

/** A check of the whole for each kind of table. What it finds must depend on nothing but what `LineChecks` may. */
export type WholeChecks = {
  readonly [Language in TableLanguage]?: (
    table: Extract<TableFile, { language: Language }>,
    release: Release,
  ) => Iterable<Finding>;
};

/**
 * A finding whose places count from the start of the line. It must not depend on anything but the line and its
 * `LinePlace`; in a table, on the table's type, its role and the release.
 */
export interface LineFinding extends Span {
  readonly message: string;
  readonly severity?: Severity;
  readonly tag?: 'unnecessary' | 'deprecated';
  readonly related?: readonly (Span & { readonly message: string })[];
  readonly fixes?: readonly LineFix[];
}

export interface LineFix extends Omit<Fix, 'edits'> {
  readonly edits: readonly (Span & { readonly text: string })[];
}

export interface Finding {
  readonly at: Location;
  /** What is wrong, what Postfix does with it, what to write instead: a sentence each. */
  readonly message: string;
  /** Weaker or stronger than the rule's own severity. */
  readonly severity?: Severity;
  /** `unnecessary`: shown faded; `deprecated`: struck through. */
  readonly tag?: 'unnecessary' | 'deprecated';
  /** Other places that matter. */
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
}

export interface RelatedPlace {
  readonly at: Location;
  readonly message: string;
}

export interface Fix {
  /** As it stands in the editor's menu: "Comment out this line". */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** The one that the editor applies when asked to mend without a choice. */
  readonly preferred?: boolean;
  /** It changes nothing of what Postfix does: "fix all" takes it without being asked about it. */
  readonly safe?: boolean;
}

/** Replaces a stretch of a file. */
export interface Edit {
  readonly at: Location;
  readonly text: string;
}
