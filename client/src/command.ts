// Commands of the palette. A failure is logged and shown.

import * as vscode from 'vscode';

export function command(
  id: string,
  log: vscode.LogOutputChannel,
  perform: (...args: readonly unknown[]) => Promise<void>,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
    try {
      await perform(...args);
    } catch (error) {
      log.error(id, error);
      void vscode.window.showErrorMessage(`${id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}
