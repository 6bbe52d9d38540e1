// What a lint rule is: data about it, and a function over an instance. One file a rule; index.ts lists them.

import type { Instance, Location } from '../instance/instance.ts';
import type { Names } from '../instance/names.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface Rule {
  /** Kebab-case and stable: users write it in settings and comments. */
  readonly code: string;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** The severity when the user has set none. */
  readonly severity: Severity;
  check(context: RuleContext): Iterable<Finding>;
}

export interface RuleContext {
  readonly instance: Instance;
  readonly names: Names;
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
}

/** Replaces a stretch of a file. */
export interface Edit {
  readonly at: Location;
  readonly text: string;
}
