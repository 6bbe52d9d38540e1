// A scenario: its texts, its questions, and the changes that follow from the answers.

import type { Instance, InstanceFiles } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';
import type { ScenarioAnswers, ScenarioQuestion } from './plan.ts';

/** An instance before a scenario is set up. */
export interface Configuration {
  readonly instance: Instance;
  readonly tables: Tables;
  /** The same instance with other texts. */
  withFiles(files: InstanceFiles): Instance;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** One line that says who it is for. */
  readonly description: string;
  readonly caution?: string;
  readonly instead?: string;
  questions(configuration: Configuration): readonly Question[];
  /** The changes in order. Each change starts from the result of the previous ones. */
  changes(configuration: Configuration, answers: ScenarioAnswers): readonly Change[];
}

export interface Question extends ScenarioQuestion {
  /** Checks an answer. Not used if the question has choices. */
  readonly check: Check;
  /** The answer is the path of a file that should exist. */
  readonly isFile?: true;
}

/** Returns a sentence about the problem of an answer, or undefined. */
export type Check = (answer: string) => string | undefined;

/** The kinds of changes that scenarios make. None of them changes an equivalent setting. */
export type Change =
  | SetParameter
  | ListWords
  | ExceptAddress
  | RemoveDomains
  | RelayCheck
  | RestrictionAtEnd
  | HaveService
  | TableEntries
  | EmptyTable
  | NewFile
  | Remark;

/** Sets a parameter in main.cf. */
export interface SetParameter {
  readonly kind: 'set';
  readonly name: string;
  readonly value: string;
  /**
   * What happens if a different current value is kept: a clause for `ScenarioConflict.whenKept`. A different value is
   * then a conflict. Without this text, the value is an answer of the user, and it replaces the current value.
   */
  readonly whenKept?: string;
  /** Returns true if an expanded current value is equivalent. */
  readonly accepts?: (text: string) => boolean;
  /** Keeps any value that main.cf sets. */
  readonly onlyIfUnset?: boolean;
}

/** Appends words to a list in main.cf. */
export interface ListWords {
  readonly kind: 'words';
  readonly name: string;
  readonly words: readonly string[];
  /** Removes all other words except exclusions (`!192.0.2.1`), because the user was asked for the complete list. */
  readonly only?: boolean;
  /** The initial words if main.cf does not set the list, instead of its default. */
  readonly base?: readonly string[];
}

/**
 * Excludes an address from a list of networks: `!192.0.2.1` before the first network that contains it, or at the end.
 */
export interface ExceptAddress {
  readonly kind: 'except';
  readonly name: string;
  readonly address: string;
}

/** Removes domains from lists of domains. A domain in such a list is a conflict. */
export interface RemoveDomains {
  readonly kind: 'remove-domains';
  readonly domains: readonly string[];
  readonly lists: readonly string[];
  readonly whenKept: string;
}

/** Makes sure that there is a relay check, which keeps strangers from relaying. */
export interface RelayCheck {
  readonly kind: 'relay-check';
  /** Restrictions that must come between permit_mynetworks and the relay check. */
  readonly admit?: readonly string[];
  /** A relay check that answers strangers with a temporary error is not enough. */
  readonly permanent?: boolean;
  /** permit_mynetworks must come before the relay check. */
  readonly networks?: boolean;
  /** Strangers must be able to send to our domains. A list that rejects them is a conflict. */
  readonly open?: boolean;
  readonly whenKept: string;
}

/** A restriction after all others in a list. */
export interface RestrictionAtEnd {
  readonly kind: 'restriction';
  readonly name: string;
  readonly word: string;
  /** The complete list if main.cf does not set it. */
  readonly initial: readonly string[];
  /** Keeps a list that main.cf sets. */
  readonly onlyIfUnset?: boolean;
}

/** Makes sure that master.cf has a service with these overrides. */
export interface HaveService {
  readonly kind: 'service';
  readonly name: string;
  readonly type: 'inet' | 'unix';
  /** `private` to `process_limit`. */
  readonly fields: readonly [string, string, string, string, string];
  readonly program: string;
  readonly overrides: readonly ServiceOverride[];
  /** Other names of the same port. */
  readonly alsoNamed?: readonly string[];
  /** A new service is inserted after the last one of these. */
  readonly after: readonly string[];
  readonly whenKept: string;
}

export interface ServiceOverride {
  readonly name: string;
  readonly value: string;
  /**
   * What is accepted if the service already exists: with `any`, a different value; with `none`, also a missing
   * override. By default, a different value is a conflict.
   */
  readonly existing?: 'any' | 'none';
  /** Returns true if an expanded value of the service is equivalent, given its other values. */
  readonly accepts?: (text: string, otherValue: (name: string) => string) => boolean;
}

/** Makes sure that a parameter has a lookup table with these entries. */
export interface TableEntries {
  readonly kind: 'entries';
  readonly parameter: string;
  /** The file name of a new table. */
  readonly file: string;
  /** The first line of a new table, a comment. */
  readonly comment: string;
  readonly entries: readonly (readonly [key: string, value: string])[];
  /** What happens if a different value of a key is kept. Without this text, any value is equivalent. */
  readonly whenKept?: string;
}

/** A table next to main.cf whose index another program writes. It must exist, but stays empty. */
export interface EmptyTable {
  readonly kind: 'empty-table';
  readonly reference: string;
  readonly file: string;
  readonly comment: string;
}

/** A file next to main.cf that Postfix does not read. */
export interface NewFile {
  readonly kind: 'file';
  readonly name: string;
  readonly text: string;
}

/** A step that the user has to do. */
export interface Remark {
  readonly kind: 'remark';
  readonly text: string;
}
