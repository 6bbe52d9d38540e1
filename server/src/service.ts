// The factory: combines a host, which provides files, with all features. A connection, a command line, and the tests
// are hosts of the same service.

import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  LocationLink,
  Position,
  Range,
  RenameFile,
  SelectionRange,
  SignatureHelp,
  TextEdit,
  WorkspaceEdit,
  WorkspaceSymbol,
} from 'vscode-languageserver-types';
import { SharedRun, throwIfCancelled } from './cancellation.ts';
import { Catalog, newestRelease } from './catalog/catalog.ts';
import { type Docs, type DocsData, docsOf, noDocs } from './catalog/docs.ts';
import { parseRelease, type Release } from './catalog/release.ts';
import { changeValue } from './edits/change-value.ts';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './features/call-hierarchy.ts';
import { codeActions } from './features/code-actions.ts';
import {
  codeLenses,
  type LensAbilities,
  type LensSettings,
  resolveCodeLens,
  tracedFile,
} from './features/code-lens.ts';
import { type CompletionRequest, completion, resolveCompletion } from './features/completion/index.ts';
import { diagnostics, diagnosticsByFile, textsOf } from './features/diagnostics.ts';
import { documentLinks } from './features/document-links.ts';
import { documentation } from './features/documentation.ts';
import { foldingRanges } from './features/folding.ts';
import {
  defaultFormatSettings,
  type EditorIndent,
  type FormatSettings,
  formatting,
  indentAfterBreak,
} from './features/formatting/index.ts';
import { hover } from './features/hover/index.ts';
import { defaultInlayHints, type InlayHintSettings, inlayHints } from './features/inlay-hints.ts';
import { type LookUpAnswer, lookUpKey } from './features/look-up.ts';
import { type MailFlowView, mailFlowView } from './features/mail-flow/view.ts';
import { declarations, definition, highlights, references } from './features/navigation.ts';
import { documentSymbols } from './features/outline.ts';
import type { PageAddress } from './features/pages.ts';
import {
  existingFile,
  missingFile,
  type PreparedRename,
  prepareRename,
  type Refusal,
  rename,
  sharedFile,
} from './features/rename.ts';
import { selectionRanges } from './features/selection.ts';
import { semanticTokens, type Token, type TokenOptions } from './features/semantic-tokens/index.ts';
import { type CheckedValue, checkedValue } from './features/settings/check.ts';
import { type EffectiveConfiguration, effectiveConfiguration } from './features/settings/effective.ts';
import {
  type ParameterDetails,
  type ParameterEdit,
  type ParameterSummary,
  parameterDetails,
  parameterEdit,
  parameterList,
} from './features/settings/parameters.ts';
import { type ServiceSummary, serviceSummaries } from './features/settings/services.ts';
import { describedFile } from './features/settings/virtual.ts';
import { signatureHelp } from './features/signature-help.ts';
import type { Document, DocumentedSnapshot, Snapshot } from './features/snapshot.ts';
import { textOf } from './features/snapshot.ts';
import { type IndexedTable, indexedTables } from './features/tables.ts';
import { ehloPage } from './features/trace/ehlo-page.ts';
import {
  answersFrom,
  placeName,
  type TableAnswer,
  type TracedMail,
  tracedMail,
} from './features/trace/index.ts';
import {
  type TraceAnswerPart,
  type TraceSuggestions,
  traceAnswerProblem,
  traceSuggestions,
} from './features/trace/suggestions.ts';
import { disableActions, type EditProblem, refusePlan, undecodedBytes } from './features/undecoded-bytes.ts';
import { workspaceSymbols } from './features/workspace-symbols.ts';
import type { CancellationToken, Host } from './host.ts';
import { type HomeProbe, homeOf, homeProbes } from './instance/home-directory.ts';
import { Instance, type InstanceFiles } from './instance/instance.ts';
import { namesOf } from './instance/names.ts';
import { isInPlace, uriOf } from './instance/paths.ts';
import { type Listing, listing } from './instance/postconf.ts';
import {
  aliasFileUris,
  type FileState,
  formatUse,
  includedUris,
  isClientFile,
  Tables,
  tableFile,
  tableLanguage,
  wantedFiles,
} from './instance/table-files.ts';
import { languageOfRole, type TableRoles, tableRoles } from './instance/table-roles.ts';
import { managedDirectories, type TableUse, tableUses } from './instance/table-uses.ts';
import { originalOf, withCalmCopies } from './lint/copies.ts';
import { Linter } from './lint/linter.ts';
import { rules } from './lint/rules/index.ts';
import { defaultLintSettings, type LintSettings, type RatedFinding } from './lint/settings.ts';
import { lintFileName, parseLintFile, withLintFile } from './lint/settings-file.ts';
import type { TraceRequest } from './mail/trace/model.ts';
import { traceMail } from './mail/trace/trace.ts';
import {
  answeredFile,
  answerProblem,
  planScenario,
  scenarioQuestions,
  scenarioSummaries,
} from './scenarios/index.ts';
import { type NewConfiguration, newConfiguration } from './scenarios/new-configuration.ts';
import type {
  ScenarioAnswers,
  ScenarioDecisions,
  ScenarioPlan,
  ScenarioQuestion,
  ScenarioSummary,
} from './scenarios/plan.ts';
import type { Configuration } from './scenarios/scenario.ts';
import { ChunkParser, Tree } from './syntax/document.ts';
import { type MainItem, parseMainLine } from './syntax/main-cf.ts';
import { type MasterItem, parseMasterLine } from './syntax/master-cf.ts';
import { memoize } from './syntax/memoize.ts';
import { isTableLanguage } from './syntax/tables/index.ts';
import { SourceText } from './syntax/text.ts';
import { type Change, Texts } from './texts.ts';

export interface Settings {
  /** The target release, such as `3.7`, or `auto`. */
  readonly version: string;
  readonly format: FormatSettings;
  readonly inlayHints: InlayHintSettings;
  readonly codeLens?: LensSettings;
  readonly lint: LintSettings;
  /** What tables are used for, unless a comment in the table says otherwise. */
  readonly tableRoles?: TableRoles;
}

export const defaultSettings: Settings = {
  version: 'auto',
  format: defaultFormatSettings,
  inlayHints: defaultInlayHints,
  lint: defaultLintSettings,
};

/**
 * Positions are those of the Language Server Protocol: lines and UTF-16 code units, counted from 0. If a call's token
 * is canceled before its result is complete, the call stops and rejects with `Cancelled`.
 */
export interface PostfixService {
  configure(settings: Settings): void;
  /** The release of the installed Postfix, for `auto`. */
  setInstalledRelease(version: string | undefined): void;
  open(uri: string, languageId: string, text: string): void;
  change(uri: string, changes: readonly Change[]): void;
  close(uri: string): void;
  /**
   * A file that is not open in an editor was changed, created, or deleted. Returns false if no answer depends on it.
   */
  fileChanged(uri: string): boolean;
  /** Any file may have changed. For hosts that do not get notifications. */
  filesMayHaveChanged(): void;

  readonly target: Target;
  /** The folders of the files that were read. A change there may change an answer. */
  readonly folders: ReadonlySet<string>;

