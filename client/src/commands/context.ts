// What a command gets to do its work with. No command imports `vscode`: tests hand in their own.

import type { TableUsesResult } from '../../../server/src/lsp/protocol.ts';
import type { Message } from '../postfix/messages.ts';
import type { Finding, ProgramName } from '../postfix/programs.ts';
import type { Run } from '../postfix/run.ts';

export interface CommandContext {
  readonly ui: Ui;
  readonly problems: Problems;
  /** False in a workspace that the person does not trust: no program is run there. */
  isTrusted(): boolean;
  findProgram(name: ProgramName): Promise<Finding>;
  /** Runs a program; what it was and what it printed goes to the log. */
  readonly run: Run;
  /** Undefined when the language server does not answer. */
  tableUses(uri: string): Promise<TableUsesResult | undefined>;
  readonly isSuperuser: boolean;
}

/** A file that a command is about, open in an editor or not. */
export interface File {
  readonly uri: string;
  /** For messages: `transport`. */
  readonly name: string;
  /** The absolute path, when the file is on a disk of this machine. */
  readonly path?: string;
  readonly languageId: string;
  /** The text that the editor holds, or undefined when it is too large for one. */
  text(): string | undefined;
  /** Writes unsaved changes. False when that failed; the editor has then said why. */
  save(): Promise<boolean>;
}

export interface Choice {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

export interface Ui {
  /** A word in the status bar that goes by itself. */
  tell(text: string): void;
  /** A notification; resolves to the button that was pressed, or undefined. */
  say(
    kind: 'information' | 'warning' | 'error',
    text: string,
    ...buttons: string[]
  ): Promise<string | undefined>;
  pick<T extends Choice>(placeholder: string, choices: readonly T[]): Promise<T | undefined>;
  /** Shows progress when the task takes longer than a moment; its signal is the person's cancelling. */
  busy<T>(title: string, task: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Opens a terminal with a command line typed in it, and leaves it to the person to run it. */
  typeInTerminal(commandLine: string): void;
  showProblems(): void;
  showLog(): void;
  manageTrust(): void;
  openSetting(id: string): void;
}

/** The answer to a step that leads back to the step before it. */
export const back = Symbol('back');
export type Back = typeof back;

/** One of several questions in a row. */
export interface Step {
  /** The question: it stays in sight whatever is typed, and whatever is said of that. */
  readonly title: string;
  /** What the row of questions is about. */
  readonly about: string;
  /** `3 of 5`; a step that belongs to no row has none. */
  readonly place?: { readonly number: number; readonly of: number };
  readonly hasBack: boolean;
}

/** Questions that are answered one after another. Undefined is the person's cancelling. */
export interface Steps {
  choose<T extends Choice>(step: Step, choices: readonly T[], active?: T): Promise<T | Back | undefined>;
  type(step: TypedStep): Promise<string | Back | undefined>;
}

export interface TypedStep extends Step {
  /** What an answer looks like. */
  readonly placeholder: string;
  /** What is in the box at first. */
  readonly value: string;
  /** What is wrong with an answer, in one sentence; asked while it is typed. */
  check(answer: string): Promise<string | undefined>;
}

export interface Problems {
  /** Replaces what was reported for the same subject before. Messages without a file are left out. */
  report(subject: string, messages: readonly Message[]): void;
}
