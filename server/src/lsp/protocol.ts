// What the server understands beyond the Language Server Protocol. The client imports this file and no
// other of the server; it holds types and method names only.

import type {
  ScenarioAnswers,
  ScenarioDecisions,
  ScenarioPlan,
  ScenarioQuestion,
  ScenarioSummary,
} from '../scenarios/plan.ts';

export type {
  ScenarioAnswers,
  ScenarioChoice,
  ScenarioConflict,
  ScenarioDecisions,
  ScenarioPlan,
  ScenarioQuestion,
  ScenarioSummary,
  ScenarioTable,
} from '../scenarios/plan.ts';

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
  /** False: nobody has said yet that the workspace is to be trusted, so `postfix/installedVersion` will not come soon. */
  readonly isTrusted?: boolean;
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

/** `postfix/scenarioQuestions`: what a scenario must know, in the order of asking. */
export const scenarioQuestionsRequest = 'postfix/scenarioQuestions';
export interface ScenarioQuestionsParams extends ScenariosParams {
  readonly scenario: string;
}
export type ScenarioQuestionsResult = readonly ScenarioQuestion[];

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
  readonly decisions: ScenarioDecisions;
}
/** Without edits, and with a remark that says why, where an answer is wrong or there is no such instance. */
export type PlanScenarioResult = ScenarioPlan;
