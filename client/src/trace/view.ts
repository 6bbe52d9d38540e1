// The view Trace: what Postfix would do with one mail, step by step. It follows the files of the configuration.

import * as vscode from 'vscode';
import type { TracedMail, TraceNode } from '../../../server/src/lsp/protocol.ts';
import type { ShownTrace } from '../commands/trace-context.ts';

type Node = TraceNode & {
  /** The position in the tree, which stays the same when the mail is traced again. */
  readonly id: string;
  readonly isOpen: boolean;
};

export const viewId = 'postfix.trace';
/** An internal command, not in the palette. */
export const goToCommand = '_postfix.goToTraceStep';

export class TraceView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly view: vscode.TreeView<Node>;
  private readonly highlight = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    isWholeLine: true,
  });
  private root: Node | undefined;
  private current: ShownTrace | undefined;
  private waiting: NodeJS.Timeout | undefined;
  /** The number of the shown trace. What the user opens in one trace does not apply to the next. */
  private number = 0;
  private readonly listeners: vscode.Disposable;
  readonly onDidChangeTreeData = this.changed.event;

  /**
   * @param nameOf the readable form of the URI of a directory
   * @param again traces a mail once more
   */
  constructor(
    private readonly nameOf: (uri: string) => string,
    private readonly again: (shown: ShownTrace) => Promise<TracedMail | undefined>,
  ) {
    this.view = vscode.window.createTreeView(viewId, { treeDataProvider: this, showCollapseAll: true });
    this.listeners = vscode.Disposable.from(
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) this.filesChanged();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && document.languageId.startsWith('postfix-')) this.filesChanged();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        if (kind !== undefined) textEditor.setDecorations(this.highlight, []);
      }),
    );
  }

  get shown(): ShownTrace | undefined {
    return this.current;
  }

  /** Shows a result, and moves the focus to it. */
  async show(shown: ShownTrace): Promise<void> {
    // While the tree changes, VS Code cannot focus its nodes.
    await vscode.commands.executeCommand(`${viewId}.focus`);
    this.number++;
    this.set(shown);
    await vscode.commands.executeCommand('setContext', 'postfix.hasTrace', true);
    await this.setLookups();
    if (this.root) await this.view.reveal(this.root, { select: true, focus: true, expand: true });
  }

  /** Traces the mail again when the files have been quiet for a moment. */
  filesChanged(): void {
    if (this.current === undefined || !this.view.visible) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.refresh(), PAUSE);
  }

  async refresh(): Promise<void> {
    const { current } = this;
    if (current === undefined) return;
    const traced = await this.again(current);
    if (!traced || this.current !== current) return;
    this.set({ ...current, traced });
    await this.setLookups();
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) return this.root ? [this.root] : [];
    return node.children.map((child, index) => ({
      ...child,
      id: `${node.id}/${index}`,
      isOpen: isOpen(child),
    }));
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const { label, description, tooltip, kind, at, children, id } = node;
    const state =
      children.length === 0
        ? vscode.TreeItemCollapsibleState.None
        : node.isOpen
          ? vscode.TreeItemCollapsibleState.Expanded
          : vscode.TreeItemCollapsibleState.Collapsed;
    const item = new vscode.TreeItem(label, state);
    item.id = id;
    if (description !== undefined) item.description = description;
    if (tooltip !== undefined) item.tooltip = new vscode.MarkdownString(tooltip);
    const icon = iconOf(node);
    if (icon !== undefined) item.iconPath = icon;
    item.contextValue = kind;
    item.accessibilityInformation = { label: spoken(node) };
    if (at.length > 0) item.command = { command: goToCommand, title: 'Go to the Line', arguments: [at[0]] };
    return item;
  }

  /** Shows the line of a step in an editor, and keeps the focus in the tree. */
  async goTo({ uri, range: { start, end } }: TraceNode['at'][number]): Promise<void> {
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    const editor = await vscode.window.showTextDocument(vscode.Uri.parse(uri), {
      preview: true,
      preserveFocus: true,
    });
    editor.selection = new vscode.Selection(range.start, range.start);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    for (const other of vscode.window.visibleTextEditors)
      other.setDecorations(this.highlight, other === editor ? [range] : []);
  }

  dispose(): void {
    clearTimeout(this.waiting);
    this.listeners.dispose();
    this.highlight.dispose();
    this.view.dispose();
    this.changed.dispose();
  }

  private async setLookups(): Promise<void> {
    const hasLookups = (this.current?.traced.lookups.length ?? 0) > 0;
    await vscode.commands.executeCommand('setContext', 'postfix.traceHasLookups', hasLookups);
  }

  private set(shown: ShownTrace): void {
    const { traced } = shown;
    this.current = shown;
    // A message of the view would hide the steps in a small window.
    this.root = { ...traced.tree, description: traced.mail, id: `${this.number}`, isOpen: true };
    this.view.description = this.nameOf(traced.directory);
    this.changed.fire(undefined);
  }
}

