// What a client sees of the scenarios: their questions, and the plan that is made of the answers.

import type { Location as DocumentLocation, WorkspaceEdit } from 'vscode-languageserver-types';

export interface ScenarioSummary {
  /** `smtp-auth`: also its page in docs/scenarios and its snippets' prefix. */
  readonly name: string;
  readonly title: string;
  /** One line: who it is for. */
  readonly description: string;
  /** The configuration already does what the scenario sets up. */
  readonly inPlace: boolean;
  /** What somebody who chooses it must know before it is set up; often there is none. */
  readonly caution?: string;
  /** The scenario to choose instead, where the caution names one. */
  readonly instead?: string;
}

export interface ScenarioQuestion {
  /** Its answer's key in `ScenarioAnswers`. */
  readonly id: string;
  /** `For which domains is this host the backup?` */
  readonly prompt: string;
  /** What an answer looks like: `example.com, example.org` */
  readonly placeholder: string;
  /** What the instance suggests; empty when nothing does. */
  readonly initial: string;
  /** The answers that there are, where they are known; the first is the usual one. */
  readonly choices?: readonly ScenarioChoice[];
  /** Asked only when an earlier question has this answer. */
  readonly when?: { readonly question: string; readonly answer: string };
}

export interface ScenarioChoice {
  readonly value: string;
  readonly label: string;
  readonly description: string;
}

/** By the question's id; a question without an answer has its initial one. */
export type ScenarioAnswers = Readonly<Record<string, string>>;

/** By the conflict's id; a conflict without one is replaced. */
export type ScenarioDecisions = Readonly<Record<string, 'replace' | 'keep'>>;

export interface ScenarioPlan {
  /** With annotations, each of which wants to be confirmed: editors show it before they apply it. */
  readonly edit: WorkspaceEdit;
  /** Settings that say something else than the scenario needs, whatever was decided about them. */
  readonly conflicts: readonly ScenarioConflict[];
  /** The lookup tables that must be indexed afterwards. */
  readonly tables: readonly ScenarioTable[];
  /** A reload is not enough: Postfix must be stopped and started. */
  readonly needsRestart: boolean;
  /** What remains for a person to do, a sentence or two each, in their order. */
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
  /** What becomes of the scenario when the value in force is kept. */
  readonly whenKept: string;
  readonly at: DocumentLocation;
}

export interface ScenarioTable {
  /** `hash:/etc/postfix/transport` */
  readonly reference: string;
  readonly uri: string;
}