  /** Findings in one file. Empty for files that are not open and not part of an instance. */
  diagnostics(uri: string, token?: CancellationToken): Promise<Diagnostic[]>;
  /**
   * Findings in all files of the configuration that a file belongs to, and in the file itself; undefined if it is not a
   * Postfix file.
   */
  configurationDiagnostics(
    uri: string,
    token?: CancellationToken,
  ): Promise<ConfigurationDiagnostics | undefined>;
  /** The same, before their conversion for editors. */
  findings(uri: string, token?: CancellationToken): Promise<RatedFinding[]>;
  /** An action that would damage a file has no edit and is disabled. */
  codeActions(
    uri: string,
    range: Range,
    options?: CodeActionOptions,
    token?: CancellationToken,
  ): Promise<CodeAction[]>;
  hover(uri: string, position: Position, token?: CancellationToken): Promise<Hover | undefined>;
  completion(
    uri: string,
    position: Position,
    editor?: CompletionRequest,
    token?: CancellationToken,
  ): Promise<CompletionItem[]>;
  resolveCompletion(uri: string, item: CompletionItem, token?: CancellationToken): Promise<CompletionItem>;
  /** The form of the argument that is being typed, for an access restriction or a table action. */
  signatureHelp(
    uri: string,
    position: Position,
    token?: CancellationToken,
  ): Promise<SignatureHelp | undefined>;
  /**
   * The tokens of the lines in a range, or of all lines. Undefined if a text is too large to return all of its tokens.
   */
  semanticTokens(
    uri: string,
    options: TokenOptions,
    range?: Range,
    token?: CancellationToken,
  ): Promise<Token[] | undefined>;
  /**
   * Where the name at a position is defined: the setting in force there, a service, a file, an entry of a table, or the
   * documentation of a word that Postfix defines. Empty if nothing defines it.
   */
  definition(uri: string, position: Position, token?: CancellationToken): Promise<LocationLink[]>;
  /** The same, followed by the settings that the one in force overrides. */
  declaration(uri: string, position: Position, token?: CancellationToken): Promise<LocationLink[]>;
  /**
   * The places that name what is at a position, in all files of the configuration; at most 1,000 per table.
   */
  references(
    uri: string,
    position: Position,
    options: { readonly includeDeclaration: boolean },
    token?: CancellationToken,
  ): Promise<Location[]>;
  /** The same in the document alone, or the other statement of an `if`. */
  highlights(uri: string, position: Position, token?: CancellationToken): Promise<DocumentHighlight[]>;
  /** The name at a position, or why it cannot be renamed; undefined if there is no name. */
  prepareRename(
    uri: string,
    position: Position,
    token?: CancellationToken,
  ): Promise<PreparedRename | Refusal | undefined>;
  /**
   * The edits in all files, and the files that get another name. Changes nothing itself.
   * @param workspaceFiles a file of each configuration that may use the same files
   */
  rename(
    uri: string,
    position: Position,
    newName: string,
    token?: CancellationToken,
    workspaceFiles?: readonly string[],
  ): Promise<WorkspaceEdit | Refusal | undefined>;
  /** The outline of a document. */
  documentSymbols(uri: string, token?: CancellationToken): Promise<DocumentSymbol[]>;
  /**
   * The settings, services, and restriction classes whose names contain the letters of a query in their order.
   * @param files a file of each configuration to search
   */
  workspaceSymbols(
    query: string,
    files: readonly string[],
    token?: CancellationToken,
  ): Promise<WorkspaceSymbol[]>;
  foldingRanges(uri: string, token?: CancellationToken): Promise<FoldingRange[]>;
  /** For each position, the ranges around it, from the inside out. */
  selectionRanges(
    uri: string,
    positions: readonly Position[],
    token?: CancellationToken,
  ): Promise<SelectionRange[]>;
  documentLinks(uri: string, token?: CancellationToken): Promise<DocumentLink[]>;
  /** What the values in a range amount to. */
  inlayHints(uri: string, range: Range, token?: CancellationToken): Promise<InlayHint[]>;
  /** Facts about settings, services, and tables, to be shown above them. */
  codeLenses(uri: string, abilities: LensAbilities, token?: CancellationToken): Promise<CodeLens[]>;
  /** The lens with its text, if `codeLenses` has left that out. */
  resolveCodeLens(lens: CodeLens, token?: CancellationToken): Promise<CodeLens>;
  /** The setting, service, table, or entry at a position. Empty if nothing there has a place in a file. */
  prepareCallHierarchy(
    uri: string,
    position: Position,
    token?: CancellationToken,
  ): Promise<CallHierarchyItem[]>;
  /** What refers to an item, in all files of its configuration. */
  incomingCalls(item: CallHierarchyItem, token?: CancellationToken): Promise<CallHierarchyIncomingCall[]>;
  /** What an item refers to. */
  outgoingCalls(item: CallHierarchyItem, token?: CancellationToken): Promise<CallHierarchyOutgoingCall[]>;
  /** Edits of white space. What Postfix reads stays the same. An action that would damage a file has no edits. */
  formatting(
    uri: string,
    editor: EditorIndent,
    range?: Range,
    token?: CancellationToken,
  ): Promise<TextEdit[]>;
  /** The edit that indents a line that the user has just begun. */
  formattingOnEnter(
    uri: string,
    position: Position,
    editor: EditorIndent,
    token?: CancellationToken,
  ): Promise<TextEdit[]>;
  /** The Markdown of a document that `definition` links to; undefined for any other URI. */
  documentation(uri: string): Promise<string | undefined>;
  /** How mail moves through a configuration, as a picture; undefined if the file does not belong to one. */
  mailFlow(uri: string, token?: CancellationToken): Promise<MailFlowView | undefined>;
  /** How the instance refers to a file; undefined if the file does not belong to an instance. */
  tableUses(uri: string, token?: CancellationToken): Promise<TableUses | undefined>;
  /** The language that the instance's use of a file determines. */
  documentLanguage(uri: string, token?: CancellationToken): Promise<string | undefined>;
  /**
   * What Postfix would do with a mail, step by step; undefined if the file does not belong to an instance.
   * @param answers of tables that cannot be read
   */
  traceMail(
    uri: string,
    request: TraceRequest,
    answers?: readonly TableAnswer[],
    token?: CancellationToken,
  ): Promise<TracedMail | undefined>;
  /** Clients, addresses, and services to trace; undefined if the file does not belong to an instance. */
  traceSuggestions(uri: string, token?: CancellationToken): Promise<TraceSuggestions | undefined>;
  /** What a service announces in its reply to EHLO, as Markdown; undefined if there is no such service. */
  ehlo(uri: string, service: string, token?: CancellationToken): Promise<string | undefined>;
  /** What is wrong with a part of a mail to trace, in one sentence; undefined if it can be used. */
  traceAnswerProblem(part: TraceAnswerPart, answer: string): string | undefined;
  /** What can be set up in the instance that a file belongs to; null if there is no instance. */
  scenarios(uri: string, token?: CancellationToken): Promise<Scenarios | null>;
  /** The files of a new configuration for the target release. */
  newConfiguration(): NewConfiguration;
  /** The questions of a scenario, in the order in which to ask them; empty if there is no such scenario. */
  scenarioQuestions(
    uri: string,
    scenario: string,
    token?: CancellationToken,
  ): Promise<readonly ScenarioQuestion[]>;
  /** What is wrong with an answer, in one sentence; null if it is valid. */
  checkScenarioAnswer(
    uri: string,
    scenario: string,
    question: string,
    answer: string,
    token?: CancellationToken,
  ): Promise<string | null>;
  /**
   * A sentence about something unusual in a valid answer, such as a file that does not exist on this host; null if there
   * is nothing to say, or if the host cannot check.
   */
  scenarioAnswerHint(
    uri: string,
    scenario: string,
    question: string,
    answer: string,
    token?: CancellationToken,
  ): Promise<string | null>;
  /**
   * The edits in all files that set up a scenario; null if the file does not belong to an instance. Questions without
   * an answer get the value that the instance suggests. For a wrong answer, the plan has no edits, and its remark says
   * what is wrong.
   */
  planScenario(
    uri: string,
    scenario: string,
    answers: ScenarioAnswers,
    decisions: ScenarioDecisions,
    token?: CancellationToken,
  ): Promise<ScenarioPlan | null>;
  /** The tables that need an index; undefined if there is no configuration. */
  indexedTables(uri: string, token?: CancellationToken): Promise<readonly IndexedTable[] | undefined>;
  /** The entry of a table that answers a key; undefined if the file is not a table with keys. */
  lookUp(uri: string, key: string, token?: CancellationToken): Promise<LookUpAnswer | undefined>;
  /** The services that can have values of their own, in the order of master.cf; undefined if there is no configuration. */
  services(uri: string, token?: CancellationToken): Promise<readonly ServiceSummary[] | undefined>;
  /**
   * All values in force as one main.cf; undefined if there is no configuration.
   * @param service a service, such as `submission/inet`; absent for programs without overrides
   */
  effectiveConfiguration(
    uri: string,
    service?: string,
    token?: CancellationToken,
  ): Promise<EffectiveConfiguration | undefined>;
  /**
   * What `postconf` lists of the configuration that a file belongs to.
   * @param texts the texts of main.cf and master.cf, in place of those that the host reads
   */
  listing(uri: string, texts?: ConfigurationTexts, token?: CancellationToken): Promise<Listing | undefined>;
  /** All parameters; undefined if there is no configuration. */
  parameters(uri: string, token?: CancellationToken): Promise<readonly ParameterSummary[] | undefined>;
  /** One parameter; undefined if neither Postfix nor main.cf knows it. */
  parameter(uri: string, name: string, token?: CancellationToken): Promise<ParameterDetails | undefined>;
  /** What the linter reports about a parameter if it had a value. */
  checkParameter(
    uri: string,
    name: string,
    value: string,
    token?: CancellationToken,
  ): Promise<CheckedValue | undefined>;
  /** The edits that give a parameter a value, or why that is not possible; undefined if there is no main.cf. */
  changeParameter(
    uri: string,
    name: string,
    value: string,
    token?: CancellationToken,
  ): Promise<ParameterEdit | Refusal | undefined>;
  /** The view of one document and its instance; undefined if the document is not a Postfix file. */
  snapshot(uri: string, token?: CancellationToken): Promise<Snapshot | undefined>;
}

