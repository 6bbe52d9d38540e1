// A change of a configuration, as data. Nothing here is applied: hosts do that, all edits of a change at once.

import type { Location } from '../instance/instance.ts';
import type { Span } from '../syntax/text.ts';

/** Replaces a stretch of a file. */
export interface Edit {
  readonly at: Location;
  readonly text: string;
}

/** A change that a user can choose. */
export interface Fix {
  /** As shown in the editor's menu: "Comment out this line". */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** The editor applies it when asked to fix the finding without a choice. */
  readonly preferred?: boolean;
  /** Postfix behaves the same after it: "fix all" applies it without asking. */
  readonly safe?: boolean;
}

/** A fix whose places count from the start of one line. */
export interface LineFix extends Omit<Fix, 'edits'> {
  readonly edits: readonly LineEdit[];
}

export interface LineEdit extends Span {
  readonly text: string;
}
