// The language status item of the installed Postfix: its release, whether it runs, and as whom commands run.

import * as vscode from 'vscode';
import type { CommandContext } from '../commands/context.ts';
import { directoryOf } from '../commands/control.ts';
import { fileOfDocument } from '../file.ts';
import { latest } from '../latest.ts';
import { controlTarget } from '../postfix/control-target.ts';
import { isRunning } from '../postfix/instances.ts';
import { installedVersion } from '../postfix/parameters.ts';

interface Status {
  readonly text: string;
  readonly detail: string;
}

/** Asks once for each configuration, when one of its files is first shown. Shows nothing if there is no Postfix. */
export class InstanceStatus implements vscode.Disposable {
  private readonly known = new Map<string, Status | undefined>();
  private readonly subscriptions: vscode.Disposable;
  private item: vscode.LanguageStatusItem | undefined;
  private readonly update: (document: vscode.TextDocument | undefined) => Promise<unknown>;

  constructor(
    private readonly context: CommandContext,
    private readonly languages: readonly string[],
  ) {
    this.update = latest(
      (document: vscode.TextDocument | undefined) => this.statusFor(document),
      (status) => this.show(status),
    );
    const again = () => this.refresh();
    this.subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor((editor) => this.update(editor?.document)),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
    );
    void this.update(vscode.window.activeTextEditor?.document);
  }

  refresh(): void {
    this.known.clear();
    void this.update(vscode.window.activeTextEditor?.document);
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.item?.dispose();
  }

  private async statusFor(document: vscode.TextDocument | undefined): Promise<Status | undefined> {
    if (document === undefined || document.uri.scheme !== 'file' || !this.context.isTrusted())
      return undefined;
    if (!this.languages.includes(document.languageId)) return undefined;
    const directory = await directoryOf(this.context, fileOfDocument(document));
    if (directory === undefined) return undefined;
    if (!this.known.has(directory)) this.known.set(directory, await this.ask(directory));
    return this.known.get(directory);
  }

  private async ask(directory: string): Promise<Status | undefined> {
    const { context } = this;
    const postconf = await context.findProgram('postconf');
    if (!postconf.found) return undefined;
    const target = await controlTarget(postconf.path, directory, context.run);
    if (target.kind === 'unknown') return undefined;
    const version = (await installedVersion(postconf.path, context.run)) ?? '';
    if (target.kind === 'copy') {
      return { text: `Postfix ${version}: not the active configuration`, detail: `active: ${target.live}` };
    }
    const [running, isRoot] = await Promise.all([
      isRunning(context, target.directory),
      context.isSuperuser(),
    ]);
    const state = { running: ' is running', stopped: ' is not running', unknown: '' }[running];
    return {
      text: `Postfix ${version}${state}`,
      detail: `${target.directory}, ${isRoot ? 'as root' : 'not as root'}`,
    };
  }

  private show(status: Status | undefined): void {
    if (status === undefined) {
      this.item?.dispose();
      this.item = undefined;
      return;
    }
    this.item ??= vscode.languages.createLanguageStatusItem('postfix.instance', [...this.languages]);
    this.item.name = 'Postfix Instance';
    this.item.text = status.text;
    this.item.detail = status.detail;
    this.item.command = { command: 'postfix.refreshInstances', title: 'Refresh' };
  }
}