/** The texts of a configuration that is not in files, such as a revision. */
export interface ConfigurationTexts {
  readonly main?: string;
  readonly master?: string;
}

export interface ConfigurationDiagnostics {
  /** By file. A file without findings can be missing. */
  readonly diagnostics: ReadonlyMap<string, readonly Diagnostic[]>;
  /** The files that they depend on. Not all of them exist. */
  readonly files: ReadonlySet<string>;
}

export interface CodeActionOptions {
  /** The requested kinds, such as `source.fixAll`. The default is quick fixes and rewrites. */
  readonly only?: readonly string[] | undefined;
  /** The client has the command `postfix.setRuleSeverity`, which asks the user for a severity and sets it. */
  readonly setsSeverity?: boolean;
  /** The client applies edits that create files. */
  readonly createsFiles?: boolean;
}

/** The target release, and how it was chosen. */
export interface Target {
  readonly release: Release;
  /** The user's setting, the installed Postfix, or the newest known release. */
  readonly from: 'setting' | 'installed' | 'newest';
}

/** How an instance refers to one file. */
export interface TableUses {
  readonly uses: readonly TableUse[];
  /** `default_database_type` of the instance. */
  readonly defaultType: string;
  /** The instance's directory, as a URI. */
  readonly directory: string;
}

/** What can be set up in an instance. */
export interface Scenarios {
  /** The instance's directory, as a URI. */
  readonly directory: string;
  readonly scenarios: readonly ScenarioSummary[];
}

export function createPostfixService(host: Host): PostfixService {
  return new Service(host);
}

/** An instance and its tables, in their last known state. */
interface Known {
  readonly directory: string;
  readonly mainUri: string | undefined;
  readonly masterUri: string | undefined;
  readonly main: SourceText | undefined;
  readonly master: SourceText | undefined;
  readonly tableRoles: TableRoles | undefined;
  readonly instance: Instance;
  tables?: Tables;
}

/** A lint run for a configuration and settings: its findings, during and after the run. */
interface LintRun {
  readonly lint: LintSettings;
  readonly findings: SharedRun<readonly RatedFinding[]>;
}

/** The user's settings, overridden by the settings file in the configuration's directory. */
interface OwnSettings {
  readonly lint: LintSettings;
  readonly tableRoles: TableRoles | undefined;
}

/** Enough for every configuration in a repository. The least recently used one is dropped first. */
const maxInstances = 64;

class Service implements PostfixService {
  private readonly catalog = new Catalog();
  private readonly mainParser = new ChunkParser<MainItem>(parseMainLine);
  private readonly masterParser = new ChunkParser<MasterItem>(parseMasterLine);
  private readonly texts: Texts;
  private readonly instances = new Map<string, Known>();
  private readonly linter: Linter;
  /** The last run for each state of a configuration's files. */
  private readonly lastRun = memoize((_: Tables): { run?: LintRun } => ({}));
  private ownSettings = new WeakMap<SourceText, OwnSettings>();
  private settings = defaultSettings;
  private wanted: Release | undefined;
  private installed: Release | undefined;
  private docsRead: Promise<Docs> | undefined;
  private readonly page: PageAddress = (path) => this.host.page?.(path);

  constructor(private readonly host: Host) {
    this.texts = new Texts(host);
    this.linter = new Linter(rules, (code, error) => host.log(`rule ${code} failed: ${String(error)}`));
  }

  configure(settings: Settings): void {
    this.settings = settings;
    this.wanted = settings.version === 'auto' ? undefined : parseRelease(settings.version);
    this.instances.clear();
    this.ownSettings = new WeakMap();
  }

  setInstalledRelease(version: string | undefined): void {
    this.installed = version === undefined ? undefined : parseRelease(version);
    this.instances.clear();
  }

