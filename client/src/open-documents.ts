// Watches the documents of VS Code for tables whose language follows from main.cf.

import * as vscode from 'vscode';
import { type DocumentLanguageResult, documentLanguageRequest } from '../../server/src/lsp/protocol.ts';
import { DocumentLanguages, type LanguageDocument } from './document-languages.ts';
import type { LanguageServer } from './language-server.ts';

/** How long main.cf must stay unchanged before its tables are checked again, in milliseconds. */
const REST = 1000;

const memory = 'postfix.notOurFiles';

export function watchDocuments(server: LanguageServer, state: vscode.Memento): vscode.Disposable {
  const languages = new DocumentLanguages<OpenDocument>({
    documents: () => vscode.workspace.textDocuments.filter(isFile).map(openDocument),
    ask: async (uri) => {
      if (server.state !== 'running') return undefined;
      return (await server.ask<DocumentLanguageResult>(documentLanguageRequest, { uri })) ?? undefined;
    },
    setLanguage: async ({ document }, languageId) =>
      vscode.languages.setTextDocumentLanguage(document, languageId),
    isAssociated: ({ document }) => isAssociated(document),
    leftAlone: { get: () => state.get(memory, []), set: (uris) => void state.update(memory, uris) },
  });

  let rest: NodeJS.Timeout | undefined;
  const checkSoon = () => {
    clearTimeout(rest);
    rest = setTimeout(() => void languages.checkAll(), REST);
  };
  // VS Code reports a change of the language as the closing and opening of a document that is not closed.
  let changing: { readonly document: vscode.TextDocument; readonly previous: string } | undefined;
  return vscode.Disposable.from(
    vscode.workspace.onDidCloseTextDocument((document) => {
      changing = document.isClosed ? undefined : { document, previous: document.languageId };
    }),
    vscode.workspace.onDidOpenTextDocument((document) => {
      const previous = changing?.document === document ? changing.previous : undefined;
      changing = undefined;
      if (!isFile(document)) return;
      if (previous === undefined) languages.opened(openDocument(document));
      else languages.languageChanged(openDocument(document), previous);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document: { languageId } }) => {
      if (languageId === 'postfix-main' || languageId === 'postfix-master') checkSoon();
    }),
    server.onDidChangeFiles(checkSoon),
    // The server reports its target after it has read the settings.
    server.onDidChangeTarget(checkSoon),
    server.onDidChangeState((now) => {
      if (now === 'running') void languages.checkAll();
    }),
    { dispose: () => clearTimeout(rest) },
  );
}

interface OpenDocument extends LanguageDocument {
  readonly document: vscode.TextDocument;
}

function openDocument(document: vscode.TextDocument): OpenDocument {
  return {
    document,
    uri: document.uri.toString(),
    get languageId() {
      return document.languageId;
    },
    get isClosed() {
      return document.isClosed;
    },
  };
}

/** False for output channels, older versions of files, and the settings editor. */
function isFile({ uri, isUntitled }: vscode.TextDocument): boolean {
  return !isUntitled && (uri.scheme === 'file' || vscode.workspace.getWorkspaceFolder(uri) !== undefined);
}

function isAssociated(document: vscode.TextDocument): boolean {
  const associations = vscode.workspace
    .getConfiguration('files', document.uri)
    .get<Record<string, string>>('associations', {});
  return Object.keys(associations).some((pattern) => {
    const anywhere = pattern.includes('/') ? pattern : `**/${pattern}`;
    return vscode.languages.match({ pattern: anywhere }, document) > 0;
  });
}
