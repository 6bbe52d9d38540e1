// The view Queue: the mail queue of one Postfix instance, and commands for its messages.

import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { command } from '../command.ts';
import type { CommandContext, File } from '../commands/context.ts';
import { directoryOf } from '../commands/control.ts';
import {
  changeSelected,
  flushSelected,
  type QueueContext,
  requeueEverything,
  type Selection,
  showHeaders,
} from '../commands/queue.ts';
import { failureOf, mayRun, needProgram, sayUnknownTarget, sayWithPlaces } from '../commands/say.ts';
import { controlTarget } from '../postfix/control-target.ts';
import { type QueueAction, type QueueOwner, readQueue } from '../postfix/queue.ts';
import type { Message } from '../queue/entries.ts';
import { filterProblem, noFilter, parseFilter } from '../queue/filter.ts';
import { type Grouping, groupings, QueueModel } from '../queue/model.ts';
import { matching, messages, size } from '../queue/texts.ts';
import { type MoreNode, type Node, QueueTree } from '../queue/tree.ts';

const scheme = 'postfix-message';
/** How often the view shows progress, in milliseconds. */
const PROGRESS = 250;

function mainFileOf({ directory }: QueueOwner): vscode.Uri {
  return vscode.Uri.file(join(directory, 'main.cf'));
}

/** The mail of a node, for a trace. How it arrived is no longer known. */
function mailOf(
  node: unknown,
): { readonly sender: string; readonly recipients: readonly string[] } | undefined {
  const { message } = (node ?? {}) as { readonly message?: Partial<Message> };
  const recipients = message?.recipients?.split(', ').filter((each) => each !== '');
  return message?.sender === undefined || recipients === undefined
    ? undefined
    : { sender: message.sender.replace(/^MAILER-DAEMON$/, ''), recipients };
}

