// Completes the steps of the walkthrough (package.json, contributes.walkthroughs).
//
// VS Code learns the steps when it first shows a walkthrough. It then never completes a step whose context key is
// already set, or whose command has already run. So a key is set only while a walkthrough may be open, and only for a
// moment.

import * as vscode from 'vscode';

export type Step =
  | 'postfix.configurationShown'
  | 'postfix.findingRead'
  | 'postfix.fixed'
  | 'postfix.scenarioSetUp'
  | 'postfix.indexed'
  | 'postfix.reloaded';

/** VS Code may wait this long for the conditions of a walkthrough before it learns the steps, in milliseconds. */
const REGISTRATION = 6000;

export class Walkthrough implements vscode.Disposable {
  private readonly completed = new Set<Step>();
  private readonly subscriptions: vscode.Disposable;
  private again: NodeJS.Timeout | undefined;

  /** @param languages the languages of Postfix files, one of which completes the first step */
  constructor(private readonly languages: readonly string[]) {
    const look = () => this.lookForConfiguration();
    this.subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(look),
      vscode.workspace.onDidOpenTextDocument(look),
      vscode.window.tabGroups.onDidChangeTabs(() => this.repeat()),
    );
    look();
  }

  complete(step: Step): void {
    if (this.completed.has(step)) return;
    this.completed.add(step);
    if (mayShowWalkthrough()) announce(step);
  }

  dispose(): void {
    clearTimeout(this.again);
    this.subscriptions.dispose();
  }

  private lookForConfiguration(): void {
    const isShown = vscode.workspace.textDocuments.some(({ languageId }) =>
      this.languages.includes(languageId),
    );
    if (isShown) this.complete('postfix.configurationShown');
  }

  private repeat(): void {
    if (!mayShowWalkthrough()) return;
    this.announceAll();
    clearTimeout(this.again);
    this.again = setTimeout(() => this.announceAll(), REGISTRATION);
  }

  private announceAll(): void {
    for (const step of this.completed) announce(step);
  }
}

/** Sends both values at once, so that VS Code does nothing in between. */
function announce(step: Step): void {
  for (const value of [true, false]) void vscode.commands.executeCommand('setContext', step, value);
}

/** The tab of a walkthrough is one of those that VS Code does not describe to extensions. */
function mayShowWalkthrough(): boolean {
  return vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input === undefined));
}
