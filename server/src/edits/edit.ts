// A change to a configuration, as data. Nothing is applied here: hosts apply all edits of a change at once.

import type { Location } from '../instance/instance.ts';
import type { Span } from '../syntax/text.ts';

/** Replaces a span of a file. */
export interface Edit {
  readonly at: Location;
  readonly text: string;
}

/** A change that a user can choose. */
export interface Fix {
  /** As shown in the editor's menu, such as "Comment out this line". */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** The editor applies this fix when it is asked to fix the finding without a choice. */
  readonly preferred?: boolean;
  /** The fix does not change what Postfix does, so "fix all" applies it without asking. */
  readonly safe?: boolean;
}

/** A fix whose offsets count from the start of one line. */
export interface LineFix extends Omit<Fix, 'edits'> {
  readonly edits: readonly LineEdit[];
}

export interface LineEdit extends Span {
  readonly text: string;
}