  open(uri: string, languageId: string, text: string): void {
    this.texts.open(uri, languageId, text);
  }

  change(uri: string, changes: readonly Change[]): void {
    this.texts.change(uri, changes);
  }

  close(uri: string): void {
    this.texts.close(uri);
  }

  fileChanged(uri: string): boolean {
    return this.texts.forget(uri);
  }

  filesMayHaveChanged(): void {
    this.texts.forgetFiles();
  }

  get folders(): ReadonlySet<string> {
    return this.texts.folders;
  }

  async diagnostics(uri: string, token?: CancellationToken): Promise<Diagnostic[]> {
    const snapshot = await this.snapshot(uri, token);
    if (snapshot === undefined) return [];
    return diagnostics(snapshot, await this.findingsOf(snapshot, token), this.page);
  }

  async configurationDiagnostics(
    uri: string,
    token?: CancellationToken,
  ): Promise<ConfigurationDiagnostics | undefined> {
    const snapshot = await this.snapshot(uri, token);
    if (snapshot === undefined) return undefined;
    return {
      diagnostics: diagnosticsByFile(snapshot, await this.findingsOf(snapshot, token), this.page),
      files: filesOf(snapshot),
    };
  }

  async findings(uri: string, token?: CancellationToken): Promise<RatedFinding[]> {
    const snapshot = await this.snapshot(uri, token);
    return snapshot === undefined ? [] : [...(await this.findingsOf(snapshot, token))];
  }

  async codeActions(
    uri: string,
    range: Range,
    { only, setsSeverity = false, createsFiles = false }: CodeActionOptions = {},
    token?: CancellationToken,
  ): Promise<CodeAction[]> {
    const snapshot = await this.snapshot(uri, token);
    if (snapshot === undefined) return [];
    const text = textOf(snapshot.document);
    const span = { start: text.offsetAt(range.start), end: text.offsetAt(range.end) };
    const findings = await this.findingsOf(snapshot, token);
    const actions = codeActions(snapshot, { span, only, setsSeverity, createsFiles }, findings, this.page);
    return disableActions(actions, this.editProblems());
  }

  async hover(uri: string, position: Position, token?: CancellationToken): Promise<Hover | undefined> {
    const snapshot = await this.documented(uri, token);
    if (snapshot === undefined) return undefined;
    const offset = textOf(snapshot.document).offsetAt(position);
    return hover(snapshot, offset, this.host.manual?.bind(this.host));
  }

  async completion(
    uri: string,
    position: Position,
    editor?: CompletionRequest,
    token?: CancellationToken,
  ): Promise<CompletionItem[]> {
    const snapshot = await this.documented(uri, token);
    if (snapshot === undefined) return [];
    const listDirectory = this.host.listDirectory?.bind(this.host);
    const client = { ...editor, ...(listDirectory && { listDirectory }) };
    return completion(snapshot, textOf(snapshot.document).offsetAt(position), client);
  }

  async signatureHelp(
    uri: string,
    position: Position,
    token?: CancellationToken,
  ): Promise<SignatureHelp | undefined> {
    const snapshot = await this.documented(uri, token);
    return snapshot && signatureHelp(snapshot, textOf(snapshot.document).offsetAt(position));
  }

  async resolveCompletion(
    uri: string,
    item: CompletionItem,
    token?: CancellationToken,
  ): Promise<CompletionItem> {
    const snapshot = await this.documented(uri, token);
    return snapshot === undefined ? item : resolveCompletion(snapshot, item);
  }

  async semanticTokens(
    uri: string,
    options: TokenOptions,
    range?: Range,
    token?: CancellationToken,
  ): Promise<Token[] | undefined> {
    const snapshot = await this.snapshot(uri, token);
    if (snapshot === undefined) return [];
    if (range === undefined) return semanticTokens(snapshot, options);
    const text = textOf(snapshot.document);
    const { start, end } = range;
    const span = { start: text.offsetAt(start), end: text.offsetAt(end) };
    return semanticTokens(snapshot, options, span)?.filter(
      ({ line }) => line >= start.line && line <= end.line,
    );
  }

  definition(uri: string, position: Position, token?: CancellationToken): Promise<LocationLink[]> {
    return this.at(uri, position, token, definition).then((found) => found ?? []);
  }

  declaration(uri: string, position: Position, token?: CancellationToken): Promise<LocationLink[]> {
    return this.at(uri, position, token, declarations).then((found) => found ?? []);
  }

  async references(
    uri: string,
    position: Position,
    { includeDeclaration }: { readonly includeDeclaration: boolean },
    token?: CancellationToken,
  ): Promise<Location[]> {
    const find = (snapshot: Snapshot, offset: number) => references(snapshot, offset, includeDeclaration);
    return (await this.at(uri, position, token, find)) ?? [];
  }

  async highlights(uri: string, position: Position, token?: CancellationToken): Promise<DocumentHighlight[]> {
    return (await this.at(uri, position, token, highlights)) ?? [];
  }

  async prepareRename(
    uri: string,
    position: Position,
    token?: CancellationToken,
  ): Promise<PreparedRename | Refusal | undefined> {
    return this.at(uri, position, token, prepareRename);
  }

  async rename(
    uri: string,
    position: Position,
    newName: string,
    token?: CancellationToken,
    workspaceFiles: readonly string[] = [],
  ): Promise<WorkspaceEdit | Refusal | undefined> {
    const snapshot = await this.snapshot(uri, token);
    if (snapshot === undefined) return undefined;
    const found = rename(snapshot, textOf(snapshot.document).offsetAt(position), newName);
    if (found === undefined || 'refusal' in found) return found;
    const others = await this.instancesBeside(snapshot.instance, workspaceFiles, token);
    const problems = this.editProblems();
    for (const change of found.documentChanges ?? []) {
      const refusal =
        'textDocument' in change
          ? ((await problems(change.textDocument.uri)) ?? sharingProblem(change.textDocument.uri, others))
          : change.kind === 'rename'
            ? ((await this.renamingProblem(change)) ?? sharingProblem(change.oldUri, others))
            : undefined;
      if (refusal !== undefined) return { refusal };
    }
    return found;
  }

  /** The other known configurations, and those of the given files. */
  private async instancesBeside(
    { files: { directory } }: Instance,
    files: readonly string[],
    token: CancellationToken | undefined,
  ): Promise<readonly Instance[]> {
    const found = new Set(await this.knownInstances());
    for (const uri of files) {
      const instance = await this.instanceOfFile(uri);
      throwIfCancelled(token);
      if (instance !== undefined) found.add(instance);
    }
    return [...found].filter(
      (each) => each.files.directory !== directory && baseName(each.files.main?.uri ?? '') === 'main.cf',
    );
  }

  private async renamingProblem({ oldUri, newUri }: RenameFile): Promise<string | undefined> {
    if ((await this.host.stat?.(oldUri)) === 'missing') return missingFile(oldUri);
    const target = await this.host.stat?.(newUri);
    return target === undefined || target === 'missing' ? undefined : existingFile(newUri);
  }

