// One run of the language server and the connection to it. Loaded only when the server is started: the
// client library is larger than all the rest of the extension.

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
  type InitializationOptions,
  type ReadFileParams,
  type ReadFileResult,
  readFileRequest,
  type TargetVersionParams,
  targetVersionNotification,
} from '../../server/src/lsp/protocol.ts';

export interface ClientEvents {
  /** The connection is gone and was not closed by us. */
  ended(): void;
  /** main.cf or another file that the server watches was changed outside an editor. */
  filesChanged(): void;
  /** The server judges by another release than before. */
  targetVersion(params: TargetVersionParams): void;
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
  };
  const options: LanguageClientOptions = {
    documentSelector: [...languages],
    diagnosticCollectionName: 'postfix',
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions,
    initializationFailedHandler: () => false,
    // Whether and when to start again is decided by the owner, who is told; the library would ask nobody.
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
          message: 'The connection to the language server is closed.',
          handled: true,
        };
      },
    },
    middleware: {
      provideDiagnostics: (document, previous, token, next) =>
        isKept('uri' in document ? document.uri : document)
          ? next(document, previous, token)
          : { kind: vsdiag.DocumentDiagnosticReportKind.full, items: [] },
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

/** Says in the log what the library would say in notifications: the owner has a quieter word for it. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** False for what is in no file system, such as one side of a comparison: nobody can mend it there. */
function isKept({ scheme }: vscode.Uri): boolean {
  return scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(scheme) !== undefined;
}

async function readText(uri: string): Promise<ReadFileResult> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.parse(uri, true));
    return new TextDecoder().decode(bytes);
  } catch {
    return null;
  }
}
