// Notifications, questions, and progress of commands, implemented with VS Code.

import * as vscode from 'vscode';
import type { Choice, Ui } from './commands/context.ts';
import { isPosixShell } from './postfix/command-line.ts';

/** How long a message stays in the status bar, in milliseconds. */
const TOLD = 6000;
/** How long to wait for the prompt of a shell, in milliseconds. With a slower shell, the terminal only looks untidy. */
const PROMPT = 500;
/** A task that takes less time than this shows no progress, in milliseconds. */
const MOMENT = 500;

export function createUi(log: vscode.LogOutputChannel): Ui {
  let told: vscode.Disposable | undefined;
  return {
    tell(text) {
      told?.dispose();
      told = vscode.window.setStatusBarMessage(`$(mail) ${text}`, TOLD);
    },
    async say(kind, text, ...buttons) {
      told?.dispose();
      switch (kind) {
        case 'information':
          return vscode.window.showInformationMessage(text, ...buttons);
        case 'warning':
          return vscode.window.showWarningMessage(text, ...buttons);
        case 'error':
          return vscode.window.showErrorMessage(text, ...buttons);
      }
    },
    async pick<T extends Choice>(placeHolder: string, choices: readonly T[]) {
      return vscode.window.showQuickPick<T>(choices, { placeHolder, matchOnDescription: true });
    },
    async ask({ title, placeholder, value = '' }) {
      return vscode.window.showInputBox({ title, placeHolder: placeholder, value, ignoreFocusOut: true });
    },
    async show(uri, line) {
      const at = new vscode.Position(line, 0);
      await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection: new vscode.Range(at, at) });
    },
    busy,
    typeInTerminal(commandLine) {
      const terminal = vscode.window.createTerminal({
        name: 'Postfix',
        // The command line is quoted for a POSIX shell.
        ...(!isPosixShell(vscode.env.shell) && { shellPath: '/bin/sh' }),
      });
      terminal.show();
      // A terminal shows text twice that arrives before the prompt of the shell.
      void terminal.processId.then(() => setTimeout(() => terminal.sendText(commandLine, false), PROMPT));
    },
    showProblems() {
      void vscode.commands.executeCommand('workbench.actions.view.problems');
    },
    openPage(page) {
      void vscode.commands.executeCommand('postfix.openPage', page);
    },
    showLog() {
      log.show(true);
    },
    manageTrust() {
      void vscode.commands.executeCommand('workbench.trust.manage');
    },
    openSetting(id) {
      void vscode.commands.executeCommand('workbench.action.openSettings', `@id:${id}`);
    },
  };
}

async function busy<T>(title: string, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const result = task(controller.signal);
  const over = result.then(
    () => true,
    () => true,
  );
  const moment = new Promise<false>((resolve) => setTimeout(() => resolve(false), MOMENT));
  if (!(await Promise.race([over, moment]))) {
    const location = vscode.ProgressLocation.Notification;
    await vscode.window.withProgress({ location, title, cancellable: true }, (_, token) => {
      token.onCancellationRequested(() => controller.abort());
      return over;
    });
  }
  return result;
}