  async documentSymbols(uri: string, token?: CancellationToken): Promise<DocumentSymbol[]> {
    return (await this.in(uri, token, documentSymbols)) ?? [];
  }

  async workspaceSymbols(
    query: string,
    files: readonly string[],
    token?: CancellationToken,
  ): Promise<WorkspaceSymbol[]> {
    const instances = new Map<string, Instance>();
    for (const uri of files) {
      const instance = await this.instanceOfFile(uri);
      throwIfCancelled(token);
      if (instance !== undefined) instances.set(instance.files.directory, instance);
    }
    return workspaceSymbols([...instances.values()], query);
  }

  async foldingRanges(uri: string, token?: CancellationToken): Promise<FoldingRange[]> {
    return (await this.in(uri, token, foldingRanges)) ?? [];
  }

  async selectionRanges(
    uri: string,
    positions: readonly Position[],
    token?: CancellationToken,
  ): Promise<SelectionRange[]> {
    const select = (snapshot: Snapshot) => {
      const text = textOf(snapshot.document);
      return selectionRanges(
        snapshot,
        positions.map((position) => text.offsetAt(position)),
      );
    };
    return (await this.in(uri, token, select)) ?? [];
  }

  async documentLinks(uri: string, token?: CancellationToken): Promise<DocumentLink[]> {
    return (await this.in(uri, token, documentLinks)) ?? [];
  }

  async inlayHints(uri: string, range: Range, token?: CancellationToken): Promise<InlayHint[]> {
    const { inlayHints: kinds } = this.settings;
    return (await this.in(uri, token, (snapshot) => inlayHints(snapshot, kinds, range))) ?? [];
  }

  async codeLenses(uri: string, abilities: LensAbilities, token?: CancellationToken): Promise<CodeLens[]> {
    const snapshot = await this.documented(uri, token);
    return snapshot === undefined ? [] : codeLenses(snapshot, abilities, this.settings.codeLens);
  }

  async resolveCodeLens(lens: CodeLens, token?: CancellationToken): Promise<CodeLens> {
    const uri = tracedFile(lens);
    const resolve = (snapshot: Snapshot) => resolveCodeLens(snapshot, lens);
    return (uri === undefined ? undefined : await this.in(uri, token, resolve)) ?? lens;
  }

  async prepareCallHierarchy(
    uri: string,
    position: Position,
    token?: CancellationToken,
  ): Promise<CallHierarchyItem[]> {
    return (await this.at(uri, position, token, prepareCallHierarchy)) ?? [];
  }

  async incomingCalls(
    item: CallHierarchyItem,
    token?: CancellationToken,
  ): Promise<CallHierarchyIncomingCall[]> {
    return (await this.in(item.uri, token, (snapshot) => incomingCalls(snapshot, item))) ?? [];
  }

  async outgoingCalls(
    item: CallHierarchyItem,
    token?: CancellationToken,
  ): Promise<CallHierarchyOutgoingCall[]> {
    return (await this.in(item.uri, token, (snapshot) => outgoingCalls(snapshot, item))) ?? [];
  }

  async formatting(
    uri: string,
    editor: EditorIndent,
    range?: Range,
    token?: CancellationToken,
  ): Promise<TextEdit[]> {
    const { format } = this.settings;
    const edits =
      (await this.in(uri, token, (snapshot) => formatting(snapshot, format, editor, range))) ?? [];
    return edits.length === 0 || (await this.editProblems()(uri)) === undefined ? edits : [];
  }

  async formattingOnEnter(
    uri: string,
    position: Position,
    editor: EditorIndent,
    token?: CancellationToken,
  ): Promise<TextEdit[]> {
    const indent = (snapshot: Snapshot, offset: number) => indentAfterBreak(snapshot, editor, offset);
    return (await this.at(uri, position, token, indent)) ?? [];
  }

  async documentation(uri: string): Promise<string | undefined> {
    const instance = new Instance({ directory: '' }, this.catalog, this.target.release);
    const tables = new Tables(instance, new Map());
    const document = { language: 'other', uri, text: SourceText.of('') } as const;
    const names = namesOf(instance);
    const [docs, page] = [await this.docs(), () => undefined];
    return documentation({ document, instance, names, tables, docs, page }, uri);
  }

  /** The answer of a feature about a document; undefined if it is not a Postfix file. */
  private async in<Answer>(
    uri: string,
    token: CancellationToken | undefined,
    feature: (snapshot: Snapshot) => Answer,
  ): Promise<Answer | undefined> {
    const snapshot = await this.snapshot(uri, token);
    return snapshot && feature(snapshot);
  }

  /** The answer of a feature about a position. */
  private at<Answer>(
    uri: string,
    position: Position,
    token: CancellationToken | undefined,
    feature: (snapshot: Snapshot, offset: number) => Answer,
  ): Promise<Answer | undefined> {
    return this.in(uri, token, (snapshot) => feature(snapshot, textOf(snapshot.document).offsetAt(position)));
  }

  async mailFlow(uri: string, token?: CancellationToken): Promise<MailFlowView | undefined> {
    const snapshot = await this.snapshot(uri, token);
    const { main, master } = snapshot?.instance.files ?? {};
    return snapshot === undefined || (main ?? master) === undefined ? undefined : mailFlowView(snapshot);
  }

  async tableUses(uri: string, token?: CancellationToken): Promise<TableUses | undefined> {
    const instance = await this.instanceNaming(uri);
    throwIfCancelled(token);
    if (instance === undefined) return undefined;
    const defaultType = instance.expanded('default_database_type')?.text ?? 'hash';
    return { uses: tableUses(instance, uri), defaultType, directory: instance.files.directory };
  }

  async documentLanguage(uri: string, token?: CancellationToken): Promise<string | undefined> {
    const instance = await this.instanceNaming(uri);
    throwIfCancelled(token);
    const use = instance && formatUse(tableUses(instance, uri));
    if (use !== undefined) return tableLanguage(use);
    const settings = await this.settingsIn(instance?.files.directory ?? folderOf(uri));
    const role = settings.tableRoles?.(uri);
    // Our languages follow from the name of the file, and may be more specific than the role.
    const isOurs = this.texts.languageId(uri)?.startsWith('postfix-') ?? false;
    return role === undefined || isOurs ? undefined : languageOfRole(role);
  }

  async traceMail(
    uri: string,
    request: TraceRequest,
    answers: readonly TableAnswer[] = [],
    token?: CancellationToken,
  ): Promise<TracedMail | undefined> {
    return this.in(uri, token, (snapshot) => {
      const { instance, tables } = snapshot;
      const trace = traceMail({ instance, tables, answers: answersFrom(answers) }, request);
      return tracedMail(trace, instance.files.directory, textsOf(snapshot));
    });
  }

  async traceSuggestions(uri: string, token?: CancellationToken): Promise<TraceSuggestions | undefined> {
    return this.in(uri, token, ({ instance, tables }) =>
      instance.files.main === undefined ? undefined : traceSuggestions({ instance, tables }),
    );
  }

  async ehlo(uri: string, service: string, token?: CancellationToken): Promise<string | undefined> {
    return this.in(uri, token, (snapshot) => {
      const textAt = textsOf(snapshot);
      return ehloPage(snapshot, service, (place) => placeName(place, textAt));
    });
  }

