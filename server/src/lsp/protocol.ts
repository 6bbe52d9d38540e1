// What the server understands beyond the Language Server Protocol. The client imports this file and no
// other of the server; it holds types and method names only.

import type { Location as DocumentLocation, WorkspaceEdit } from 'vscode-languageserver-types';

/** One mention of a lookup table in main.cf or master.cf. */
export interface TableUse {
  /** As written and expanded: `hash:/etc/postfix/transport`. */
  readonly reference: string;
  /** The table type in front of the colon, without `proxy:` and its kin: `hash`. */
  readonly type: string;
  /** The absolute path behind the colon, as Postfix would open it. */
  readonly path: string;
  /** The parameter whose value mentions the table. */
  readonly parameter: string;
}

/** `postfix/tableUses`: how the instance that a file belongs to refers to that file. */
export const tableUsesRequest = 'postfix/tableUses';
export interface TableUsesParams {
  readonly uri: string;
}
export interface TableUsesResult {
  /** In the order of mention; empty when the configuration does not name the file. */
  readonly uses: readonly TableUse[];
  /** The instance's `default_database_type` for the target release: what postmap takes without a type. */
  readonly defaultType: string;
  /** The instance's directory on disk, when the file belongs to one. */
  readonly configDirectory?: string;
}

/** `postfix/documentLanguage`: the language id that the instance's use of a file gives it, or null. */
export const documentLanguageRequest = 'postfix/documentLanguage';
export interface DocumentLanguageParams {
  readonly uri: string;
}
export type DocumentLanguageResult = string | null;

/** `postfix/readFile`, from the server to the client: the text of a file that is on no local disk, or null. */
export const readFileRequest = 'postfix/readFile';
export interface ReadFileParams {
  readonly uri: string;
}
export type ReadFileResult = string | null;

/** `postfix/installedVersion`, from the client to the server: what `postconf mail_version` says, or null. */
export const installedVersionNotification = 'postfix/installedVersion';
export interface InstalledVersionParams {
  readonly version: string | null;
}

/** `postfix/targetVersion`, from the server to the client: the release by which it judges, and why this one. */
export const targetVersionNotification = 'postfix/targetVersion';
export interface TargetVersionParams {
  /** `3.7` */
  readonly version: string;
  /** It is set, it is the installed one, or it is the newest that the server knows. */
  readonly from: 'setting' | 'installed' | 'newest';
}

/** `initializationOptions` of this extension's client. */
export interface InitializationOptions {
  /** The client answers `postfix/readFile`. */
  readonly readFile?: boolean;
  /** The client sends `postfix/installedVersion`, when it may: the server itself asks nobody. */
  readonly tellsInstalledVersion?: boolean;
  /** The client has the command `postfix.setRuleSeverity`, with a rule's code as its argument. */
  readonly setsRuleSeverity?: boolean;
  /** The client wants to hear `postfix/targetVersion`. */
  readonly showsTargetVersion?: boolean;
}

/** `postfix/scenarios`: what can be set up in the instance that a file belongs to, or null where there is none. */
export const scenariosRequest = 'postfix/scenarios';
export interface ScenariosParams {
  /** A file of the instance. */
  readonly uri: string;
}
export type ScenariosResult = {
  /** The instance's directory, as a URI. */
  readonly directory: string;
  readonly scenarios: readonly ScenarioSummary[];
} | null;
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

/** `postfix/scenarioQuestions`: what a scenario must know, in the order of asking. */
export const scenarioQuestionsRequest = 'postfix/scenarioQuestions';
export interface ScenarioQuestionsParams extends ScenariosParams {
  readonly scenario: string;
}
export type ScenarioQuestionsResult = readonly ScenarioQuestion[];
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
export type ScenarioAnswers = Readonly<Record<string, string>>;

/** `postfix/checkScenarioAnswer`: what is wrong with an answer, in one sentence, or null. Asked while it is typed. */
export const checkScenarioAnswerRequest = 'postfix/checkScenarioAnswer';
export interface CheckScenarioAnswerParams extends ScenarioQuestionsParams {
  readonly question: string;
  readonly answer: string;
}
export type CheckScenarioAnswerResult = string | null;

/** `postfix/planScenario`: the change over all files that sets a scenario up. Asking changes nothing. */
export const planScenarioRequest = 'postfix/planScenario';
export interface PlanScenarioParams extends ScenarioQuestionsParams {
  readonly answers: ScenarioAnswers;
  /** By the conflict's id; a conflict without one is replaced. */
  readonly decisions: Readonly<Record<string, 'replace' | 'keep'>>;
}
export interface PlanScenarioResult {
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
