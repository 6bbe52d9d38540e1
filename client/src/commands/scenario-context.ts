// What setting scenarios up needs beyond what every command has.

import type {
  CheckScenarioAnswerParams,
  CheckScenarioAnswerResult,
  PlanScenarioParams,
  PlanScenarioResult,
  ScenarioConflict,
  ScenarioQuestionsParams,
  ScenarioQuestionsResult,
  ScenariosParams,
  ScenariosResult,
} from '../../../server/src/lsp/protocol.ts';
import type { CommandContext, File, Steps } from './context.ts';

export interface ScenarioContext extends CommandContext {
  readonly steps: Steps;
  readonly scenarios: Scenarios;
  /** The URIs of the main.cf files of the workspace. */
  mainFiles(): Promise<readonly string[]>;
  /** The path of a URI as a person would write it: `etc/postfix`. */
  nameOf(uri: string): string;
  /** Shows an edit, and applies what the person takes of it. */
  applyWithPreview(edit: Edit, instance: string): Promise<Applied>;
  /** The file, when there is one. */
  fileAt(uri: string): Promise<File | undefined>;
  /** main.cf and master.cf of a directory that hold unsaved changes. */
  unsavedIn(directory: string): readonly File[];
  /** Opens a file at a place that the person wants to see. */
  show(place: ScenarioConflict['at']): Promise<void>;
  /** Opens a page to read. @param text Markdown */
  showPage(title: string, text: string): Promise<void>;
}

/** The language server. Each answer is undefined when there is none. */
export interface Scenarios {
  list(params: ScenariosParams): Promise<ScenariosResult | undefined>;
  questions(params: ScenarioQuestionsParams): Promise<ScenarioQuestionsResult | undefined>;
  check(params: CheckScenarioAnswerParams): Promise<CheckScenarioAnswerResult | undefined>;
  plan(params: PlanScenarioParams): Promise<PlanScenarioResult | undefined>;
}

export type Edit = PlanScenarioResult['edit'];

export type Applied =
  | { readonly kind: 'applied' | 'discarded' }
  /** It cannot be applied, and was not shown. */
  | { readonly kind: 'impossible'; readonly reason: string };