  traceAnswerProblem(part: TraceAnswerPart, answer: string): string | undefined {
    return traceAnswerProblem(part, answer);
  }

  async scenarios(uri: string, token?: CancellationToken): Promise<Scenarios | null> {
    const configuration = await this.configurationOf(uri, token);
    if (configuration === undefined) return null;
    const { directory } = configuration.instance.files;
    const failed = (name: string, error: unknown): void =>
      this.host.log(`scenario ${name} failed: ${String(error)}`);
    return { directory, scenarios: await scenarioSummaries(configuration, this.readText, failed) };
  }

  newConfiguration(): NewConfiguration {
    return newConfiguration(this.target.release);
  }

  async scenarioQuestions(
    uri: string,
    scenario: string,
    token?: CancellationToken,
  ): Promise<readonly ScenarioQuestion[]> {
    const configuration = await this.configurationOf(uri, token);
    return configuration === undefined ? [] : scenarioQuestions(configuration, scenario);
  }

  async checkScenarioAnswer(
    uri: string,
    scenario: string,
    question: string,
    answer: string,
    token?: CancellationToken,
  ): Promise<string | null> {
    const configuration = await this.configurationOf(uri, token);
    if (configuration === undefined) return null;
    return answerProblem(configuration, scenario, question, answer) ?? null;
  }

  async scenarioAnswerHint(
    uri: string,
    scenario: string,
    question: string,
    answer: string,
    token?: CancellationToken,
  ): Promise<string | null> {
    const configuration = await this.configurationOf(uri, token);
    // The paths in a copy of a configuration are those of another host.
    if (configuration === undefined || !isInPlace(configuration.instance)) return null;
    const path = answeredFile(configuration, scenario, question, answer);
    if (path === undefined) return null;
    const file = uriOf(configuration.instance, path);
    // Not from `texts`, which would not notice that the file was created.
    const isMissing = file !== undefined && (await this.host.stat?.(file)) === 'missing';
    return isMissing ? `${path} does not exist on this host.` : null;
  }

  async planScenario(
    uri: string,
    scenario: string,
    answers: ScenarioAnswers,
    decisions: ScenarioDecisions,
    token?: CancellationToken,
  ): Promise<ScenarioPlan | null> {
    const configuration = await this.configurationOf(uri, token);
    if (configuration === undefined) return null;
    const plan = await planScenario(configuration, scenario, answers, decisions, this.readText);
    return refusePlan(plan, this.editProblems());
  }

  /** For one request. Checks each file only once. */
  private editProblems(): EditProblem {
    const lacks = new Map<string, Promise<boolean>>();
    return async (uri) => {
      const known = lacks.get(uri) ?? this.texts.lacksBytes(uri);
      lacks.set(uri, known);
      return (await known) ? undecodedBytes(uri) : undefined;
    };
  }

  private readonly readText = (uri: string): Promise<SourceText | undefined> => this.texts.text(uri);

  private async configurationOf(
    uri: string,
    token: CancellationToken | undefined,
  ): Promise<Configuration | undefined> {
    const instance = await this.instanceOfFile(uri);
    throwIfCancelled(token);
    const { main, master } = instance?.files ?? {};
    if (instance === undefined || (main === undefined && master === undefined)) return undefined;
    const { release, host } = instance;
    return {
      instance,
      tables: await this.tablesOf(instance),
      withFiles: (files) => new Instance(files, this.catalog, release, host),
    };
  }

  indexedTables(uri: string, token?: CancellationToken): Promise<readonly IndexedTable[] | undefined> {
    return this.ofConfiguration(uri, token, ({ instance }) => indexedTables(instance));
  }

  lookUp(uri: string, key: string, token?: CancellationToken): Promise<LookUpAnswer | undefined> {
    return this.in(uri, token, (snapshot) => lookUpKey(snapshot, key));
  }

  services(uri: string, token?: CancellationToken): Promise<readonly ServiceSummary[] | undefined> {
    return this.ofConfiguration(uri, token, ({ instance }) => serviceSummaries(instance));
  }

  effectiveConfiguration(
    uri: string,
    service?: string,
    token?: CancellationToken,
  ): Promise<EffectiveConfiguration | undefined> {
    return this.ofConfiguration(uri, token, ({ instance }) => {
      const wanted = instance.services.find(({ key }) => key === service);
      // The service may just have been renamed.
      if (service !== undefined && wanted === undefined) return undefined;
      return effectiveConfiguration(instance, namesOf(instance), wanted);
    });
  }

  listing(uri: string, texts?: ConfigurationTexts, token?: CancellationToken): Promise<Listing | undefined> {
    return this.ofConfiguration(uri, token, ({ instance, withFiles }) => {
      const shown = texts === undefined ? instance : withFiles(this.filesWith(instance, texts));
      const { main, ...bare } = shown.files;
      return listing(shown, namesOf(shown), withFiles(bare));
    });
  }

  async parameters(uri: string, token?: CancellationToken): Promise<readonly ParameterSummary[] | undefined> {
    const snapshot = await this.documented(uri, token);
    return snapshot && parameterList(snapshot);
  }

  async parameter(
    uri: string,
    name: string,
    token?: CancellationToken,
  ): Promise<ParameterDetails | undefined> {
    const snapshot = await this.documented(uri, token);
    return snapshot && parameterDetails(snapshot, name);
  }

  async checkParameter(
    uri: string,
    name: string,
    value: string,
    token?: CancellationToken,
  ): Promise<CheckedValue | undefined> {
    const configuration = await this.configurationOf(uri, token);
    const { main } = configuration?.instance.files ?? {};
    const edits = configuration && changeValue(configuration.instance, name, value);
    if (configuration === undefined || main === undefined || edits === undefined) return undefined;
    const text = edits.reduceRight((edited, { at, text }) => edited.edit({ ...at, text }), main.tree.text);
    const files = {
      ...configuration.instance.files,
      main: { ...main, tree: new Tree(text, this.mainParser) },
    };
    const instance = configuration.withFiles(files);
    const changed = { instance, names: namesOf(instance), tables: await this.tablesOf(instance) };
    throwIfCancelled(token);
    const { lint } = await this.settingsIn(instance.files.directory);
    const run = new SharedRun(
      this.linter.configuration(changed, lint),
      this.host.pause?.bind(this.host),
      token,
    );
    return checkedValue(instance, name, await run.wait(token));
  }

  async changeParameter(
    uri: string,
    name: string,
    value: string,
    token?: CancellationToken,
  ): Promise<ParameterEdit | Refusal | undefined> {
    const edit = await this.ofConfiguration(uri, token, ({ instance }) =>
      parameterEdit(instance, name, value),
    );
    const refusal = edit && (await this.editProblems()(edit.uri));
    return refusal === undefined ? edit : { refusal };
  }

  private async ofConfiguration<Answer>(
    uri: string,
    token: CancellationToken | undefined,
    feature: (configuration: Configuration) => Answer,
  ): Promise<Answer | undefined> {
    const configuration = await this.configurationOf(uri, token);
    return configuration && feature(configuration);
  }