/** In milliseconds. */
const PAUSE = 250;

/** The usual way is visible at once, and the others on demand. */
function isOpen({ kind }: TraceNode): boolean {
  return kind === 'mail' || kind === 'recipient';
}

function iconOf({ kind, outcome, decider, program }: TraceNode): vscode.ThemeIcon | undefined {
  switch (kind) {
    case 'mail':
    case 'end':
      return outcome && outcomeIcons[outcome];
    case 'recipient':
      return outcome ? outcomeIcons[outcome] : new vscode.ThemeIcon('arrow-right');
    case 'way':
      return new vscode.ThemeIcon('git-branch', outcome && outcomeIcons[outcome].color);
    case 'step':
      return decider === undefined
        ? new vscode.ThemeIcon(programIcons[program ?? ''] ?? 'circle-small-filled')
        : new vscode.ThemeIcon('question', unclear);
    case 'place':
      return new vscode.ThemeIcon('go-to-file');
    case 'remark':
      return new vscode.ThemeIcon('info');
    case 'fact':
      return undefined;
  }
}

const good = new vscode.ThemeColor('testing.iconPassed');
const bad = new vscode.ThemeColor('list.errorForeground');
const unclear = new vscode.ThemeColor('list.warningForeground');

const outcomeIcons: Readonly<Record<NonNullable<TraceNode['outcome']>, vscode.ThemeIcon>> = {
  delivered: new vscode.ThemeIcon('pass-filled', good),
  refused: new vscode.ThemeIcon('error', bad),
  bounced: new vscode.ThemeIcon('reply', bad),
  deferred: new vscode.ThemeIcon('watch', unclear),
  discarded: new vscode.ThemeIcon('trash', unclear),
  depends: new vscode.ThemeIcon('question', unclear),
};

const programIcons: Readonly<Record<string, string | undefined>> = {
  smtpd: 'plug',
  postscreen: 'shield',
  pickup: 'terminal',
  sendmail: 'terminal',
  cleanup: 'edit',
  'trivial-rewrite': 'arrow-swap',
  qmgr: 'list-ordered',
  local: 'home',
  virtual: 'inbox',
  smtp: 'cloud-upload',
  lmtp: 'cloud-upload',
  pipe: 'terminal',
  error: 'error',
  retry: 'watch',
  bounce: 'reply',
  discard: 'trash',
};

/** The icon in words, and everything that a line shows. */
function spoken({ kind, label, description, outcome, decider, at }: TraceNode): string {
  const parts = [
    kind === 'mail' || kind === 'way' ? outcomeWords[outcome ?? 'depends'] : undefined,
    label,
    description,
    decider === undefined || kind === 'way' ? undefined : 'depends on something outside the configuration',
    at.length === 0 ? undefined : 'leads to a line',
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

const outcomeWords: Readonly<Record<NonNullable<TraceNode['outcome']>, string>> = {
  delivered: 'delivered',
  refused: 'refused',
  bounced: 'returned',
  deferred: 'deferred',
  discarded: 'discarded',
  depends: 'depends',
};
