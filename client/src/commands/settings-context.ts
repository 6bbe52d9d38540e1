// What the commands that show, compare, and change settings need in addition to the context of every command.

import type {
  ChangeParameterResult,
  CheckParameterResult,
  ListingParams,
  ListingResult,
  ParameterParams,
  ParameterResult,
  ParameterSummary,
  ParametersParams,
  ParametersResult,
  ParameterValueParams,
  ServicesParams,
  ServicesResult,
} from '../../../server/src/lsp/protocol.ts';
import {
  type ChosenConfiguration,
  type ConfigurationContext,
  chooseConfiguration as choose,
} from './configuration.ts';
import type { Choice, File, Steps } from './context.ts';

export { type ChosenConfiguration, directoryOf, noAnswer } from './configuration.ts';

export interface SettingsContext extends ConfigurationContext {
  readonly steps: Steps;
  readonly settings: SettingsServer;
  /** The line with the cursor in the active editor, counted from 1, if the editor shows this file. */
  cursorLine(uri: string): number | undefined;
  /** Opens the effective configuration, which follows the files. */
  showEffective(of: string, service: string | undefined): Promise<void>;
  /** Opens a comparison for each pair. */
  compare(title: string, pairs: readonly Pair[]): Promise<void>;
  /** Lets the user choose a folder. */
  chooseFolder(title: string): Promise<string | undefined>;
  /** The revisions of a configuration in Git, or why there are none. */
  revisions(main: string): Promise<Revisions | { readonly reason: string }>;
  /** The words at the cursor in the active editor, from the nearest one, if the editor shows this file. */
  cursorWords(uri: string): readonly string[];
  /** Lets the user choose a parameter. @param active the one that is selected first */
  chooseParameter(
    placeholder: string,
    parameters: readonly ParameterChoice[],
    active: ParameterChoice | undefined,
  ): Promise<ChosenParameter | undefined>;
  /** Applies edits, and shows where they are. False if the editor refuses them. */
  applyEdits(edit: Edits): Promise<boolean>;
  show(place: { readonly uri: string; readonly line: number }): Promise<void>;
  /** Opens a read-only page. @param text Markdown */
  showPage(title: string, text: string): Promise<void>;
  copy(text: string): Promise<void>;
}

export type Edits = Exclude<ChangeParameterResult, { readonly refusal: string } | null>;

/** Requests to the language server. An answer is undefined if the server does not respond. */
export interface SettingsServer {
  services(params: ServicesParams): Promise<ServicesResult | undefined>;
  listing(params: ListingParams): Promise<ListingResult | undefined>;
  parameters(params: ParametersParams): Promise<ParametersResult | undefined>;
  parameter(params: ParameterParams): Promise<ParameterResult | undefined>;
  check(params: ParameterValueParams): Promise<CheckParameterResult | undefined>;
  change(params: ParameterValueParams): Promise<ChangeParameterResult | undefined>;
}

/** Two texts of the same file. */
export interface Pair {
  readonly file: 'main.cf' | 'master.cf';
  readonly left: Side;
  readonly right: Side;
}

export type Side =
  /** A part of the listing of a configuration. The text follows the files. */
  | { readonly kind: 'listing'; readonly of: string; readonly part: Part }
  | { readonly kind: 'fixed'; readonly label: string; readonly text: string };

/** What a listing has of a configuration. */
export type Part = 'parameters' | 'defaults' | 'services';

export interface Revisions {
  readonly choices: readonly RevisionChoice[];
  /** The text of a file in a revision; undefined if the file does not exist there. */
  textAt(revision: string, file: string): Promise<string | undefined>;
}

export interface RevisionChoice extends Choice {
  readonly revision: string;
}

export interface ParameterChoice extends Choice {
  readonly parameter: ParameterSummary;
}

export interface ChosenParameter {
  readonly parameter: ParameterSummary;
  /** `select`: the parameter itself. The others are the buttons of its line. */
  readonly action: 'select' | 'change' | 'go' | 'copy';
}

/** What the choice of a configuration needs. */
export type ChoosingContext = Pick<SettingsContext, 'ui' | 'mainFiles' | 'nameOf'> & {
  readonly settings: Pick<SettingsContext['settings'], 'services'>;
};

/** The configuration that a command is about; undefined after a message. */
export function chooseConfiguration(
  context: ChoosingContext,
  file: File | undefined,
): Promise<ChosenConfiguration | undefined> {
  return choose(context, file, async (uri) => {
    const services = await context.settings.services({ uri });
    return services === undefined ? undefined : services !== null;
  });
}