  private filesWith({ files }: Instance, { main, master }: ConfigurationTexts): InstanceFiles {
    const { directory } = files;
    const treeOf = <T>(text: string, parser: ChunkParser<T>) => new Tree(SourceText.of(text), parser);
    return {
      directory,
      ...(main !== undefined && {
        main: { uri: `${directory}/main.cf`, tree: treeOf(main, this.mainParser) },
      }),
      ...(master !== undefined && {
        master: { uri: `${directory}/master.cf`, tree: treeOf(master, this.masterParser) },
      }),
    };
  }

  async snapshot(uri: string, token?: CancellationToken): Promise<Snapshot | undefined> {
    const text = await this.texts.text(uri);
    if (text === undefined) return undefined;
    const instance = await this.instanceOfFile(uri);
    if (instance === undefined) return undefined;
    throwIfCancelled(token);
    const document = this.document(uri, text, instance);
    const tables = await this.tablesOf(instance);
    throwIfCancelled(token);
    return {
      document,
      instance,
      tables,
      // Few answers need the names.
      get names() {
        return namesOf(instance);
      },
    };
  }

  private async documented(
    uri: string,
    token: CancellationToken | undefined,
  ): Promise<DocumentedSnapshot | undefined> {
    const [snapshot, docs] = await Promise.all([this.snapshot(uri, token), this.docs()]);
    throwIfCancelled(token);
    return snapshot && { ...snapshot, docs, page: this.page };
  }

  /** The texts. Empty if they cannot be read, so that facts and values are still shown. */
  private docs(): Promise<Docs> {
    this.docsRead ??= (this.host.readDocs?.() ?? Promise.resolve(undefined))
      .then((text) => (text === undefined ? noDocs : docsOf(JSON.parse(text) as DocsData)))
      .catch((error: unknown) => {
        this.host.log(`the texts of the catalog cannot be read: ${String(error)}`);
        return noDocs;
      });
    return this.docsRead;
  }

  private document(uri: string, text: SourceText, instance: Instance): Document {
    const language = this.languageOf(uri);
    switch (language) {
      case 'postfix-main':
        return { language, uri, tree: new Tree(text, this.mainParser) };
      case 'postfix-master':
        return { language, uri, tree: new Tree(text, this.masterParser) };
    }
    const uses = tableUses(instance, uri);
    const use = formatUse(uses);
    const isClient = language === 'postfix-table' && uses.length === 0 && isClientFile(text);
    const table = isClient ? 'postfix-database' : (language ?? (use && tableLanguage(use)));
    return table !== undefined && isTableLanguage(table)
      ? tableFile(instance, uri, text, table, uses)
      : { language: 'other', uri, text };
  }

  private languageOf(uri: string): string | undefined {
    const open = this.texts.languageId(uri);
    if (open?.startsWith('postfix-')) return open;
    const name = baseName(uri);
    if (name.startsWith('main.cf')) return 'postfix-main';
    return name.startsWith('master.cf') ? 'postfix-master' : undefined;
  }

  /** The instance that main.cf and master.cf form, or else the one that refers to the file, or else an empty one. */
  private async instanceOfFile(uri: string): Promise<Instance | undefined> {
    const described = describedFile(uri);
    if (described !== undefined) return this.instanceOfFile(described);
    const language = this.languageOf(uri);
    const [directory, name] = [folderOf(uri), baseName(uri)];
    // main.cf.proto belongs with master.cf.proto, not with the master.cf that is in use.
    const beside = (own: string, other: string): string | undefined =>
      name.startsWith(own) ? `${directory}/${other}${name.slice(own.length)}` : undefined;
    if (language === 'postfix-main') return this.instanceOf(directory, uri, beside('main.cf', 'master.cf'));
    if (language === 'postfix-master') return this.instanceOf(directory, beside('master.cf', 'main.cf'), uri);
    const naming = await this.instanceNaming(uri);
    return naming ?? (language === undefined ? undefined : this.instanceOf(directory, undefined, undefined));
  }

  /** An instance that refers to the file, or the one whose directory contains it. */
  private async instanceNaming(uri: string): Promise<Instance | undefined> {
    const own = await this.instanceAround(uri);
    if (own !== undefined && tableUses(own, uri).length > 0) return own;
    // A table may be anywhere, so check every known instance and the instances that they manage.
    return (await this.knownInstances()).find((instance) => tableUses(instance, uri).length > 0) ?? own;
  }

  /** The nearest instance in the file's directory or above it. */
  private async instanceAround(uri: string): Promise<Instance | undefined> {
    let folder = folderOf(uri);
    for (let depth = 0; depth < 4 && folder.includes('://'); depth++, folder = folderOf(folder)) {
      // Files in the parent directory of a configuration also belong to it, such as /etc/aliases.
      for (const home of [folder, `${folder}/postfix`]) {
        const main = `${home}/main.cf`;
        if ((await this.texts.text(main)) !== undefined)
          return this.instanceOf(home, main, `${home}/master.cf`);
      }
    }
    return undefined;
  }

  /** The recently used instances, and those that they manage, as their files are now. */
  private async knownInstances(): Promise<Instance[]> {
    const known = await Promise.all(
      [...this.instances.values()].map(({ directory, mainUri, masterUri }) =>
        this.instanceOf(directory, mainUri, masterUri),
      ),
    );
    const managed = new Set(
      known.flatMap((instance) =>
        managedDirectories(instance).flatMap((d) => uriOf(instance, d.replace(/\/$/, '')) ?? []),
      ),
    );
    const others = await Promise.all(
      [...managed].map((d) => this.instanceOf(d, `${d}/main.cf`, `${d}/master.cf`)),
    );
    return [...new Set([...known, ...others])].filter((i) => i.files.main !== undefined);
  }

  private async instanceOf(
    directory: string,
    mainUri: string | undefined,
    masterUri: string | undefined,
  ): Promise<Instance> {
    const { tableRoles: roles } = await this.settingsIn(directory);
    const main = mainUri === undefined ? undefined : await this.texts.text(mainUri);
    const master = masterUri === undefined ? undefined : await this.texts.text(masterUri);
    const key = `${directory}\n${mainUri}\n${masterUri}`;
    const current = (): Known | undefined => {
      const known = this.instances.get(key);
      return known?.main === main && known?.master === master && known?.tableRoles === roles
        ? known
        : undefined;
    };
    const before = this.instances.get(key)?.instance;
    const draft =
      current()?.instance ??
      new Instance(
        {
          directory,
          ...(before?.files.home !== undefined && { home: before.files.home }),
          ...(roles && { tableRoles: roles }),
          ...(main && mainUri && { main: { uri: mainUri, tree: new Tree(main, this.mainParser) } }),
          ...(master &&
            masterUri && { master: { uri: masterUri, tree: new Tree(master, this.masterParser) } }),
        },
        this.catalog,
        this.target.release,
        this.host.machine,
        before,
      );
    const probes = homeProbes(draft);
    const home = probes.length === 0 ? undefined : await this.homeOf(probes);
    // Meanwhile, another call may have come this far.
    const known = current();
    this.instances.delete(key);
    if (known?.instance.files.home === home && known !== undefined) {
      this.instances.set(key, known);
      return known.instance;
    }
    const instance = this.withHome(draft, home);
    this.instances.set(key, { directory, mainUri, masterUri, main, master, tableRoles: roles, instance });
    for (const oldest of this.instances.keys()) {
      if (this.instances.size <= maxInstances) break;
      this.instances.delete(oldest);
    }
    return instance;
  }

