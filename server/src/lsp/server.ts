// The language server: a connection as a host of the service. Nothing here knows a word of Postfix.

import { fileURLToPath } from 'node:url';
import {
  CodeActionKind,
  type CompletionItem,
  type CompletionList,
  type Connection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { fixAllKind } from '../features/code-actions.ts';
import type { EditorAbilities } from '../features/completion/index.ts';
import { localDirectory, localPemLabels, localStamp } from '../host/files.ts';
import type { HostFacts } from '../instance/instance.ts';
import { createPostfixService, defaultSettings, type PostfixService, type Settings } from '../service.ts';
import { completionAnswer } from './completion.ts';
import { fileReader } from './files.ts';
import {
  type CheckScenarioAnswerParams,
  type CheckScenarioAnswerResult,
  checkScenarioAnswerRequest,
  type DocumentLanguageParams,
  type DocumentLanguageResult,
  documentLanguageRequest,
  type InitializationOptions,
  type InstalledVersionParams,
  installedVersionNotification,
  type PlanScenarioParams,
  type PlanScenarioResult,
  planScenarioRequest,
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
import { rehearse } from './rehearsal.ts';
import { SemanticTokenAnswers, semanticTokensOptions } from './semantic-tokens.ts';

export interface ServerHost {
  readonly version: string;
  /** Undefined where there is no machine to ask, as in a web worker. */
  readonly machine?: HostFacts;
  /** The release of the Postfix on the machine; undefined where there is none to ask. */
  readonly installedVersion?: () => Promise<string | undefined>;
  /** An entry of the manual of the Postfix on the machine; undefined where there is none to read. */
  readonly manual?: (entry: string) => Promise<string | undefined>;
  /** The content of the data file with the catalog's texts. */
  readonly readDocs: () => Promise<string>;
  /** Frees what is no longer used; undefined where nobody can ask for that. */
  readonly collectGarbage?: () => void;
}

/** A text of so many characters leaves so much garbage behind that it is worth a pause to collect it … */
const largeText = 4_000_000;
/** … when its first requests are answered, in milliseconds. */
const tidyDelay = 1000;

/** The rehearsal waits until a document that was opened has its answers, in milliseconds … */
const rehearsalDelay = 100;
/** … and takes a text of no more characters, so that each of its keystrokes is a short one. */
const longText = 200_000;

export function startServer(connection: Connection, host: ServerHost): void {
  new Server(connection, host).listen();
}

class Server {
  private readonly service: PostfixService;
  private readonly tokens: SemanticTokenAnswers;
  private readonly open = new Set<string>();
  private clientReadsFiles = false;
  private clientSetsRuleSeverity = false;
  private editor: EditorAbilities = {};
  private itemDefaults: readonly string[] = [];
  private hasRehearsed = false;
  private pullsDiagnostics = false;
  private hasConfiguration = false;
  private watchesFiles = false;
  private watchesFolders = false;
  private tellsInstalledVersion = false;
  /** What a client tells of the machine it tells of a trusted workspace only. */
  private toldInstalledVersion = false;
  private showsTargetVersion = false;
  /** There is a Postfix here, and the workspace is one in which we may look at it. */
  private hasPostfix = false;
  private readonly watched = new Set<string>();
  private refreshesDiagnostics = false;
  private refreshesTokens = false;
  private publishing: ReturnType<typeof setTimeout> | undefined;
  private tidying: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly host: ServerHost,
  ) {
    this.service = createPostfixService({
      readFile: fileReader(connection, () => this.clientReadsFiles),
      stat: localStamp,
      pemLabels: async (uri) => (this.isTrusted ? localPemLabels(uri) : undefined),
      list: localDirectory,
      readDocs: host.readDocs,
      setsRuleSeverity: () => this.clientSetsRuleSeverity,
      manual: async (entry) => (this.hasPostfix ? host.manual?.(entry) : undefined),
      log: (message) => connection.console.error(message),
      ...(host.machine === undefined ? {} : { machine: host.machine }),
    });
    this.tokens = new SemanticTokenAnswers(this.service);
  }

  listen(): void {
    const { connection, service, tokens } = this;
    connection.onInitialize((params) => this.initialize(params));
    connection.onInitialized(() => this.initialized());
    connection.onDidChangeConfiguration(() => this.guard('configuration', undefined, () => this.configure()));

    connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, text } }) => {
      this.open.add(uri);
      if (!this.watchesFiles) service.filesMayHaveChanged();
      service.open(uri, languageId, text);
      if (languageId === 'postfix-main') this.rehearseWith(text);
      this.publish();
      this.tidyAfter(text);
    });
    connection.onDidChangeTextDocument(({ textDocument: { uri }, contentChanges }) => {
      service.change(
        uri,
        contentChanges.map((change) =>
          'range' in change ? { range: change.range, text: change.text } : { text: change.text },
        ),
      );
      this.publish();
    });
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
      this.open.delete(uri);
      service.close(uri);
      tokens.forget(uri);
      if (!this.pullsDiagnostics) connection.sendDiagnostics({ uri, diagnostics: [] });
      this.publish();
    });
    connection.onDidSaveTextDocument(() => {
      if (this.watchesFiles) return;
      service.filesMayHaveChanged();
      this.refresh();
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      const counted = changes.filter(({ uri }) => service.fileChanged(uri));
      if (counted.length > 0) this.refresh();
    });

    connection.languages.diagnostics.on(({ textDocument: { uri } }) =>
      this.guard('diagnostics', { kind: 'full', items: [] }, async () => ({
        kind: 'full',
        items: await this.diagnostics(uri),
      })),
    );
    connection.languages.semanticTokens.on(({ textDocument: { uri } }) =>
      this.guard('semantic tokens', { data: [] }, () => tokens.full(uri)),
    );
    connection.languages.semanticTokens.onDelta(({ textDocument: { uri }, previousResultId }) =>
      this.guard('semantic tokens', { data: [] }, () => tokens.delta(uri, previousResultId)),
    );
    connection.languages.semanticTokens.onRange(({ textDocument: { uri }, range }) =>
      this.guard('semantic tokens', { data: [] }, () => tokens.range(uri, range)),
    );
    connection.onHover(({ textDocument: { uri }, position }) =>
      this.guard('hover', null, async () => (await service.hover(uri, position)) ?? null),
    );
    connection.onCompletion(({ textDocument: { uri }, position }) =>
      this.guard<CompletionItem[] | CompletionList>('completion', [], async () =>
        completionAnswer(await service.completion(uri, position, this.editor), uri, this.itemDefaults),
      ),
    );
    connection.onCompletionResolve((item) =>
      this.guard('completion', item, async () => {
        const uri = (item.data as { uri?: unknown } | undefined)?.uri;
        return typeof uri === 'string' ? service.resolveCompletion(uri, item) : item;
      }),
    );
    connection.onSignatureHelp(({ textDocument: { uri }, position }) =>
      this.guard('signature help', null, async () => (await service.signatureHelp(uri, position)) ?? null),
    );
    connection.onCodeAction(({ textDocument: { uri }, range, context }) =>
      this.guard('code actions', [], () => service.codeActions(uri, range, context.only)),
    );
    connection.onRequest(tableUsesRequest, ({ uri }: TableUsesParams) =>
      this.guard<TableUsesResult>('table uses', { uses: [], defaultType: 'hash' }, async () => {
        const known = await service.tableUses(uri);
        if (known === undefined) return { uses: [], defaultType: 'hash' };
        const { uses, defaultType, directory } = known;
        return {
          uses,
          defaultType,
          ...(directory.startsWith('file:') ? { configDirectory: fileURLToPath(directory) } : {}),
        };
      }),
    );
    connection.onRequest(documentLanguageRequest, ({ uri }: DocumentLanguageParams) =>
      this.guard<DocumentLanguageResult>(
        'document language',
        null,
        async () => (await service.documentLanguage(uri)) ?? null,
      ),
    );
    connection.onRequest(scenariosRequest, ({ uri }: ScenariosParams) =>
      this.guard<ScenariosResult>('scenarios', null, () => service.scenarios(uri)),
    );
    connection.onRequest(scenarioQuestionsRequest, ({ uri, scenario }: ScenarioQuestionsParams) =>
      this.guard<ScenarioQuestionsResult>('scenario questions', [], () =>
        service.scenarioQuestions(uri, scenario),
      ),
    );
    connection.onRequest(
      checkScenarioAnswerRequest,
      ({ uri, scenario, question, answer }: CheckScenarioAnswerParams) =>
        this.guard<CheckScenarioAnswerResult>('scenario answer', null, () =>
          service.checkScenarioAnswer(uri, scenario, question, answer),
        ),
    );
    connection.onRequest(planScenarioRequest, ({ uri, scenario, answers, decisions }: PlanScenarioParams) =>
      this.guard<PlanScenarioResult>(
        'scenario plan',
        noPlan,
        async () => (await service.planScenario(uri, scenario, answers, decisions)) ?? noPlan,
      ),
    );
    connection.onNotification(installedVersionNotification, ({ version }: InstalledVersionParams) => {
      // What nobody looked at before may be looked at now.
      if (!this.isTrusted) service.filesMayHaveChanged();
      this.toldInstalledVersion = true;
      this.setInstalledVersion(version ?? undefined);
    });
    connection.listen();
  }

  private initialize({ capabilities, initializationOptions }: InitializeParams): InitializeResult {
    const options = initializationOptions as InitializationOptions | undefined;
    this.clientReadsFiles = options?.readFile ?? false;
    this.clientSetsRuleSeverity = options?.setsRuleSeverity ?? false;
    const { completionItem, completionList } = capabilities.textDocument?.completion ?? {};
    this.itemDefaults = completionList?.itemDefaults ?? [];
    this.editor = {
      snippets: completionItem?.snippetSupport ?? false,
      insertReplace: completionItem?.insertReplaceSupport ?? false,
    };
    this.pullsDiagnostics = capabilities.textDocument?.diagnostic !== undefined;
    this.hasConfiguration = capabilities.workspace?.configuration ?? false;
    this.watchesFiles = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false;
    this.watchesFolders = capabilities.workspace?.didChangeWatchedFiles?.relativePatternSupport ?? false;
    this.refreshesDiagnostics = capabilities.workspace?.diagnostics?.refreshSupport ?? false;
    this.refreshesTokens = capabilities.workspace?.semanticTokens?.refreshSupport ?? false;
    this.tokens.initialize(capabilities.textDocument?.semanticTokens);
    this.tellsInstalledVersion = options?.tellsInstalledVersion ?? false;
    this.showsTargetVersion = options?.showsTargetVersion ?? false;
    return {
      serverInfo: { name: 'postfix-language-server', version: this.host.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        diagnosticProvider: {
          identifier: 'postfix',
          interFileDependencies: true,
          workspaceDiagnostics: false,
        },
        semanticTokensProvider: semanticTokensOptions,
        hoverProvider: true,
        completionProvider: {
          triggerCharacters: ['$', '{', ':', ',', '=', '/', '[', '@', '%'],
          resolveProvider: true,
        },
        signatureHelpProvider: { triggerCharacters: [' ', ',', ':'] },
        codeActionProvider: {
          codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind],
        },
      },
    };
  }

  private initialized(): void {
    if (this.hasConfiguration) {
      void this.connection.client.register(DidChangeConfigurationNotification.type, { section: 'postfix' });
      void this.guard('configuration', undefined, () => this.configure());
    }
    if (this.watchesFiles) {
      void this.connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [{ globPattern: '**/{main,master}.cf*' }],
      });
    }
    if (!this.tellsInstalledVersion && this.host.installedVersion !== undefined) {
      void this.guard('installed version', undefined, async () =>
        this.setInstalledVersion(await this.host.installedVersion?.()),
      );
    }
    this.tellTarget();
  }

  /** Whether the person trusts the workspace; a client that does not tell of trust knows of none. */
  private get isTrusted(): boolean {
    return !this.tellsInstalledVersion || this.toldInstalledVersion;
  }

  private setInstalledVersion(version: string | undefined): void {
    this.hasPostfix = version !== undefined;
    this.service.setInstalledRelease(version);
    this.tellTarget();
    this.refresh();
  }

  private tellTarget(): void {
    if (!this.showsTargetVersion) return;
    const { release, from } = this.service.target;
    const params: TargetVersionParams = { version: release.name, from };
    void this.connection.sendNotification(targetVersionNotification, params);
  }

  private async diagnostics(uri: string): Promise<Diagnostic[]> {
    const found = await this.service.diagnostics(uri);
    this.watchFolders();
    return found;
  }

  /** Asks for news of the folders whose files the answers rest on; tables may lie outside the workspace. */
  private watchFolders(): void {
    if (!this.watchesFolders || this.watched.size === this.service.folders.size) return;
    const added = [...this.service.folders].filter((folder) => !this.watched.has(folder));
    for (const folder of added) this.watched.add(folder);
    void this.connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: added.map((baseUri) => ({ globPattern: { baseUri, pattern: '*' } })),
    });
  }

  private async configure(): Promise<void> {
    if (!this.hasConfiguration) return;
    const found = (await this.connection.workspace.getConfiguration('postfix')) as unknown;
    this.service.configure(readSettings(found));
    this.tellTarget();
    this.refresh();
  }

  /** Asks the client to ask again, or sends what changed. */
  private refresh(): void {
    if (this.refreshesDiagnostics) this.connection.languages.diagnostics.refresh();
    if (this.refreshesTokens)
      void this.guard('semantic tokens', undefined, () => this.connection.languages.semanticTokens.refresh());
    this.publish();
  }

  /** For clients that do not ask: the findings of every open document, once the burst of changes is over. */
  private publish(): void {
    if (this.pullsDiagnostics || this.publishing !== undefined) return;
    this.publishing = setTimeout(() => {
      this.publishing = undefined;
      for (const uri of this.open) {
        void this.guard('diagnostics', undefined, async () => {
          const diagnostics = await this.diagnostics(uri);
          if (this.open.has(uri)) await this.connection.sendDiagnostics({ uri, diagnostics });
        });
      }
    }, 0);
  }

  /** Once, when the first main.cf has been looked at. */
  private rehearseWith(text: string): void {
    if (this.hasRehearsed || text.length > longText) return;
    this.hasRehearsed = true;
    setTimeout(() => void this.guard('rehearsal', undefined, () => rehearse(text)), rehearsalDelay);
  }

  private tidyAfter(text: string): void {
    const { collectGarbage } = this.host;
    if (text.length < largeText || collectGarbage === undefined) return;
    clearTimeout(this.tidying);
    this.tidying = setTimeout(collectGarbage, tidyDelay);
  }

  /** A failure in one feature is logged and answers with nothing. */
  private async guard<T>(feature: string, fallback: T, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      this.connection.console.error(
        `${feature}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return fallback;
    }
  }
}

const noPlan: PlanScenarioResult = {
  edit: {},
  conflicts: [],
  tables: [],
  needsRestart: false,
  remarks: [
    'Nothing can be set up here: the log of the language server says why, or the file is no part of a configuration.',
  ],
};

/** Settings as they come from an editor: anything may be missing or of the wrong kind. */
function readSettings(found: unknown): Settings {
  const { version, lint } = (found ?? {}) as {
    version?: unknown;
    lint?: { enable?: unknown; rules?: unknown };
  };
  const rules = typeof lint?.rules === 'object' && lint.rules !== null ? lint.rules : {};
  const severities = Object.entries(rules).filter(([, s]) =>
    ['error', 'warning', 'information', 'hint', 'off'].includes(String(s)),
  );
  return {
    version: typeof version === 'string' ? version : defaultSettings.version,
    lint: {
      enable: typeof lint?.enable === 'boolean' ? lint.enable : defaultSettings.lint.enable,
      rules: Object.fromEntries(severities) as Settings['lint']['rules'],
    },
  };
}
