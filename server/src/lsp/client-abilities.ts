// What the client can do, from its `initialize` request.

import type { InitializeParams } from 'vscode-languageserver';
import type { EditorAbilities } from '../features/completion/index.ts';
import type { InitializationOptions } from './protocol.ts';

export interface ClientAbilities extends Required<InitializationOptions> {
  readonly completion: EditorAbilities;
  /** The properties that it reads from a completion list instead of from each item. */
  readonly itemDefaults: readonly string[];
  /** It shows actions that are disabled, with the reason. */
  readonly showsDisabledActions: boolean;
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesTokens: boolean;
  readonly refreshesHints: boolean;
  readonly refreshesLenses: boolean;
  readonly hasConfiguration: boolean;
  /** It reports changes of the workspace's folders. */
  readonly hasFolders: boolean;
  /** It accepts the definition of a name together with the place of the name. */
  readonly linksDefinitions: boolean;
  /** The same for a declaration. */
  readonly linksDeclarations: boolean;
  /** The client shows symbols inside other symbols. */
  readonly nestsSymbols: boolean;
  /** It asks for the text of documents that only the server has. */
  readonly opensDocumentation: boolean;
  readonly changesDocuments: boolean;
  /** An edit can create files. */
  readonly createsFiles: boolean;
  /** An edit can give files another name. */
  readonly renamesFiles: boolean;
  readonly watchesFiles: boolean;
  /** It can watch a folder outside the workspace. */
  readonly watchesFolders: boolean;
}

export function clientAbilities({
  capabilities: { textDocument, workspace },
  initializationOptions,
}: InitializeParams): ClientAbilities {
  const options: InitializationOptions = initializationOptions ?? {};
  const { completionItem, completionList } = textDocument?.completion ?? {};
  const { dynamicRegistration, relativePatternSupport } = workspace?.didChangeWatchedFiles ?? {};
  const { documentChanges: changesDocuments = false, resourceOperations = [] } =
    workspace?.workspaceEdit ?? {};
  const setsUpScenarios = options.setsUpScenarios ?? false;
  const tellsInstalledVersion = options.tellsInstalledVersion ?? false;
  return {
    readFile: options.readFile ?? false,
    tellsInstalledVersion,
    isTrusted: options.isTrusted ?? true,
    setsRuleSeverity: options.setsRuleSeverity ?? false,
    setsUpScenarios,
    indexesTables: options.indexesTables ?? false,
    opensPages: options.opensPages ?? false,
    tracesMail: options.tracesMail ?? false,
    breaksMessages: options.breaksMessages ?? false,
    showsTargetVersion: options.showsTargetVersion ?? false,
    completion: {
      snippets: completionItem?.snippetSupport ?? false,
      insertReplace: completionItem?.insertReplaceSupport ?? false,
      setsUpScenarios,
    },
    itemDefaults: completionList?.itemDefaults ?? [],
    showsDisabledActions: textDocument?.codeAction?.disabledSupport ?? false,
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport ?? false,
    refreshesTokens: workspace?.semanticTokens?.refreshSupport ?? false,
    refreshesHints: workspace?.inlayHint?.refreshSupport ?? false,
    refreshesLenses: workspace?.codeLens?.refreshSupport ?? false,
    hasConfiguration: workspace?.configuration ?? false,
    hasFolders: workspace?.workspaceFolders ?? false,
    linksDefinitions: textDocument?.definition?.linkSupport ?? false,
    linksDeclarations: textDocument?.declaration?.linkSupport ?? false,
    nestsSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport ?? false,
    opensDocumentation: workspace?.textDocumentContent !== undefined,
    changesDocuments,
    createsFiles: changesDocuments && resourceOperations.includes('create'),
    renamesFiles: resourceOperations.includes('rename'),
    watchesFiles: dynamicRegistration ?? false,
    watchesFolders: relativePatternSupport ?? false,
  };
}
