// What the scenario command needs in addition to the context of every command.

import type {
  CheckScenarioAnswerParams,
  CheckScenarioAnswerResult,
  NewConfigurationResult,
  PlanScenarioParams,
  PlanScenarioResult,
  ScenarioConflict,
  ScenarioQuestionsParams,
  ScenarioQuestionsResult,
  ScenariosParams,
  ScenariosResult,
} from '../../../server/src/lsp/protocol.ts';
import type { File, Steps } from './context.ts';
import type { ControlContext } from './control.ts';

export interface ScenarioContext extends ControlContext {
  readonly steps: Steps;
  readonly scenarios: Scenarios;
  /** The URIs of the main.cf files of the workspace. */
  mainFiles(): Promise<readonly string[]>;
  /** The folders of the workspace in which a configuration can be created. */
  folders(): readonly string[];
  /** Creates files with these texts in a folder. Never replaces a file. */
  createFiles(folder: string, texts: Readonly<Record<string, string>>): Promise<void>;
  /** The path of a URI in a readable form: `etc/postfix`. */
  nameOf(uri: string): string;
  /** Shows an edit, and applies the parts that the user selects. */
  applyWithPreview(edit: Edit, instance: string): Promise<Applied>;
  /** The file, if it exists. */
  fileAt(uri: string): Promise<File | undefined>;
  /** The editor saves files by itself. */
  savesAutomatically(): boolean;
  /** main.cf and master.cf of a directory, if they have unsaved changes. */
  unsavedIn(directory: string): readonly File[];
  /** Opens a file at a location. */
  show(place: ScenarioConflict['at']): Promise<void>;
  /** Opens a read-only page. @param text Markdown */
  showPage(title: string, text: string): Promise<void>;
}

/** Requests to the language server. An answer is undefined if the server does not respond. */
export interface Scenarios {
  list(params: ScenariosParams): Promise<ScenariosResult | undefined>;
  questions(params: ScenarioQuestionsParams): Promise<ScenarioQuestionsResult | undefined>;
  check(params: CheckScenarioAnswerParams): Promise<CheckScenarioAnswerResult | undefined>;
  plan(params: PlanScenarioParams): Promise<PlanScenarioResult | undefined>;
  newConfiguration(): Promise<NewConfigurationResult | undefined>;
}

export type Edit = PlanScenarioResult['edit'];

export type Applied =
  | { readonly kind: 'applied' | 'discarded' }
  /** The edit cannot be applied and was not shown. */
  | { readonly kind: 'impossible'; readonly reason: string };
