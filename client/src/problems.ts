// Warnings and errors from Postfix itself, shown at their lines, unless the language server already warns there.

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
  /** Everything that was reported, also what a finding already says. */
  private readonly reported = new Map<string, readonly vscode.Diagnostic[]>();
  private readonly listeners = [
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      for (const uri of uris) this.show(uri);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) this.remove(document.uri);
    }),
    vscode.workspace.onDidDeleteFiles(({ files }) => {
      for (const uri of files) this.remove(uri);
    }),
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      for (const { input } of closed) {
        if (input instanceof vscode.TabInputText) this.remove(input.uri);
      }
    }),
  ];

  report(subject: string, messages: readonly Message[]): void {
    for (const uri of this.subjects.get(subject) ?? []) this.remove(uri);
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
      const diagnostics = about.map((message) => diagnosticOf(message, document));
      this.reported.set(uri.toString(), diagnostics);
      this.show(uri);
    }
    this.subjects.set(subject, uris);
  }

  private remove(uri: vscode.Uri): void {
    this.reported.delete(uri.toString());
    this.collection.delete(uri);
  }

  /** Leaves out what a finding of the language server on the same line already says. */
  private show(uri: vscode.Uri): void {
    const reported = this.reported.get(uri.toString());
    if (reported === undefined) return;
    const findings = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'postfix');
    const shown = reported.filter(
      ({ range, severity }) =>
        severity === vscode.DiagnosticSeverity.Error ||
        !findings.some((finding) => finding.range.intersection(range) !== undefined),
    );
    // A change here is an event, too.
    if (this.collection.get(uri)?.length !== shown.length) this.collection.set(uri, shown);
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
