// The server's extensions to the Language Server Protocol. This is the only server file that the client imports; it
// contains only types and method names.

import type { LookUpAnswer } from '../features/look-up.ts';
import type { MailFlowView } from '../features/mail-flow/view.ts';
import type { CheckedValue } from '../features/settings/check.ts';
import type { EffectiveConfiguration } from '../features/settings/effective.ts';
import type { ParameterDetails, ParameterEdit, ParameterSummary } from '../features/settings/parameters.ts';
import type { ServiceSummary } from '../features/settings/services.ts';
import type { TableAnswer, TracedMail } from '../features/trace/index.ts';
import type { TraceAnswerPart, TraceSuggestions } from '../features/trace/suggestions.ts';
import type { Listing } from '../instance/postconf.ts';
import type { TraceRequest } from '../mail/trace/model.ts';
import type { NewConfiguration } from '../scenarios/new-configuration.ts';
import type {
  ScenarioAnswers,
  ScenarioDecisions,
  ScenarioPlan,
  ScenarioQuestion,
  ScenarioSummary,
} from '../scenarios/plan.ts';

export type { CodeActionData } from '../features/code-actions.ts';
export type { LookUpAnswer } from '../features/look-up.ts';
export type { MailFlowNode, MailFlowPlace, MailFlowView } from '../features/mail-flow/view.ts';
export type { EffectiveConfiguration } from '../features/settings/effective.ts';
export type { ParameterChoice, ParameterDetails, ParameterSummary } from '../features/settings/parameters.ts';
export type { ServiceSummary } from '../features/settings/services.ts';
export type { TableAnswer, TracedMail, TraceNode } from '../features/trace/index.ts';
export type {
  SuggestedClient,
  SuggestedText,
  TraceAnswerPart,
  TraceSuggestions,
} from '../features/trace/suggestions.ts';
export type { Listing } from '../instance/postconf.ts';
export type { TableLookup, TraceRequest } from '../mail/trace/model.ts';
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

/** One reference to a lookup table in main.cf or master.cf. */
export interface TableUse {
  /** As written and expanded: `hash:/etc/postfix/transport`. */
  readonly reference: string;
  /** The table type before the colon, without `proxy:` or a similar prefix: `hash`. */
  readonly type: string;
  /** The absolute path after the colon, as Postfix would open it. */
  readonly path: string;
  /** The parameter whose value refers to the table. */
  readonly parameter: string;
}

/** `postfix/tableUses`: how the instance that a file belongs to refers to that file. */
export const tableUsesRequest = 'postfix/tableUses';
export interface TableUsesParams {
  readonly uri: string;
}
export interface TableUsesResult {
  /** In the order of the references; empty if the configuration does not refer to the file. */
  readonly uses: readonly TableUse[];
  /** The instance's `default_database_type` in the target release, which postmap uses if no type is given. */
  readonly defaultType: string;
  /** The instance's directory on disk, if the file belongs to an instance. */
  readonly configDirectory?: string;
}

/** `postfix/tables`: the tables of the configuration that a file belongs to that need an index; null if there is none. */
export const tablesRequest = 'postfix/tables';
export interface TablesParams {
  readonly uri: string;
}
export type TablesResult = readonly IndexedTable[] | null;
export interface IndexedTable {
  /** The source on disk. */
  readonly path: string;
  readonly type: string;
  /** postalias(1) creates the index. */
  readonly isAlias: boolean;
  /** newaliases(1) creates the index. */
  readonly isAliasDatabase: boolean;
  /** The parameters that name it. */
  readonly parameters: readonly string[];
}

/** `postfix/lookUp`: what a table has for a key, according to its source; null if it cannot be read. */
export const lookUpRequest = 'postfix/lookUp';
export interface LookUpParams {
  readonly uri: string;
  readonly key: string;
}
export type LookUpResult = LookUpAnswer | null;

/** `postfix/documentLanguage`: the language ID that the instance's use of a file determines, or null. */
export const documentLanguageRequest = 'postfix/documentLanguage';
export interface DocumentLanguageParams {
  readonly uri: string;
}
export type DocumentLanguageResult = string | null;

/** `postfix/readFile`, from the server to the client: the text of a file that is not on a local disk, or null. */
export const readFileRequest = 'postfix/readFile';
export interface ReadFileParams {
  readonly uri: string;
}
export type ReadFileResult = string | null;

/** `postfix/installedVersion`, from the client to the server: the output of `postconf mail_version`, or null. */
export const installedVersionNotification = 'postfix/installedVersion';
export interface InstalledVersionParams {
  readonly version: string | null;
}

/** `postfix/targetVersion`, from the server to the client: the target release, and how it was chosen. */
export const targetVersionNotification = 'postfix/targetVersion';
export interface TargetVersionParams {
  /** `3.7` */
  readonly version: string;
  /** From the settings, from the installed Postfix, or the newest release that the server knows. */
  readonly from: 'setting' | 'installed' | 'newest';
}

/** The `initializationOptions` that this extension's client sends. */
export interface InitializationOptions {
  /** The client answers `postfix/readFile`. */
  readonly readFile?: boolean;
  /** The client sends `postfix/installedVersion` when it is allowed to. The server itself does not run postconf. */
  readonly tellsInstalledVersion?: boolean;
  /** False: the user has not trusted the workspace yet, so `postfix/installedVersion` will not arrive soon. */
  readonly isTrusted?: boolean;
  /** The client has the command `postfix.setRuleSeverity`, which takes a rule's code as its argument. */
  readonly setsRuleSeverity?: boolean;
  /** The client has the command `postfix.setUpScenario`, which takes a file's URI and the name of a scenario. */
  readonly setsUpScenarios?: boolean;
  /** The client has the command `postfix.postmap`, which takes the URI of a table. */
  readonly indexesTables?: boolean;
  /** The client has the command `postfix.openPage`, which takes the path of a page below docs/. */
  readonly opensPages?: boolean;
  /** The client has the command `postfix.traceMail`, which takes a file's URI and a mail. */
  readonly tracesMail?: boolean;
  /** The client shows line breaks in the message of a finding. */
  readonly breaksMessages?: boolean;
  /** The client wants to receive `postfix/targetVersion`. */
  readonly showsTargetVersion?: boolean;
}

