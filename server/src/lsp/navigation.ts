// The requests that move through a configuration and reshape it: definitions, references, renaming, outlines, links, and
// formatting.

import {
  type Connection,
  type DocumentSymbol,
  ErrorCodes,
  type Location,
  type LocationLink,
  type PrepareRenameResult,
  ResponseError,
  type ServerCapabilities,
  type SymbolInformation,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { documentationScheme } from '../features/documentation.ts';
import type { Refusal } from '../features/rename.ts';
import type { PostfixService } from '../service.ts';
import type { Answers } from './answers.ts';
import type { ClientAbilities } from './client-abilities.ts';

export const navigationCapabilities = {
  definitionProvider: true,
  declarationProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  documentLinkProvider: {},
  inlayHintProvider: true,
  codeLensProvider: { resolveProvider: true },
  callHierarchyProvider: true,
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  documentOnTypeFormattingProvider: { firstTriggerCharacter: '\n' },
} satisfies ServerCapabilities;

/** What the handlers need from the server. */
export interface NavigationServer {
  service(): PostfixService;
  client(): ClientAbilities;
  /** A file of each configuration in the workspace. */
  workspaceFiles(): Promise<readonly string[]>;
}

export function listenToNavigation(connection: Connection, answers: Answers, server: NavigationServer): void {
  const links = (found: readonly LocationLink[], asLinks: boolean): LocationLink[] | Location[] => {
    const client = server.client();
    const shown = found.filter(
      ({ targetUri }) => client.opensDocumentation || !targetUri.startsWith(`${documentationScheme}:`),
    );
    return asLinks
      ? shown
      : shown.map(({ targetUri, targetSelectionRange }) => ({ uri: targetUri, range: targetSelectionRange }));
  };
  connection.onDefinition(
    answers.handler('definition', nothing, async ({ textDocument: { uri }, position }, token) =>
      links(await server.service().definition(uri, position, token), server.client().linksDefinitions),
    ),
  );
  connection.onDeclaration(
    answers.handler('declaration', nothing, async ({ textDocument: { uri }, position }, token) =>
      links(await server.service().declaration(uri, position, token), server.client().linksDeclarations),
    ),
  );
  connection.onReferences(
    answers.handler('references', nothing, ({ textDocument: { uri }, position, context }, token) =>
      server.service().references(uri, position, context, token),
    ),
  );
  connection.onDocumentHighlight(
    answers.handler('highlights', nothing, ({ textDocument: { uri }, position }, token) =>
      server.service().highlights(uri, position, token),
    ),
  );
  connection.onPrepareRename(
    answers.handler<PrepareParams, PrepareRenameResult | null>(
      'the name to change',
      () => null,
      async ({ textDocument: { uri }, position }, token) =>
        answerOf(await server.service().prepareRename(uri, position, token)),
    ),
  );
  connection.onRenameRequest(
    answers.handler<RenameParams, WorkspaceEdit | null>(
      'rename',
      () => null,
      async ({ textDocument: { uri }, position, newName }, token) => {
        const files = await server.workspaceFiles();
        const found = answerOf(await server.service().rename(uri, position, newName, token, files));
        return found === null || found instanceof ResponseError ? found : inAbilities(found, server.client());
      },
    ),
  );
  connection.onDocumentSymbol(
    answers.handler('outline', nothing, async ({ textDocument: { uri } }, token) => {
      const symbols = await server.service().documentSymbols(uri, token);
      return server.client().nestsSymbols ? symbols : flat(uri, symbols);
    }),
  );
  connection.onWorkspaceSymbol(
    answers.handler('symbols of the workspace', nothing, async ({ query }, token) =>
      server.service().workspaceSymbols(query, await server.workspaceFiles(), token),
    ),
  );
  connection.onFoldingRanges(
    answers.handler('folding', nothing, ({ textDocument: { uri } }, token) =>
      server.service().foldingRanges(uri, token),
    ),
  );
  connection.onSelectionRanges(
    answers.handler('selection', nothing, ({ textDocument: { uri }, positions }, token) =>
      server.service().selectionRanges(uri, positions, token),
    ),
  );
  connection.onDocumentLinks(
    answers.handler('links', nothing, ({ textDocument: { uri } }, token) =>
      server.service().documentLinks(uri, token),
    ),
  );
  connection.languages.inlayHint.on(
    answers.handler('inlay hints', nothing, ({ textDocument: { uri }, range }, token) =>
      server.service().inlayHints(uri, range, token),
    ),
  );
  connection.onCodeLens(
    answers.handler('code lenses', nothing, ({ textDocument: { uri } }, token) => {
      const { indexesTables, tracesMail } = server.client();
      return server.service().codeLenses(uri, { indexesTables, tracesMail }, token);
    }),
  );
  connection.onCodeLensResolve(
    answers.handler(
      'text of a code lens',
      (lens) => lens,
      (lens, token) => server.service().resolveCodeLens(lens, token),
    ),
  );
  connection.languages.callHierarchy.onPrepare(
    answers.handler('call hierarchy', nothing, ({ textDocument: { uri }, position }, token) =>
      server.service().prepareCallHierarchy(uri, position, token),
    ),
  );
  connection.languages.callHierarchy.onIncomingCalls(
    answers.handler('incoming calls', nothing, ({ item }, token) =>
      server.service().incomingCalls(item, token),
    ),
  );
  connection.languages.callHierarchy.onOutgoingCalls(
    answers.handler('outgoing calls', nothing, ({ item }, token) =>
      server.service().outgoingCalls(item, token),
    ),
  );
  connection.onDocumentFormatting(
    answers.handler('formatting', nothing, ({ textDocument: { uri }, options }, token) =>
      server.service().formatting(uri, options, undefined, token),
    ),
  );
  connection.onDocumentRangeFormatting(
    answers.handler('formatting of a range', nothing, ({ textDocument: { uri }, options, range }, token) =>
      server.service().formatting(uri, options, range, token),
    ),
  );
  connection.onDocumentOnTypeFormatting(
    answers.handler('indentation', nothing, ({ textDocument: { uri }, options, position }, token) =>
      server.service().formattingOnEnter(uri, position, options, token),
    ),
  );
  connection.workspace.textDocumentContent.on(
    answers.handler(
      'documentation',
      () => null,
      async ({ uri }) => {
        const text = await server.service().documentation(uri);
        return text === undefined ? null : { text };
      },
    ),
  );
}

interface PrepareParams {
  readonly textDocument: { readonly uri: string };
  readonly position: { readonly line: number; readonly character: number };
}

interface RenameParams extends PrepareParams {
  readonly newName: string;
}

/** A refusal is an error whose message the editor shows. */
function answerOf<T extends object>(found: T | Refusal | undefined): T | ResponseError<void> | null {
  if (found === undefined) return null;
  return 'refusal' in found ? new ResponseError(ErrorCodes.InvalidRequest, found.refusal) : found;
}

/** The edit in a form that the client supports. */
function inAbilities(
  { documentChanges = [] }: WorkspaceEdit,
  { changesDocuments, renamesFiles }: ClientAbilities,
): WorkspaceEdit | ResponseError<void> {
  if (documentChanges.some((change) => 'kind' in change) && !renamesFiles)
    return new ResponseError(ErrorCodes.InvalidRequest, 'This editor cannot rename files.');
  if (changesDocuments) return { documentChanges };
  const edits = documentChanges.flatMap((change) => ('textDocument' in change ? [change] : []));
  return {
    changes: Object.fromEntries(
      edits.map(({ textDocument, edits }) => [textDocument.uri, edits.filter((edit) => 'newText' in edit)]),
    ),
  };
}

const nothing = (): null => null;

/** For a client that shows a list instead of a tree. */
function flat(uri: string, symbols: readonly DocumentSymbol[], containerName?: string): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, range, children = [] }) => [
    { name, kind, location: { uri, range }, ...(containerName !== undefined && { containerName }) },
    ...flat(uri, children, name),
  ]);
}
