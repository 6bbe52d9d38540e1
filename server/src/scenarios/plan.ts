// The interface of scenarios for clients: the questions, and the plan that follows from the answers.

import type { Location as DocumentLocation, WorkspaceEdit } from 'vscode-languageserver-types';

export interface ScenarioSummary {
  /** `smtp-auth`: also the name of its page in docs/scenarios and the prefix of its snippets. */
  readonly name: string;
  readonly title: string;
  /** One line that says who it is for. */
  readonly description: string;
  /** The configuration already contains everything that the scenario sets up. */
  readonly inPlace: boolean;
  /** A caution that the user must see before the scenario is set up. Most scenarios have none. */
  readonly caution?: string;
  /** A scenario to use instead, if there is one. */
  readonly instead?: string;
}

export interface ScenarioQuestion {
  /** The key of its answer in `ScenarioAnswers`. */
  readonly id: string;
  /** `For which domains is this host the backup?` */
  readonly prompt: string;
  /** An example of an answer: `example.com, example.org` */
  readonly placeholder: string;
  /** The suggestion from the configuration; empty if there is none. */
  readonly initial: string;
  /** The possible answers, if they are fixed. The first one is the usual answer. */
  readonly choices?: readonly ScenarioChoice[];
  /** The question is asked only if an earlier question has this answer. */
  readonly when?: { readonly question: string; readonly answer: string };
}

export interface ScenarioChoice {
  readonly value: string;
  readonly label: string;
  readonly description: string;
}

/** By the ID of the question. If a question has no answer here, its initial answer is used. */
export type ScenarioAnswers = Readonly<Record<string, string>>;

/** By the ID of the conflict. A conflict without a decision is replaced. */
export type ScenarioDecisions = Readonly<Record<string, 'replace' | 'keep'>>;

export interface ScenarioPlan {
  /** The edit, with annotations that need confirmation, so that editors show it before they apply it. */
  readonly edit: WorkspaceEdit;
  /** Settings whose values conflict with the scenario, regardless of the decisions about them. */
  readonly conflicts: readonly ScenarioConflict[];
  /** The lookup tables to index afterward. */
  readonly tables: readonly ScenarioTable[];
  /** True if a reload is not enough, and Postfix must be stopped and started. */
  readonly needsRestart: boolean;
  /** The steps that the user has to do, in order. */
  readonly remarks: readonly string[];
  /** The change is possible, but would damage a file; the remark says which and why. */
  readonly refused?: true;
}

export interface ScenarioConflict {
  readonly id: string;
  /** `relayhost`, or `smtpd_relay_restrictions of submission/inet` */
  readonly setting: string;
  /** The value in force, as written. */
  readonly current: string;
  readonly wanted: string;
  /** What happens if the current value is kept: a clause with a period, to follow "If you keep it, ". */
  readonly whenKept: string;
  readonly at: DocumentLocation;
}

export interface ScenarioTable {
  /** `hash:/etc/postfix/transport` */
  readonly reference: string;
  readonly uri: string;
}