/** `postfix/scenarios`: what can be set up in the instance that a file belongs to, or null if there is no instance. */
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

/** `postfix/newConfiguration`: the texts of main.cf and master.cf for a folder that has no configuration. */
export const newConfigurationRequest = 'postfix/newConfiguration';
export type NewConfigurationResult = NewConfiguration | null;

/** `postfix/scenarioQuestions`: the questions of a scenario, in the order in which to ask them. */
export const scenarioQuestionsRequest = 'postfix/scenarioQuestions';
export interface ScenarioQuestionsParams extends ScenariosParams {
  readonly scenario: string;
}
export type ScenarioQuestionsResult = readonly ScenarioQuestion[];

/**
 * `postfix/checkScenarioAnswer`: what is wrong with an answer, in one sentence; a hint about a valid answer; or null.
 * Sent while the user types.
 */
export const checkScenarioAnswerRequest = 'postfix/checkScenarioAnswer';
export interface CheckScenarioAnswerParams extends ScenarioQuestionsParams {
  readonly question: string;
  readonly answer: string;
}
export type CheckScenarioAnswerResult = string | { readonly hint: string } | null;

/** `postfix/planScenario`: the edits in all files that set up a scenario. The request itself changes nothing. */
export const planScenarioRequest = 'postfix/planScenario';
export interface PlanScenarioParams extends ScenarioQuestionsParams {
  readonly answers: ScenarioAnswers;
  readonly decisions: ScenarioDecisions;
}
/** If an answer is wrong or there is no such instance, the plan has no edits and a remark that says why. */
export type PlanScenarioResult = ScenarioPlan;

/** `postfix/services`: the services of the configuration that a file belongs to, or null if there is none. */
export const servicesRequest = 'postfix/services';
export interface ServicesParams {
  readonly uri: string;
}
export type ServicesResult = readonly ServiceSummary[] | null;

/** `postfix/effectiveConfiguration`: every value in force, as a main.cf with comments. */
export const effectiveConfigurationRequest = 'postfix/effectiveConfiguration';
export interface EffectiveConfigurationParams {
  readonly uri: string;
  /** `submission/inet`; absent for programs without overrides. */
  readonly service?: string;
}
export type EffectiveConfigurationResult = EffectiveConfiguration | null;

/** `postfix/listing`: what postconf lists. */
export const listingRequest = 'postfix/listing';
export interface ListingParams {
  readonly uri: string;
  /** The texts of main.cf and master.cf, in place of those in the files. */
  readonly texts?: { readonly main?: string; readonly master?: string };
}
export type ListingResult = Listing | null;

/** `postfix/parameters`: all parameters with their values. */
export const parametersRequest = 'postfix/parameters';
export interface ParametersParams {
  readonly uri: string;
}
export type ParametersResult = readonly ParameterSummary[] | null;

/** `postfix/parameter`: one parameter with its description. */
export const parameterRequest = 'postfix/parameter';
export interface ParameterParams {
  readonly uri: string;
  readonly name: string;
}
export type ParameterResult = ParameterDetails | null;

/** `postfix/checkParameter`: what would be wrong with a value. Sent while the user types. */
export const checkParameterRequest = 'postfix/checkParameter';
export interface ParameterValueParams extends ParameterParams {
  readonly value: string;
}
export type CheckParameterResult = CheckedValue | null;

/** `postfix/changeParameter`: the edits that set a parameter, or why that is not possible. Changes nothing itself. */
export const changeParameterRequest = 'postfix/changeParameter';
export type ChangeParameterResult = ParameterEdit | { readonly refusal: string } | null;

/** `postfix/traceMail`: what Postfix would do with a mail, or null if the file does not belong to a configuration. */
export const traceMailRequest = 'postfix/traceMail';
export interface TraceMailParams {
  /** A file of the configuration. */
  readonly uri: string;
  readonly mail: TraceRequest;
  /** What tables that the server cannot read have answered. */
  readonly answers?: readonly TableAnswer[];
}
export type TraceMailResult = TracedMail | null;

/** `postfix/traceSuggestions`: which mails there are to trace, or null. */
export const traceSuggestionsRequest = 'postfix/traceSuggestions';
export interface TraceSuggestionsParams {
  readonly uri: string;
}
export type TraceSuggestionsResult = TraceSuggestions | null;

/** `postfix/ehlo`: what a service announces in its reply to EHLO, as Markdown, or null if there is no such service. */
export const ehloRequest = 'postfix/ehlo';
export interface EhloParams {
  readonly uri: string;
  /** Its name or port. */
  readonly service: string;
}
export type EhloResult = string | null;

/** `postfix/checkTraceAnswer`: what is wrong with a part of the mail, in one sentence, or null. */
export const checkTraceAnswerRequest = 'postfix/checkTraceAnswer';
export interface CheckTraceAnswerParams {
  readonly part: TraceAnswerPart;
  readonly answer: string;
}
export type CheckTraceAnswerResult = string | null;

/** `postfix/mailFlow`: the picture of the mail flow of the configuration that a file belongs to, or null. */
export const mailFlowRequest = 'postfix/mailFlow';
export interface MailFlowParams {
  readonly uri: string;
}
export type MailFlowResult = MailFlowView | null;