export class QueueView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Node | undefined>();
  private readonly view: vscode.TreeView<Node>;
  private readonly tree = new QueueTree(undefined);
  private readonly texts = new ReadOnlyTexts();
  private readonly commands: vscode.Disposable;
  private readonly context: QueueContext;
  private owner: QueueOwner | undefined;
  private reading: AbortController | undefined;
  readonly onDidChangeTreeData = this.changed.event;

  /** @param fileOf the file that a menu passes, or the one in the editor */
  constructor(
    context: CommandContext,
    fileOf: (at: unknown) => Promise<File | undefined>,
    log: vscode.LogOutputChannel,
  ) {
    this.context = {
      ...context,
      confirm,
      refresh: () => this.read(),
      showText: (name, text) => this.texts.show(name, text),
      saveTemporary,
    };
    this.view = vscode.window.createTreeView('postfix.queue', {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
    });
    const change = (action: QueueAction) => async (node: unknown, nodes: unknown) => {
      const selection = this.selection(node, nodes);
      if (selection !== undefined) await changeSelected(this.context, action, selection);
    };
    const copyIds = async (node: unknown, nodes: unknown) => {
      const { ids = [] } = this.selection(node, nodes) ?? {};
      if (ids.length > 0) await vscode.env.clipboard.writeText(ids.join('\n'));
    };
    this.commands = vscode.Disposable.from(
      command('postfix.showQueue', log, async (at) => this.show(await fileOf(at))),
      command('postfix.refreshQueue', log, () => this.read()),
      command('postfix.filterQueue', log, () => this.askFilter()),
      command('postfix.clearQueueFilter', log, async () => this.setFilter('')),
      command('postfix.groupQueue', log, (grouping) => this.group(grouping)),
      command('postfix.requeueAll', log, async (at) => {
        const owner = this.owner ?? (await this.findOwner(await fileOf(at)));
        if (owner !== undefined) await requeueEverything(this.context, owner);
      }),
      // The queue in the view, which may not be that of the file in the editor.
      command('postfix.queue.flushAll', log, async () => {
        if (this.owner !== undefined)
          await vscode.commands.executeCommand('postfix.flush', mainFileOf(this.owner));
      }),
      command('postfix.traceQueued', log, async (node) => {
        const mail = mailOf(node);
        if (mail === undefined || this.owner === undefined) return;
        await vscode.commands.executeCommand('postfix.traceMail', mainFileOf(this.owner), mail);
      }),
      command('postfix.queue.flush', log, async (node, nodes) => {
        const selection = this.selection(node, nodes);
        if (selection !== undefined) await flushSelected(this.context, selection);
      }),
      command('postfix.queue.requeue', log, change('requeue')),
      command('postfix.queue.hold', log, change('hold')),
      command('postfix.queue.release', log, change('release')),
      command('postfix.queue.delete', log, change('delete')),
      command('postfix.queue.showHeaders', log, async (node) => this.showHeaders(node)),
      command('postfix.queue.copyId', log, copyIds),
      command('postfix.queue.copyIds', log, copyIds),
      command('postfix.queue.showMore', log, async (node) => this.showMore(node)),
    );
    this.setState('unread');
  }

  getChildren(node?: Node): Node[] {
    return this.tree.children(node);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const { label, description, tooltip, spoken, icon, context } = this.tree.describe(
      node,
      Date.now() / 1000,
    );
    const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const isOpen = node.kind === 'queue' ? Expanded : node.kind === 'group' ? Collapsed : None;
    const item = new vscode.TreeItem(label, isOpen);
    item.id = node.id;
    item.description = description;
    item.tooltip = tooltip;
    item.iconPath = new vscode.ThemeIcon(icon);
    item.contextValue = context;
    item.accessibilityInformation = { label: spoken };
    if (node.kind === 'more')
      item.command = { command: 'postfix.queue.showMore', title: label, arguments: [node] };
    return item;
  }

  dispose(): void {
    this.reading?.abort();
    this.commands.dispose();
    this.view.dispose();
    this.texts.dispose();
    this.changed.dispose();
  }

  /** Reads the queue of the instance that a file belongs to, and shows it. */
  private async show(file: File | undefined): Promise<void> {
    const owner = await this.findOwner(file);
    if (owner === undefined) return;
    this.owner = owner;
    await vscode.commands.executeCommand('postfix.queue.focus');
    await this.read();
  }

  private async findOwner(file: File | undefined): Promise<QueueOwner | undefined> {
    if (!(await mayRun(this.context))) return undefined;
    const postconf = await needProgram(this.context, 'postconf');
    if (postconf === undefined) return undefined;
    const { run } = this.context;
    const own = await directoryOf(this.context, file);
    const [target, usual] = await Promise.all([
      controlTarget(postconf, own ?? folderWithInstance(), run),
      controlTarget(postconf, undefined, run),
    ]);
    if (target.kind === 'unknown') return void (await sayUnknownTarget(this.context));
    const directory = target.kind === 'copy' ? target.live : target.directory;
    return { directory, isDefault: usual.kind === 'instance' && directory === usual.directory };
  }

  /** Reads the queue. A new call ends an earlier one that is still reading. */
  private async read(): Promise<void> {
    this.owner ??= await this.findOwner(undefined);
    const { owner } = this;
    const postqueue = owner && (await needProgram(this.context, 'postqueue'));
    if (owner === undefined || postqueue === undefined) return;
    this.reading?.abort();
    const reading = new AbortController();
    this.reading = reading;
    const model = new QueueModel();
    let shown = 0;
    const progress = () => {
      const now = Date.now();
      if (now - shown < PROGRESS || reading.signal.aborted) return;
      shown = now;
      this.view.message = `Reading the queue: ${messages(model.total)} so far`;
    };
    this.view.message = 'Reading the queue…';
    const { signal } = reading;
    const result = await vscode.window.withProgress({ location: { viewId: 'postfix.queue' } }, () =>
      readQueue(this.context, postqueue, owner, model, signal, progress),
    );
    if (this.reading !== reading) return;
    this.reading = undefined;
    const failure = result.end === 'canceled' ? 'reading was canceled' : failureOf('postqueue', result);
    if (failure === undefined) {
      this.tree.model = model;
      this.update();
      return;
    }
    this.update();
    await sayWithPlaces(this.context, 'error', `The queue cannot be read: ${failure}.`, []);
  }

  /** Shows the tree again, and what it contains. */
  private update(): void {
    const { model, grouping, filter } = this.tree;
    this.changed.fire(undefined);
    this.setState(model === undefined ? 'unread' : model.total === 0 ? 'empty' : 'read');
    void vscode.commands.executeCommand('setContext', 'postfix.queueIsFiltered', !filter.isEmpty);
    if (model === undefined) {
      this.view.message = '';
      return;
    }
    const { owner } = this;
    const directory = owner === undefined || owner.isDefault ? [] : [owner.directory];
    this.view.description = [...directory, `by ${grouping}`].join(', ');
    const shown = model.queuesOf(filter);
    const count = shown.reduce((sum, group) => sum + group.messages.length, 0);
    const bytes = shown.reduce((sum, group) => sum + group.size, 0);
    const what = filter.isEmpty
      ? `${messages(count)}, ${size(bytes)}`
      : matching(count, model.length, filter.text, bytes);
    const rest = `The queue has ${messages(model.total)}. The view shows the first ${model.length.toLocaleString('en')} that postqueue listed.`;
    // An empty queue has a welcome text.
    if (model.total === 0) this.view.message = '';
    else this.view.message = model.isBounded ? `${what.replace(/\.?$/, '.')} ${rest}` : what;
  }

  private setState(state: 'unread' | 'read' | 'empty'): void {
    void vscode.commands.executeCommand('setContext', 'postfix.queueState', state);
  }

  /** The messages of the nodes that a menu passes, or of the selected ones. */
  private selection(node: unknown, nodes: unknown): Selection | undefined {
    const given = Array.isArray(nodes) && nodes.length > 0 ? nodes : node === undefined ? undefined : [node];
    const chosen = (given ?? this.view.selection) as readonly Node[];
    const { model } = this.tree;
    if (model === undefined || this.owner === undefined) return undefined;
    const numbers = this.tree.messagesOf(chosen);
    const domains = this.tree.grouping === 'destination' ? chosen.filter(({ kind }) => kind === 'group') : [];
    const [only] = domains;
    const withOtherDomains =
      domains.length === 1 && only?.kind === 'group'
        ? model.withOtherDomains(only.group.messages, only.group.name)
        : 0;
    return { owner: this.owner, ids: numbers.map((number) => model.id(number)), withOtherDomains };
  }

  private async showHeaders(node: unknown): Promise<void> {
    const { ids = [] } = this.selection(node, undefined) ?? {};
    const [id] = ids;
    if (this.owner !== undefined && id !== undefined) await showHeaders(this.context, this.owner, id);
  }

  private showMore(node: unknown): void {
    this.tree.showMore(node as MoreNode);
    this.changed.fire(undefined);
  }

  private async askFilter(): Promise<void> {
    const text = await vscode.window.showInputBox({
      title: 'Filter the Queue',
      value: this.tree.filter.text,
      prompt: 'Parts of an address, a queue ID, or a reason. older:2h and larger:1M also work.',
      placeHolder: 'example.com older:2h',
      validateInput: filterProblem,
    });
    if (text !== undefined) this.setFilter(text);
  }

  private setFilter(text: string): void {
    const filter = parseFilter(text, Date.now() / 1000);
    this.tree.filter = filter.isEmpty ? noFilter : filter;
    this.update();
  }

  private async group(given: unknown): Promise<void> {
    const chosen = groupings.find((grouping) => grouping === given) ?? (await this.askGrouping());
    if (chosen === undefined) return;
    this.tree.grouping = chosen;
    this.update();
  }

  private async askGrouping(): Promise<Grouping | undefined> {
    const choices = groupings.map((grouping) => ({ ...groupingTexts[grouping], grouping }));
    return (await this.context.ui.pick('Group the messages by', choices))?.grouping;
  }
}

const groupingTexts: Readonly<Record<Grouping, { readonly label: string; readonly description: string }>> = {
  reason: { label: 'Reason', description: 'why the last delivery attempt failed' },
  destination: { label: 'Destination', description: 'the domains of the recipients' },
  sender: { label: 'Sender', description: 'the envelope sender address' },
};

/** Enter alone changes nothing, because the first choice is to cancel. */
async function confirm(question: string, detail: string, button: string): Promise<boolean> {
  const cancel = { label: 'Cancel' };
  const chosen = await vscode.window.showQuickPick([cancel, { label: button, detail }], {
    title: question,
    ignoreFocusOut: true,
  });
  return chosen?.label === button;
}

/** The first workspace folder that is a configuration directory. */
function folderWithInstance(): string | undefined {
  return vscode.workspace.workspaceFolders
    ?.filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath)
    .find((path) => existsSync(join(path, 'main.cf')));
}

async function saveTemporary(text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'postfix-queue-'));
  const path = join(directory, 'ids');
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

/** Read-only documents. Their text is kept until they are closed. */
class ReadOnlyTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registration = vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, this),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())),
  );

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  async show(name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${name}` });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
