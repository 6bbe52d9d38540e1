// Edits of main.cf that Postfix applies only when it is stopped and started.

import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { changedUntilRestart } from './postfix/restart.ts';

/** Compares each main.cf with its text when it was opened, and with nothing after Postfix was started again. */
export class Restarts implements vscode.Disposable {
  /** The text that was on disk when a main.cf was first opened, by directory. */
  private readonly before = new Map<string, string>();
  private readonly saved = new Map<string, string>();
  private readonly subscriptions: vscode.Disposable;

  constructor() {
    for (const document of vscode.workspace.textDocuments) this.opened(document);
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.opened(document)),
      vscode.workspace.onDidSaveTextDocument((document) => {
        const directory = directoryOf(document);
        if (directory !== undefined) this.saved.set(directory, document.getText());
      }),
    );
  }

  /** The parameters that were changed since Postfix may have read them. */
  changed(directory: string): readonly string[] {
    const before = this.before.get(directory);
    const after = this.saved.get(directory);
    return before === undefined || after === undefined ? [] : changedUntilRestart(before, after);
  }

  /** Postfix has read the files again. */
  forget(directory: string): void {
    const after = this.saved.get(directory);
    if (after !== undefined) this.before.set(directory, after);
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private opened(document: vscode.TextDocument): void {
    const directory = directoryOf(document);
    if (directory === undefined || document.isDirty || this.before.has(directory)) return;
    this.before.set(directory, document.getText());
  }
}

function directoryOf({ uri }: vscode.TextDocument): string | undefined {
  return uri.scheme === 'file' && uri.path.endsWith('/main.cf') ? dirname(uri.fsPath) : undefined;
}
