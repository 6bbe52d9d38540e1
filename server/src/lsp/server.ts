// The language server: a connection that acts as the host of the service. Contains no knowledge of Postfix.

import { fileURLToPath } from 'node:url';
import {
  CodeActionKind,
  CodeLensRefreshRequest,
  type Connection,
  type Diagnostic,
  type DiagnosticServerCancellationData,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentDiagnosticParams,
  FileChangeType,
  type FullDocumentDiagnosticReport,
  type InitializeParams,
  type InitializeResult,
  type SemanticTokens,
  type SemanticTokensRangeParams,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { fixAllKind } from '../features/code-action-kinds.ts';
import { documentationScheme } from '../features/documentation.ts';
import { isSettingsDocument } from '../features/settings/virtual.ts';
import type { CancellationToken, Host } from '../host.ts';
import type { ConfigurationDiagnostics, PostfixService } from '../service.ts';
import { Answers, askAgain } from './answers.ts';
import { clientAbilities } from './client-abilities.ts';
import { completionAnswer } from './completion.ts';
import { listenToMailFlow } from './flow-requests.ts';
import { listenToNavigation, navigationCapabilities } from './navigation.ts';
import {
  type CheckScenarioAnswerParams,
  type CheckScenarioAnswerResult,
  checkScenarioAnswerRequest,
  type DocumentLanguageParams,
  type DocumentLanguageResult,
  documentLanguageRequest,
  type InstalledVersionParams,
  installedVersionNotification,
  type NewConfigurationResult,
  newConfigurationRequest,
  type PlanScenarioParams,
  type PlanScenarioResult,
  planScenarioRequest,
  type ReadFileParams,
  type ReadFileResult,
  readFileRequest,
  type ScenarioQuestionsParams,
  type ScenarioQuestionsResult,
  type ScenariosParams,
  type ScenariosResult,
  scenarioQuestionsRequest,
  scenariosRequest,
  type TableUsesParams,
  type TableUsesResult,
  type TargetVersionParams,
  tableUsesRequest,
  targetVersionNotification,
} from './protocol.ts';
import { Readiness } from './readiness.ts';
import { SemanticTokenAnswers, semanticTokensOptions } from './semantic-tokens.ts';
import { sentences } from './sentences.ts';
import { readScope, readSettings } from './settings.ts';
import { listenToSettings } from './settings-requests.ts';
import { listenToTables } from './table-requests.ts';
import { listenToTraces, traceMailCommand } from './trace-requests.ts';
import { Typing } from './typing.ts';
import { WorkspaceDiagnostics } from './workspace-diagnostics.ts';
import { configurationsIn } from './workspace-files.ts';

/** What the service needs from the host, and what the server itself needs. */
export interface ServerHost extends Omit<Host, 'log'> {
  readonly version: string;
  /** The release of the installed Postfix, such as `3.7.11`. Absent or undefined if Postfix is not installed. */
  installedVersion?(): Promise<string | undefined>;
}

/**
 * @param createService called when the service is first needed, after the answer to `initialize`, because it loads most
 * of the code
 */
export function startServer(
  connection: Connection,
  host: ServerHost,
  createService: (host: Host) => PostfixService,
): void {
  new Server(connection, host, createService).listen();
}

class Server {
  private createdService: PostfixService | undefined;
  private readonly tokens = new SemanticTokenAnswers({
    semanticTokens: (...request) => this.service.semanticTokens(...request),
  });
  private readonly answers: Answers;
  private readonly readiness = new Readiness();
  private readonly open = new Set<string>();
  private readonly workspace: WorkspaceDiagnostics;
  /** Undefined if the client cannot be told to ask again. */
  private typing: Typing | undefined;
  private folders: readonly string[] = [];
  /** The configurations in the folders of the workspace, as of the last search. */
  private configurations: Promise<readonly string[]> | undefined;
  /** Files with findings that the server has sent without a request. */
  private readonly published = new Set<string>();
  private client = clientAbilities({ processId: null, rootUri: null, capabilities: {} });
  /** The client has reported the installed version. It does so only in a trusted workspace. */
  private toldInstalledVersion = false;
  /** Postfix is installed, and the workspace is trusted, so that the server may read its files. */
  private hasPostfix = false;
  private readonly watched = new Set<string>();
  /** The server has sent an answer that may change. */
  private hasAnswered = false;
  /** The current run that sends findings to a client that does not request them. */
  private publishing = { isCancellationRequested: false };

  constructor(
    private readonly connection: Connection,
    private readonly host: ServerHost,
    private readonly createService: (host: Host) => PostfixService,
  ) {
    this.answers = new Answers((message) => connection.console.error(message));
    this.workspace = new WorkspaceDiagnostics({
      service: { configurationDiagnostics: (...request) => this.configurationDiagnostics(...request) },
      open: this.open,
      workspaceFiles: () => this.workspaceFiles(),
      ready: () => this.readiness.wait(),
    });
  }

  private get service(): PostfixService {
    const { connection, host } = this;
    this.createdService ??= this.createService({
      ...host,
      readFile: (uri) => this.readFile(uri),
      pemLabels: async (uri) => (this.isTrusted ? host.pemLabels?.(uri) : undefined),
      page: (path) => (this.client.opensPages ? pageCommand(path) : host.page?.(path)),
      manual: async (entry) => (this.hasPostfix ? host.manual?.(entry) : undefined),
      log: (message) => connection.console.error(message),
    });
    return this.createdService;
  }

  listen(): void {
    const { connection } = this;
    connection.onInitialize((params) => this.initialize(params));
    connection.onInitialized(() => this.initialized());
    connection.onDidChangeConfiguration(() => this.configure());
    this.listenToDocuments();
    this.listenToFeatures();
    this.listenToExtension();
    listenToSettings(connection, this.answers, () => this.service);
    listenToTraces(connection, this.answers, () => this.service);
    listenToMailFlow(connection, this.answers, () => this.service);
    listenToTables(connection, this.answers, () => this.service);
    listenToNavigation(connection, this.answers, {
      service: () => this.service,
      client: () => this.client,
      workspaceFiles: async () => [...this.open, ...(await this.workspaceFiles())],
    });
    connection.onNotification(installedVersionNotification, ({ version }: InstalledVersionParams) => {
      // Files that were not accessible before may be now.
      if (!this.isTrusted) this.filesMayHaveChanged();
      this.toldInstalledVersion = true;
      this.setInstalledVersion(version ?? undefined);
    });
    connection.listen();
  }

  private listenToDocuments(): void {
    const { connection, answers } = this;
    connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, text } }) => {
      this.open.add(uri);
      if (!this.client.watchesFiles) this.filesMayHaveChanged();
      this.service.open(uri, languageId, text);
      answers.documentChanged(uri);
      this.workspace.fileChanged(uri);
      this.publish();
    });
    connection.onDidChangeTextDocument(({ textDocument: { uri }, contentChanges }) => {
      const changes = contentChanges.map((change) =>
        'range' in change ? { range: change.range, text: change.text } : { text: change.text },
      );
      this.service.change(uri, changes);
      this.typing?.changed(uri, changes);
      answers.documentChanged(uri);
      this.workspace.fileChanged(uri);
      this.publish();
    });
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
      this.open.delete(uri);
      this.service.close(uri);
      this.typing?.closed(uri);
      answers.documentClosed(uri);
      this.tokens.forget(uri);
      this.workspace.fileChanged(uri);
      this.publish();
    });
    connection.onDidSaveTextDocument(() => {
      if (this.client.watchesFiles) return;
      this.filesMayHaveChanged();
      this.refresh();
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      const counted = changes.filter(({ uri }) => this.service.fileChanged(uri));
      for (const { uri } of changes) this.workspace.fileChanged(uri);
      if (changes.some(({ type }) => type !== FileChangeType.Changed)) this.configurations = undefined;
      if (counted.length > 0) this.refresh();
    });
  }

  private listenToFeatures(): void {
    const { connection, tokens, answers } = this;
    connection.languages.diagnostics.on(
      answers.handler<
        DocumentDiagnosticParams,
        FullDocumentDiagnosticReport,
        DiagnosticServerCancellationData
      >(
        'diagnostics',
        () => ({ kind: 'full', items: [] }),
        async ({ textDocument: { uri } }, token) => ({
          kind: 'full',
          items: await this.diagnostics(uri, token),
        }),
        askAgain,
      ),
    );
    connection.languages.diagnostics.onWorkspace((params, token, _progress, partial) =>
      answers.guard(
        'diagnostics of the workspace',
        () => ({ items: [] }),
        () => this.workspace.answer(params, token, partial && ((part) => partial.report(part))),
        token,
      ),
    );
    connection.languages.semanticTokens.on(
      answers.handler('semantic tokens', noTokens, ({ textDocument: { uri } }, token) =>
        tokens.full(uri, token),
      ),
    );
    connection.languages.semanticTokens.onDelta(
      answers.handler(
        'changed semantic tokens',
        noTokens,
        ({ textDocument: { uri }, previousResultId }, token) => tokens.delta(uri, previousResultId, token),
      ),
    );
    connection.languages.semanticTokens.onRange(
      answers.handler<SemanticTokensRangeParams, SemanticTokens>(
        'semantic tokens of a range',
        noTokens,
        ({ textDocument: { uri }, range }, token) => tokens.range(uri, range, token),
      ),
    );
    connection.onHover(
      answers.handler('hover', nothing, ({ textDocument: { uri }, position }, token) =>
        this.service.hover(uri, position, token),
      ),
    );
    connection.onCompletion(
      answers.handler('completion', nothing, async ({ textDocument: { uri }, position, context }, token) => {
        const { completion, itemDefaults } = this.client;
        const request = { ...completion, afterSpace: context?.triggerCharacter === ' ' };
        const items = await this.service.completion(uri, position, request, token);
        return completionAnswer(items, uri, itemDefaults);
      }),
    );
    connection.onCompletionResolve(
      answers.handler(
        'documentation of a completion',
        (item) => item,
        async (item, token) => {
          const uri = (item.data as { uri?: unknown } | undefined)?.uri;
          return typeof uri === 'string' ? this.service.resolveCompletion(uri, item, token) : item;
        },
      ),
    );
    connection.onSignatureHelp(
      answers.handler('signature help', nothing, ({ textDocument: { uri }, position }, token) =>
        this.service.signatureHelp(uri, position, token),
      ),
    );
    connection.onCodeAction(
      answers.handler('code actions', nothing, async ({ textDocument: { uri }, range, context }, token) => {
        await this.readiness.wait();
        const { setsRuleSeverity: setsSeverity, createsFiles } = this.client;
        const options = { only: context.only, setsSeverity, createsFiles };
        const actions = await this.service.codeActions(uri, range, options, token);
        return actions
          .filter(({ disabled }) => disabled === undefined || this.client.showsDisabledActions)
          .map((action) => ({
            ...action,
            ...(action.diagnostics && { diagnostics: action.diagnostics.map((each) => this.inLines(each)) }),
          }));
      }),
    );
  }

  /** Handles the extension's requests beyond the Language Server Protocol. */
  private listenToExtension(): void {
    const { connection, answers } = this;
    connection.onRequest<TableUsesResult, void>(
      tableUsesRequest,
      answers.handler<TableUsesParams, TableUsesResult>(
        'table uses',
        () => noUses,
        async ({ uri }, token) => {
          const known = await this.service.tableUses(uri, token);
          if (known === undefined) return noUses;
          const { uses, defaultType, directory } = known;
          const configDirectory = directory.startsWith('file:') ? fileURLToPath(directory) : undefined;
          return { uses, defaultType, ...(configDirectory !== undefined && { configDirectory }) };
        },
      ),
    );
    connection.onRequest<DocumentLanguageResult, void>(
      documentLanguageRequest,
      answers.handler<DocumentLanguageParams, DocumentLanguageResult>(
        'document language',
        () => null,
        async ({ uri }, token) => (await this.service.documentLanguage(uri, token)) ?? null,
      ),
    );
    connection.onRequest<ScenariosResult, void>(
      scenariosRequest,
      answers.handler<ScenariosParams, ScenariosResult>(
        'scenarios',
        () => null,
        ({ uri }, token) => this.service.scenarios(uri, token),
      ),
    );
    connection.onRequest<NewConfigurationResult, void>(
      newConfigurationRequest,
      answers.handler<object, NewConfigurationResult>(
        'new configuration',
        () => null,
        async () => this.service.newConfiguration(),
      ),
    );
    connection.onRequest<ScenarioQuestionsResult, void>(
      scenarioQuestionsRequest,
      answers.handler<ScenarioQuestionsParams, ScenarioQuestionsResult>(
        'scenario questions',
        () => [],
        ({ uri, scenario }, token) => this.service.scenarioQuestions(uri, scenario, token),
      ),
    );
    connection.onRequest<CheckScenarioAnswerResult, void>(
      checkScenarioAnswerRequest,
      answers.handler<CheckScenarioAnswerParams, CheckScenarioAnswerResult>(
        'scenario answer',
        () => null,
        ({ uri, scenario, question, answer }, token) =>
          this.checkScenarioAnswer(uri, scenario, question, answer, token),
      ),
    );
    connection.onRequest<PlanScenarioResult, void>(
      planScenarioRequest,
      answers.handler<PlanScenarioParams, PlanScenarioResult>(
        'scenario plan',
        () => noPlan,
        async ({ uri, scenario, answers: given, decisions }, token) =>
          (await this.service.planScenario(uri, scenario, given, decisions, token)) ?? noPlan,
      ),
    );
  }

  private initialize(params: InitializeParams): InitializeResult {
    this.client = clientAbilities(params);
    if (this.client.pullsDiagnostics && this.client.refreshesDiagnostics)
      this.typing = new Typing(() => this.send(() => this.refreshFindings()));
    this.tokens.initialize(params.capabilities.textDocument?.semanticTokens);
    this.folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
    return {
      serverInfo: { name: 'postfix-language-server', version: this.host.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        diagnosticProvider: {
          identifier: 'postfix',
          interFileDependencies: true,
          workspaceDiagnostics: true,
        },
        workspace: {
          workspaceFolders: { supported: true, changeNotifications: true },
          textDocumentContent: { schemes: [documentationScheme] },
        },
        ...navigationCapabilities,
        semanticTokensProvider: semanticTokensOptions,
        hoverProvider: true,
        completionProvider: {
          triggerCharacters: [' ', '$', '{', ':', ',', '=', '/', '[', '@', '%'],
          resolveProvider: true,
        },
        ...(!this.client.tracesMail && { executeCommandProvider: { commands: [traceMailCommand] } }),
        signatureHelpProvider: { triggerCharacters: [' ', ',', ':'] },
        codeActionProvider: {
          codeActionKinds: [
            CodeActionKind.QuickFix,
            CodeActionKind.RefactorExtract,
            CodeActionKind.RefactorInline,
            CodeActionKind.RefactorRewrite,
            fixAllKind,
          ],
        },
      },
    };
  }

  private initialized(): void {
    const { hasConfiguration, watchesFiles, hasFolders, tellsInstalledVersion, isTrusted } = this.client;
    if (hasFolders)
      this.connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        this.folders = [...this.folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
        this.configurations = undefined;
        this.workspace.everythingChanged();
        this.publish();
      });
    if (hasConfiguration)
      void this.connection.client.register(DidChangeConfigurationNotification.type, { section: 'postfix' });
    void this.configure();
    if (watchesFiles) {
      void this.connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [{ globPattern: '**/{main,master}.cf*' }],
      });
    }
    if (!tellsInstalledVersion) void this.askInstalledVersion();
    else if (!isTrusted) this.readiness.settle('installed release');
    this.tellTarget();
  }

  /** Whether the user trusts the workspace. A client that does not report trust has no such concept. */
  private get isTrusted(): boolean {
    return !this.client.tellsInstalledVersion || this.toldInstalledVersion;
  }

  private async askInstalledVersion(): Promise<void> {
    const ask = async (): Promise<string | undefined> => this.host.installedVersion?.();
    this.setInstalledVersion(await this.answers.guard('installed version', () => undefined, ask));
  }

  private setInstalledVersion(version: string | undefined): void {
    this.hasPostfix = version !== undefined;
    this.service.setInstalledRelease(version);
    this.workspace.everythingChanged();
    this.readiness.settle('installed release');
    this.tellTarget();
    this.refresh();
  }

  private tellTarget(): void {
    if (!this.client.showsTargetVersion) return;
    const { release, from } = this.service.target;
    const params: TargetVersionParams = { version: release.name, from };
    void this.connection.sendNotification(targetVersionNotification, params);
  }

  /** A hint says what is on this host, which only a trusted workspace may learn. */
  private async checkScenarioAnswer(
    ...request: Parameters<PostfixService['scenarioAnswerHint']>
  ): Promise<CheckScenarioAnswerResult> {
    const problem = await this.service.checkScenarioAnswer(...request);
    if (problem !== null || !this.isTrusted) return problem;
    const hint = await this.service.scenarioAnswerHint(...request);
    return hint && { hint };
  }

  private async diagnostics(uri: string, token: CancellationToken): Promise<Diagnostic[]> {
    await this.readiness.wait();
    this.hasAnswered = true;
    const found = (await this.service.diagnostics(uri, token)).map((each) => this.inLines(each));
    if (!this.open.has(uri)) this.workspace.closedFileAnswered(uri);
    this.watchFolders();
    return this.open.has(uri) ? (this.typing?.visible(uri, found) ?? found) : found;
  }

  /** Puts each sentence on a line, so that an editor that shows one long line does not cut off the advice. */
  private inLines(diagnostic: Diagnostic): Diagnostic {
    const { message } = diagnostic;
    if (!this.client.breaksMessages || typeof message !== 'string') return diagnostic;
    return { ...diagnostic, message: sentences(message).join('\n') };
  }

  /** Undefined also if they cannot be computed, so that one configuration does not hide the others. */
  private async configurationDiagnostics(
    uri: string,
    token?: CancellationToken,
  ): Promise<ConfigurationDiagnostics | undefined> {
    this.hasAnswered = true;
    const ask = () => this.service.configurationDiagnostics(uri, token);
    const found = await this.answers.guard(`diagnostics of ${uri}`, () => undefined, ask, token);
    this.watchFolders();
    const lines = [...(found?.diagnostics ?? [])].map(
      ([file, list]) => [file, list.map((each) => this.inLines(each))] as const,
    );
    return found && { ...found, diagnostics: new Map(lines) };
  }

  private workspaceFiles(): Promise<readonly string[]> {
    const { listDirectory } = this.host;
    if (listDirectory === undefined) return Promise.resolve([]);
    this.configurations ??= configurationsIn(this.folders, listDirectory);
    return this.configurations;
  }

  private filesMayHaveChanged(): void {
    this.service.filesMayHaveChanged();
    this.workspace.everythingChanged();
  }

  /** Watches the folders whose files the answers depend on. Tables may lie outside the workspace. */
  private watchFolders(): void {
    if (!this.client.watchesFolders || this.watched.size === this.service.folders.size) return;
    const added = [...this.service.folders].filter((folder) => !this.watched.has(folder));
    for (const folder of added) this.watched.add(folder);
    const onDisk = added.filter((folder) => !isSettingsDocument(`${folder}/`));
    if (onDisk.length === 0) return;
    void this.connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: onDisk.map((baseUri) => ({ globPattern: { baseUri, pattern: '*' } })),
    });
  }

  /** Reads the client's settings, if it supports that. */
  private async configure(): Promise<void> {
    if (this.client.hasConfiguration) {
      const ask = (): Promise<unknown> => this.connection.workspace.getConfiguration('postfix');
      const found = await this.answers.guard('configuration', () => undefined, ask);
      // Settings that cannot be read change nothing.
      if (found !== undefined) {
        this.service.configure(readSettings(found));
        this.workspace.scope = readScope(found);
        this.workspace.everythingChanged();
      }
      if (this.service.target.from === 'setting') this.readiness.settle('installed release');
      this.tellTarget();
      this.refresh();
    }
    this.readiness.settle('settings');
  }

  /** Asks the client to request again, or sends the changes. */
  private refresh(): void {
    if (!this.hasAnswered) return;
    const { connection, client } = this;
    const requests = [
      ...(client.refreshesDiagnostics ? [() => this.refreshFindings()] : []),
      ...(client.refreshesTokens ? [() => connection.languages.semanticTokens.refresh()] : []),
      // The state of an index is not in a document.
      ...(client.refreshesHints ? [() => connection.languages.inlayHint.refresh()] : []),
      ...(client.refreshesLenses ? [() => connection.sendRequest(CodeLensRefreshRequest.type)] : []),
    ];
    for (const request of requests) this.send(request);
    this.publish();
  }

  /** Sends a request whose answer does not matter. A client may refuse it. */
  private send(request: () => Promise<unknown>): void {
    void this.answers.guard('refresh', () => undefined, request);
  }

  /** The type of the library hides that this is a request. */
  private async refreshFindings(): Promise<void> {
    return this.connection.languages.diagnostics.refresh();
  }

  private async readFile(uri: string): Promise<string | undefined> {
    if (uri.startsWith('file:')) return this.host.readFile(uri);
    if (!this.client.readFile || isSettingsDocument(uri)) return undefined;
    const params: ReadFileParams = { uri };
    // If the client fails here, treat the file as missing. Otherwise the error would be kept as the file's text.
    const text = await this.connection.sendRequest<ReadFileResult>(readFileRequest, params).catch(() => null);
    return text ?? undefined;
  }

  /** For clients that do not request findings: sends those of every file in scope after a burst of changes. */
  private publish(): void {
    if (this.client.pullsDiagnostics) return;
    this.publishing.isCancellationRequested = true;
    const token = { isCancellationRequested: false };
    this.publishing = token;
    setTimeout(() => void this.publishAll(token), 0);
  }

  private async publishAll(token: CancellationToken): Promise<void> {
    const current = new Set<string>();
    const send = (uri: string, diagnostics: readonly Diagnostic[]): Promise<void> =>
      this.connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] });
    for await (const byFile of this.workspace.findings(token)) {
      for (const [uri, found] of byFile) {
        if (token.isCancellationRequested) return;
        if (current.has(uri)) continue;
        current.add(uri);
        this.published.add(uri);
        await send(uri, found);
      }
    }
    for (const uri of new Set([...this.published, ...this.open])) {
      if (token.isCancellationRequested) return;
      if (current.has(uri)) continue;
      this.published.delete(uri);
      await send(uri, []);
    }
  }
}

/** A link that runs a command of the client. */
function pageCommand(path: string): string {
  return `command:postfix.openPage?${encodeURIComponent(JSON.stringify([path]))}`;
}

const nothing = (): undefined => undefined;
const noTokens = (): SemanticTokens => ({ data: [] });
const noUses: TableUsesResult = { uses: [], defaultType: 'hash' };

const noPlan: PlanScenarioResult = {
  edit: {},
  conflicts: [],
  tables: [],
  needsRestart: false,
  remarks: [
    'Nothing can be set up here. Either the file is not part of a configuration, or the log of the language server shows the reason.',
  ],
};
