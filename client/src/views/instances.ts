// The view Instances: the Postfix instances of this host, whether they run, their files, and their outdated tables.

import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { CommandContext } from '../commands/context.ts';
import { hasQueue, type Instance, isRunning, listInstances, type Running } from '../postfix/instances.ts';
import { installedVersion } from '../postfix/parameters.ts';
import { indexState } from '../postfix/table.ts';

/** The maximum number of configurations of the workspace that are shown. */
const MANY = 20;

interface InstanceNode {
  readonly kind: 'instance';
  readonly instance: Instance;
}
interface FileNode {
  readonly kind: 'file' | 'table';
  readonly uri: vscode.Uri;
  /** `not indexed` */
  readonly state?: string;
}
export type Node = InstanceNode | FileNode;

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value && !(value instanceof vscode.Uri);
}

export class InstancesView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly subscriptions: vscode.Disposable;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly context: CommandContext) {
    const refresh = () => this.refresh();
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      vscode.window.createTreeView('postfix.instances', { treeDataProvider: this, showCollapseAll: true }),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('postfix.commandDirectory')) refresh();
        if (change.affectsConfiguration('postfix.commandPrefix')) refresh();
      }),
    );
  }

  refresh(): void {
    this.changed.fire(undefined);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node?.kind === 'instance') return this.filesOf(node.instance);
    if (node !== undefined || !this.context.isTrusted()) return [];
    const instances = [...(await listInstances(this.context))];
    if (instances.length > 0) instances.push(...(await this.ofWorkspace(instances)));
    await vscode.commands.executeCommand('setContext', 'postfix.isInstalled', instances.length > 0);
    return instances.map((instance) => ({ kind: 'instance', instance }));
  }

  async getTreeItem(node: Node): Promise<vscode.TreeItem> {
    return node.kind === 'instance' ? this.itemOf(node.instance) : fileItem(node);
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** Configurations of the workspace that have their own queue, and that postmulti does not manage. */
  private async ofWorkspace(listed: readonly Instance[]): Promise<readonly Instance[]> {
    const uris = await vscode.workspace.findFiles('**/main.cf', '**/node_modules/**', MANY);
    const directories = uris.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => dirname(fsPath));
    const others = directories.filter((directory) => listed.every((other) => other.directory !== directory));
    const found = await Promise.all(
      others.map(async (directory) => ((await hasQueue(this.context, directory)) ? [directory] : [])),
    );
    return found.flat().map((directory) => ({ directory, isDefault: false, isEnabled: true }));
  }

  private async itemOf({ directory, name, isEnabled }: Instance): Promise<vscode.TreeItem> {
    const [running, version] = await Promise.all([isRunning(this.context, directory), this.version()]);
    const state = isEnabled || running === 'running' ? stateNames[running] : 'not enabled';
    const item = new vscode.TreeItem(name ?? directory, vscode.TreeItemCollapsibleState.Expanded);
    item.id = directory;
    item.description = [state, version && `Postfix ${version}`].filter(Boolean).join(', ');
    item.tooltip = `${directory}: ${item.description}`;
    item.iconPath = icons[running];
    item.contextValue = `instance.${running}`;
    item.accessibilityInformation = { label: `${name ?? directory}, ${item.description}` };
    return item;
  }

  private async version(): Promise<string | undefined> {
    const postconf = await this.context.findProgram('postconf');
    return postconf.found ? installedVersion(postconf.path, this.context.run) : undefined;
  }

  /** main.cf, master.cf, and the tables whose index is missing or older. */
  private async filesOf({ directory }: Instance): Promise<Node[]> {
    const [main, master] = ['main.cf', 'master.cf'].map((name) =>
      vscode.Uri.joinPath(vscode.Uri.file(directory), name),
    ) as [vscode.Uri, vscode.Uri];
    const tables = (await this.context.tables(main.toString())) ?? [];
    const outdated = await Promise.all(
      tables.map(async (table): Promise<Node[]> => {
        const state = await indexState(table);
        if (state !== 'outdated' && state !== 'missing') return [];
        return [{ kind: 'table', uri: vscode.Uri.file(table.path), state: tableStates[state] }];
      }),
    );
    return [{ kind: 'file', uri: main }, { kind: 'file', uri: master }, ...outdated.flat()];
  }
}

function fileItem({ kind, uri, state }: FileNode): vscode.TreeItem {
  const item = new vscode.TreeItem(uri);
  item.command = { command: 'vscode.open', title: 'Open', arguments: [uri] };
  item.contextValue = kind;
  if (state !== undefined) {
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    item.description = state;
    item.iconPath = new vscode.ThemeIcon('warning');
    item.accessibilityInformation = { label: `${name}, ${state}` };
  }
  return item;
}

const tableStates = { outdated: 'index is older than this file', missing: 'not indexed' } as const;

const stateNames: Readonly<Record<Running, string>> = {
  running: 'running',
  stopped: 'not running',
  unknown: 'only root can see whether it is running',
};

const icons: Readonly<Record<Running, vscode.ThemeIcon>> = {
  running: new vscode.ThemeIcon('vm-running', new vscode.ThemeColor('testing.iconPassed')),
  stopped: new vscode.ThemeIcon('vm-outline'),
  unknown: new vscode.ThemeIcon('vm'),
};
