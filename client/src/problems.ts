// Warnings and errors from Postfix itself, shown at their lines, in addition to those of the language server.

import * as vscode from 'vscode';
import type { Problems } from './commands/context.ts';
import { isError, type Message } from './postfix/messages.ts';

/**
 * A report stays until the next report on the same subject, until its file is changed or deleted, or until the editor
 * of the file is closed.
 */
export class ProgramProblems implements Problems, vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('postfix-programs');
  private readonly subjects = new Map<string, readonly vscode.Uri[]>();
  private readonly listeners = [
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) this.collection.delete(document.uri);
    }),
    vscode.workspace.onDidDeleteFiles(({ files }) => {
      for (const uri of files) this.collection.delete(uri);
    }),
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      for (const { input } of closed) {
        if (input instanceof vscode.TabInputText) this.collection.delete(input.uri);
      }
    }),
  ];

  report(subject: string, messages: readonly Message[]): void {
    for (const uri of this.subjects.get(subject) ?? []) this.collection.delete(uri);
    const byFile = new Map<string, Message[]>();
    for (const message of messages) {
      if (message.file === undefined) continue;
      const others = byFile.get(message.file);
      if (others) others.push(message);
      else byFile.set(message.file, [message]);
    }
    const uris: vscode.Uri[] = [];
    for (const [file, about] of byFile) {
      const uri = vscode.Uri.file(file);
      uris.push(uri);
      const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
      this.collection.set(
        uri,
        about.map((message) => diagnosticOf(message, document)),
      );
    }
    this.subjects.set(subject, uris);
  }

  dispose(): void {
    this.collection.dispose();
    for (const listener of this.listeners) listener.dispose();
  }
}

function diagnosticOf(message: Message, document: vscode.TextDocument | undefined): vscode.Diagnostic {
  const line = (message.line ?? 1) - 1;
  const range =
    document && line < document.lineCount
      ? document.lineAt(line).range
      : new vscode.Range(line, 0, line, Number.MAX_SAFE_INTEGER);
  const severity = isError(message)
    ? vscode.DiagnosticSeverity.Error
    : message.severity === 'warning'
      ? vscode.DiagnosticSeverity.Warning
      : vscode.DiagnosticSeverity.Information;
  const diagnostic = new vscode.Diagnostic(range, message.text, severity);
  diagnostic.source = message.program;
  return diagnostic;
}
