// One run of the language server and the connection to it. Loaded only when the server starts, because the client
// library is larger than the rest of the extension.

import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  TransportKind,
  vsdiag,
} from 'vscode-languageclient/node';
import {
  type CodeActionData,
  type InitializationOptions,
  type ReadFileParams,
  type ReadFileResult,
  readFileRequest,
  type TargetVersionParams,
  targetVersionNotification,
} from '../../server/src/lsp/protocol.ts';

export interface ClientEvents {
  /** The connection has ended, but we did not close it. */
  ended(): void;
  /** main.cf or another file that the server watches has changed outside an editor. */
  filesChanged(): void;
  /** The target release of the server has changed. */
  targetVersion(params: TargetVersionParams): void;
  /** The user points at a finding, which VS Code then shows. */
  findingShown(): void;
  /** A command that runs after a fix was applied. */
  readonly fixedCommand: string;
}

export function createClient(
  module: string,
  languages: readonly string[],
  log: vscode.LogOutputChannel,
  events: ClientEvents,
): LanguageClient {
  const initializationOptions: InitializationOptions = {
    readFile: true,
    tellsInstalledVersion: true,
    isTrusted: vscode.workspace.isTrusted,
    showsTargetVersion: true,
    setsRuleSeverity: true,
    setsUpScenarios: true,
    indexesTables: true,
    opensPages: true,
    tracesMail: true,
    breaksMessages: true,
  };
  const options: LanguageClientOptions = {
    documentSelector: [...languages],
    diagnosticCollectionName: 'postfix',
    markdown: { isTrusted: { enabledCommands: ['postfix.openPage', 'postfix.traceMail'] } },
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions,
    initializationFailedHandler: () => false,
    // The owner of the client decides whether and when to restart. The library would decide on its own.
    errorHandler: {
      error: (_error, _message, count) => {
        if (count !== undefined && count <= 3) return { action: ErrorAction.Continue, handled: true };
        events.ended();
        return { action: ErrorAction.Shutdown, handled: true };
      },
      closed: () => {
        events.ended();
        return {
          action: CloseAction.DoNotRestart,
          message: 'The connection to the language server was closed.',
          handled: true,
        };
      },
    },
    middleware: {
      provideDiagnostics: (document, previous, token, next) =>
        isKept('uri' in document ? document.uri : document)
          ? next(document, previous, token)
          : { kind: vsdiag.DocumentDiagnosticReportKind.full, items: [] },
      provideWorkspaceDiagnostics: (previous, token, report, next) =>
        next(previous, token, (part) =>
          report(part && { ...part, items: part.items.filter(({ uri }) => isKept(uri)) }),
        ),
      provideHover: (document, position, token, next) => {
        if (hasFinding(document.uri, position)) events.findingShown();
        return next(document, position, token);
      },
      provideCodeActions: async (document, range, context, token, next) => {
        const actions = await next(document, range, context, token);
        for (const action of actions ?? []) {
          if (action instanceof vscode.CodeAction && action.edit) {
            const data = (action as { data?: CodeActionData }).data;
            action.command ??= {
              command: events.fixedCommand,
              title: action.title,
              arguments: data === undefined ? [] : [data.created],
            };
          }
        }
        return actions;
      },
      workspace: {
        didChangeWatchedFile: async (event, next) => {
          await next(event);
          events.filesChanged();
        },
      },
    },
  };
  const client = new QuietClient(
    'postfix',
    'Postfix Language Server',
    { module, transport: TransportKind.ipc },
    options,
  );
  client.onNotification(targetVersionNotification, (params: TargetVersionParams) =>
    events.targetVersion(params),
  );
  client.onRequest(readFileRequest, ({ uri }: ReadFileParams) => readText(uri));
  return client;
}

/** Writes to the log what the library would show as notifications. The status item shows the state. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** False for a document that is not in a file system, such as one side of a comparison: you cannot fix it there. */
function isKept({ scheme }: vscode.Uri): boolean {
  return scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(scheme) !== undefined;
}

function hasFinding(uri: vscode.Uri, position: vscode.Position): boolean {
  return vscode.languages
    .getDiagnostics(uri)
    .some(({ source, range }) => source === 'postfix' && range.contains(position));
}

async function readText(uri: string): Promise<ReadFileResult> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.parse(uri, true));
    return new TextDecoder().decode(bytes);
  } catch {
    return null;
  }
}
