// The context of a command. No command imports `vscode`, so tests can pass their own context.

import type { IndexedTable, LookUpAnswer, TableUsesResult } from '../../../server/src/lsp/protocol.ts';
import type { Programs } from '../postfix/installation.ts';
import type { Message } from '../postfix/messages.ts';

export interface CommandContext extends Programs {
  readonly ui: Ui;
  readonly problems: Problems;
  /** False in a workspace that the user does not trust. No program runs there. */
  isTrusted(): boolean;
  /** Undefined if the language server does not respond. */
  tableUses(uri: string): Promise<TableUsesResult | undefined>;
  /** The tables of a file's configuration that need an index. Undefined if there is no configuration or no answer. */
  tables(uri: string): Promise<readonly IndexedTable[] | undefined>;
  /** What the language server reads in the source of a table. Undefined if it cannot read it. */
  lookUp(uri: string, key: string): Promise<LookUpAnswer | undefined>;
  /** The file with this path, whether it is open or not. */
  fileOfPath(path: string): Promise<File>;
  /** Writes a line to the log. */
  log(text: string): void;
}

/** A file that a command is about, open in an editor or not. */
export interface File {
  readonly uri: string;
  /** For messages: `transport`. */
  readonly name: string;
  /** The absolute path, if the file is on a local disk. */
  readonly path?: string;
  readonly languageId: string;
  /** The text in the editor, or undefined if the file is too large for an editor. */
  text(): string | undefined;
  /** True if the editor has changes that are not on disk. */
  readonly isDirty?: boolean;
  /** Saves unsaved changes. False if that fails; the editor then shows the reason. */
  save(): Promise<boolean>;
}

export interface Choice {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

export interface Question {
  readonly title: string;
  readonly placeholder: string;
  readonly value?: string;
}

export interface Ui {
  /** Shows a message in the status bar for some seconds. */
  tell(text: string): void;
  /** Shows a notification. Resolves to the button that the user selected, or undefined. */
  say(
    kind: 'information' | 'warning' | 'error',
    text: string,
    ...buttons: string[]
  ): Promise<string | undefined>;
  pick<T extends Choice>(placeholder: string, choices: readonly T[]): Promise<T | undefined>;
  /** Asks for one line of text. */
  ask(question: Question): Promise<string | undefined>;
  /** Opens a file, with the cursor in a line, counted from 0. */
  show(uri: string, line: number): Promise<void>;
  /** Shows progress if the task takes longer than a moment. The signal is aborted if the user cancels. */
  busy<T>(title: string, task: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Opens a terminal and types a command line, which the user can then run. */
  typeInTerminal(commandLine: string): void;
  showProblems(): void;
  /** Opens a page of the documentation: `rules/bad-number.md`. */
  openPage(page: string): void;
  showLog(): void;
  manageTrust(): void;
  openSetting(id: string): void;
}

/** The answer to a step that returns to the previous step. */
export const back = Symbol('back');
export type Back = typeof back;

/** One question of a series. */
export interface Step {
  /** The question. It stays visible while the user types, and next to validation messages. */
  readonly title: string;
  /** The subject of the series. */
  readonly about: string;
  /** `3 of 5`; undefined for a step that is not part of a series. */
  readonly place?: { readonly number: number; readonly of: number };
  readonly hasBack: boolean;
}

/** Questions that are answered one after another. Undefined means that the user canceled. */
export interface Steps {
  choose<T extends Choice>(step: Step, choices: readonly T[], active?: T): Promise<T | Back | undefined>;
  type(step: TypedStep): Promise<string | Back | undefined>;
  /** The user selects a choice, or types another text. */
  suggest(step: SuggestedStep): Promise<string | Back | undefined>;
}

export interface SuggestedStep extends Step {
  readonly placeholder: string;
  /** The label of a choice is the answer. */
  readonly choices: readonly Choice[];
  /** Checks a typed answer. Resolves to a sentence about the problem, or to undefined. */
  check(answer: string): Promise<string | undefined>;
}

export interface TypedStep extends Step {
  /** An example of an answer. */
  readonly placeholder: string;
  /** The initial value of the input. */
  readonly value: string;
  /** Checks an answer while the user types it. Resolves to undefined if there is nothing to say. */
  check(answer: string): Promise<Checked | undefined>;
}

/** A sentence about the problem of an answer, or a hint about an answer that the user can give nevertheless. */
export type Checked = string | { readonly hint: string };

export interface Problems {
  /** Replaces the previous report on the same subject. Messages without a file are left out. */
  report(subject: string, messages: readonly Message[]): void;
}