  private async homeOf(probes: readonly HomeProbe[]): Promise<string | undefined> {
    const files = await Promise.all(
      probes.map(async ({ uri }) => ({ uri, ...(await this.texts.state(uri)) })),
    );
    const existing = new Set(
      files.flatMap(({ uri, text, stamp }) => (text !== undefined || typeof stamp === 'object' ? uri : [])),
    );
    return homeOf(probes, (uri) => existing.has(uri));
  }

  private withHome(instance: Instance, home: string | undefined): Instance {
    const { home: before, ...files } = instance.files;
    if (home === before) return instance;
    const { release, host } = instance;
    return new Instance(
      { ...files, ...(home !== undefined && { home }) },
      this.catalog,
      release,
      host,
      instance,
    );
  }

  /** Returns the same object until one of the files changes. */
  private async tablesOf(instance: Instance): Promise<Tables> {
    const { texts, stamps, pems } = wantedFiles(instance);
    const files = new Map<string, FileState>();
    await Promise.all([
      ...texts.map(async (uri) => files.set(uri, await this.texts.state(uri))),
      ...stamps.map(async (uri) => {
        const stamp = await this.texts.stamp(uri);
        if (stamp !== undefined) files.set(uri, { stamp });
      }),
      ...pems.map(async (uri) => {
        const pem = await this.texts.pem(uri);
        if (pem !== undefined) files.set(uri, { pem });
      }),
    ]);
    await this.readIncluded(instance, files);
    const known = [...this.instances.values()].find((k) => k.instance === instance);
    if (known?.tables?.hasFiles(files)) return known.tables;
    const tables = new Tables(instance, files);
    if (known !== undefined) known.tables = tables;
    return tables;
  }

  /** The files of addresses that alias tables include, and those that these files include. */
  private async readIncluded(instance: Instance, files: Map<string, FileState>): Promise<void> {
    let readable = maxIncludedFiles;
    for (let from = aliasFileUris(instance); from.length > 0 && readable > 0; ) {
      const named = from.flatMap((uri) => {
        const text = files.get(uri)?.text;
        return text === undefined ? [] : includedUris(text, instance);
      });
      const next = [...new Set(named)].filter((uri) => !files.has(uri)).slice(0, readable);
      await Promise.all(next.map(async (uri) => files.set(uri, await this.texts.state(uri))));
      readable -= next.length;
      from = next;
    }
  }

  get target(): Target {
    if (this.wanted !== undefined) return { release: this.wanted, from: 'setting' };
    if (this.installed !== undefined) return { release: this.installed, from: 'installed' };
    return { release: newestRelease, from: 'newest' };
  }

  private async settingsIn(directory: string): Promise<OwnSettings> {
    const { lint, tableRoles: roles } = this.settings;
    const text = await this.texts.text(`${directory}/${lintFileName}`);
    if (text === undefined) return { lint, tableRoles: roles };
    let own = this.ownSettings.get(text);
    if (own === undefined) {
      const file = parseLintFile(text.toString());
      for (const problem of file.problems) this.host.log(`${directory}/${lintFileName}: ${problem}`);
      const ofFile = tableRoles(file.tableRoles);
      own = { lint: withLintFile(lint, file), tableRoles: (uri) => ofFile(uri) ?? roles?.(uri) };
      this.ownSettings.set(text, own);
    }
    return own;
  }

  private async findingsOf(
    snapshot: Snapshot,
    token: CancellationToken | undefined,
  ): Promise<readonly RatedFinding[]> {
    const found = await this.allFindingsOf(snapshot, token);
    return withCalmCopies(found, await this.copiesAmong(snapshot));
  }

  /** The files of a snapshot that are copies of a file beside them. */
  private async copiesAmong(snapshot: Snapshot): Promise<ReadonlySet<string>> {
    const copies = new Set<string>();
    for (const { uri, original } of possibleCopies(snapshot))
      if ((await this.texts.text(original)) !== undefined) copies.add(uri);
    return copies;
  }

  private async allFindingsOf(
    snapshot: Snapshot,
    token: CancellationToken | undefined,
  ): Promise<readonly RatedFinding[]> {
    const { document, instance, tables } = snapshot;
    const { lint } = await this.settingsIn(instance.files.directory);
    throwIfCancelled(token);
    const pause = this.host.pause?.bind(this.host);
    const last = this.lastRun(tables);
    if (last.run === undefined || last.run.lint !== lint || !last.run.findings.isUsable)
      last.run = { lint, findings: new SharedRun(this.linter.configuration(snapshot, lint), pause, token) };
    const list = await last.run.findings.wait(token);
    // A table that no configuration refers to is checked only by its own lines.
    if (!('uses' in document) || document.uses.length > 0) return list;
    const ofTable = new SharedRun(this.linter.table(document, lint), pause, token);
    return [...list, ...(await ofTable.wait(token))];
  }
}

/** Far more than in real use. */
const maxIncludedFiles = 200;

/** Why a file cannot be part of a change to one configuration; undefined if no other configuration uses it. */
function sharingProblem(uri: string, others: readonly Instance[]): string | undefined {
  const other = others.find((instance) => wantedFiles(instance).texts.includes(uri));
  return other && sharedFile(uri, other);
}

/** Every file that an answer about a document can depend on. */
function filesOf(snapshot: Snapshot): ReadonlySet<string> {
  const { document, instance, tables } = snapshot;
  const { directory, main, master } = instance.files;
  const { texts, stamps, pems } = wantedFiles(instance);
  const own = [main?.uri, master?.uri].filter((uri) => uri !== undefined);
  const usual = ['main.cf', 'master.cf', lintFileName].map((name) => `${directory}/${name}`);
  const originals = possibleCopies(snapshot).map(({ original }) => original);
  return new Set([
    document.uri,
    ...own,
    ...usual,
    ...originals,
    ...texts,
    ...stamps,
    ...pems,
    ...tables.uris,
    ...homeProbes(instance).map(({ uri }) => uri),
  ]);
}

/** The files of a snapshot that are copies if the original is beside them. A table that is in use is not a copy. */
function possibleCopies({ document, instance }: Snapshot): { uri: string; original: string }[] {
  const { main, master } = instance.files;
  const isUsed = 'uses' in document && document.uses.length > 0;
  const uris = new Set([main?.uri, master?.uri, isUsed ? undefined : document.uri]);
  return [...uris].flatMap((uri) => {
    const original = uri === undefined ? undefined : originalOf(baseName(uri));
    return uri === undefined || original === undefined
      ? []
      : [{ uri, original: `${folderOf(uri)}/${original}` }];
  });
}

function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}

function baseName(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}
