// What a scenario is: data about it, the questions that it asks, and the changes that it makes of the answers.

import type { Instance, InstanceFiles } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';
import type { ScenarioAnswers, ScenarioQuestion } from './plan.ts';

/** An instance as a scenario finds it. */
export interface Configuration {
  readonly instance: Instance;
  readonly tables: Tables;
  /** The same instance with other texts. */
  withFiles(files: InstanceFiles): Instance;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** One line: who it is for. */
  readonly description: string;
  readonly caution?: string;
  readonly instead?: string;
  questions(configuration: Configuration): readonly Question[];
  /** In the order in which they are made; each finds what those before it have made of the files. */
  changes(configuration: Configuration, answers: ScenarioAnswers): readonly Change[];
}

export interface Question extends ScenarioQuestion {
  /** What is wrong with an answer, in one sentence; not asked for choices. */
  readonly check: Check;
}

export type Check = (answer: string) => string | undefined;

/** What scenarios do to a configuration. None of them touches what already does as well. */
export type Change =
  | SetParameter
  | ListWords
  | ExceptAddress
  | RemoveDomains
  | RelayGate
  | RestrictionAtEnd
  | HaveService
  | TableEntries
  | EmptyTable
  | NewFile
  | Remark;

/** Gives a parameter of main.cf a value. */
export interface SetParameter {
  readonly kind: 'set';
  readonly name: string;
  readonly value: string;
  /**
   * What becomes of the scenario when another value is kept, which is a conflict then. Without it the user was
   * asked for the very value, and the answer replaces the one in force.
   */
  readonly whenKept?: string;
  /** Whether an expanded value in force does as well. */
  readonly accepts?: (text: string) => boolean;
  /** Whatever main.cf says is left alone. */
  readonly onlyFresh?: boolean;
}

/** Puts words into a list of main.cf, behind those that it has. */
export interface ListWords {
  readonly kind: 'words';
  readonly name: string;
  readonly words: readonly string[];
  /** The others go, but for exceptions (`!192.0.2.1`): the user was asked for the whole list. */
  readonly only?: boolean;
  /** What the list holds where main.cf does not set it, instead of its default. */
  readonly base?: readonly string[];
}

/** Takes an address out of a list of networks: `!192.0.2.1` in front of the first that it lies in, else at the end. */
export interface ExceptAddress {
  readonly kind: 'except';
  readonly name: string;
  readonly address: string;
}

/** Takes domains out of lists of domains. That they are there is a conflict. */
export interface RemoveDomains {
  readonly kind: 'remove-domains';
  readonly domains: readonly string[];
  readonly lists: readonly string[];
  readonly whenKept: string;
}

/** Has a gate that keeps strangers from relaying. */
export interface RelayGate {
  readonly kind: 'gate';
  /** Restrictions that have to stand between our own networks and the gate. */
  readonly admit?: readonly string[];
  /** A gate that asks strangers to come again is not enough. */
  readonly forGood?: boolean;
  /** Our own networks come before it. */
  readonly networks?: boolean;
  /** Strangers have to come as far as our domains: a list that is closed to them is a conflict. */
  readonly open?: boolean;
  readonly whenKept: string;
}

/** A restriction behind all others of a list. */
export interface RestrictionAtEnd {
  readonly kind: 'restriction';
  readonly name: string;
  readonly word: string;
  /** The list where main.cf does not set it; the word alone is not enough then. */
  readonly fresh: readonly string[];
  /** An own list is left as it is. */
  readonly onlyFresh?: boolean;
}

/** Has a service in master.cf, with these overrides. */
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
  /** The services behind the last of which a new one is put. */
  readonly kin: readonly string[];
  readonly whenKept: string;
}

export interface ServiceOverride {
  readonly name: string;
  readonly value: string;
  /**
   * What a service that is there already may do: `any` other value of its own is left alone, `none` leaves it
   * without the override, too. Unless given, another value is a conflict.
   */
  readonly own?: 'any' | 'none';
  /** Whether an expanded value of its own does as well, beside the others that the service has. */
  readonly accepts?: (text: string, otherValue: (name: string) => string) => boolean;
}

/** Has lines in a lookup table, and the table in the parameter. */
export interface TableEntries {
  readonly kind: 'entries';
  readonly parameter: string;
  /** The name of a new table's file. */
  readonly file: string;
  /** Its first line, a comment. */
  readonly comment: string;
  readonly entries: readonly (readonly [key: string, value: string])[];
  /** What another value of a key means; without it, any value is as good. */
  readonly whenKept?: string;
}

/** A table beside main.cf whose index something else writes: it has to be there, with nothing in it. */
export interface EmptyTable {
  readonly kind: 'empty-table';
  readonly reference: string;
  readonly file: string;
  readonly comment: string;
}

/** A file beside main.cf that Postfix itself does not read. */
export interface NewFile {
  readonly kind: 'file';
  readonly name: string;
  readonly text: string;
}

/** What remains for a person to do. */
export interface Remark {
  readonly kind: 'remark';
  readonly text: string;
}
