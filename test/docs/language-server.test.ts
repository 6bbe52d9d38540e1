// docs/language-server.md lists the requests that the server answers, and no others.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ServerCapabilities } from 'vscode-languageserver';
import { capabilitiesOf } from '../protocol/in-process.ts';

const page = readFileSync(new URL('../../docs/language-server.md', import.meta.url), 'utf8');

/** The requests that each capability announces. */
const requests: Readonly<Record<string, readonly string[]>> = {
  diagnosticProvider: ['textDocument/publishDiagnostics', 'textDocument/diagnostic', 'workspace/diagnostic'],
  codeActionProvider: ['textDocument/codeAction'],
  hoverProvider: ['textDocument/hover'],
  completionProvider: ['textDocument/completion', 'completionItem/resolve'],
  signatureHelpProvider: ['textDocument/signatureHelp'],
  semanticTokensProvider: ['textDocument/semanticTokens'],
  definitionProvider: ['textDocument/definition'],
  declarationProvider: ['textDocument/declaration'],
  referencesProvider: ['textDocument/references'],
  documentHighlightProvider: ['textDocument/documentHighlight'],
  renameProvider: ['textDocument/prepareRename', 'textDocument/rename'],
  documentSymbolProvider: ['textDocument/documentSymbol'],
  workspaceSymbolProvider: ['workspace/symbol'],
  foldingRangeProvider: ['textDocument/foldingRange'],
  selectionRangeProvider: ['textDocument/selectionRange'],
  documentLinkProvider: ['textDocument/documentLink'],
  documentFormattingProvider: ['textDocument/formatting'],
  documentRangeFormattingProvider: ['textDocument/rangeFormatting'],
  documentOnTypeFormattingProvider: ['textDocument/onTypeFormatting'],
  inlayHintProvider: ['textDocument/inlayHint'],
  codeLensProvider: ['textDocument/codeLens', 'codeLens/resolve'],
  executeCommandProvider: ['workspace/executeCommand'],
  callHierarchyProvider: [
    'textDocument/prepareCallHierarchy',
    'callHierarchy/incomingCalls',
    'callHierarchy/outgoingCalls',
  ],
  textDocumentContent: ['workspace/textDocumentContent'],
};

/** How documents and folders reach the server, not a request of the user. */
const transport: ReadonlySet<string> = new Set(['textDocumentSync', 'workspaceFolders']);

function announced({ workspace = {}, ...capabilities }: ServerCapabilities): readonly string[] {
  return [...Object.keys(capabilities), ...Object.keys(workspace)].filter((name) => !transport.has(name));
}

test('every capability has its requests on the page', async () => {
  const names = announced(await capabilitiesOf());
  expect([...names].sort()).toEqual(Object.keys(requests).sort());
  const listed = [...page.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`((?:textDocument|workspace|completionItem|codeLens|callHierarchy)\/\w+)`/g)].map(
      ([, method = '']) => method,
    ),
  );
  expect(listed.sort()).toEqual(names.flatMap((name) => requests[name] ?? []).sort());
});
