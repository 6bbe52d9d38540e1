// The view Instances: the Postfix instances of this host, whether they run, and their files.

import * as vscode from 'vscode';
import type { CommandContext } from '../commands/context.ts';
import { type Instance, isRunning, listInstances, type Running } from '../postfix/instances.ts';
import { installedVersion } from '../postfix/parameters.ts';

interface InstanceNode {
  readonly kind: 'instance';
  readonly instance: Instance;
}
interface FileNode {
  readonly kind: 'file';
  readonly uri: vscode.Uri;
}
export type Node = InstanceNode | FileNode;

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value && !(value instanceof vscode.Uri);
}

export class InstancesView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly view: vscode.TreeView<Node>;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly context: CommandContext) {
    this.view = vscode.window.createTreeView('postfix.instances', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
  }

  refresh(): void {
    this.changed.fire(undefined);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node?.kind === 'instance') return this.filesOf(node.instance);
    if (node !== undefined || !this.context.isTrusted()) return [];
    const instances = await listInstances(this.context);
    await vscode.commands.executeCommand('setContext', 'postfix.isInstalled', instances.length > 0);
    return instances.map((instance) => ({ kind: 'instance', instance }));
  }

  async getTreeItem(node: Node): Promise<vscode.TreeItem> {
    if (node.kind === 'file') {
      const item = new vscode.TreeItem(node.uri);
      item.command = { command: 'vscode.open', title: 'Open', arguments: [node.uri] };
      item.contextValue = 'file';
      return item;
    }
    return this.itemOf(node.instance);
  }

  dispose(): void {
    this.view.dispose();
    this.changed.dispose();
  }

  private async itemOf(instance: Instance): Promise<vscode.TreeItem> {
    const { directory, name, isEnabled } = instance;
    const [running, version] = await Promise.all([isRunning(this.context, directory), this.versionOf()]);
    const state = isEnabled || running === 'running' ? stateNames[running] : 'not enabled';
    const item = new vscode.TreeItem(name ?? directory, vscode.TreeItemCollapsibleState.Collapsed);
    item.description = [version && `Postfix ${version}`, state].filter(Boolean).join(', ');
    item.tooltip = directory;
    item.iconPath = new vscode.ThemeIcon(icons[running]);
    item.contextValue = `instance.${running}`;
    item.accessibilityInformation = { label: `${name ?? directory}, ${item.description}` };
    return item;
  }

  private async versionOf(): Promise<string | undefined> {
    const postconf = await this.context.findProgram('postconf');
    return postconf.found ? installedVersion(postconf.path, this.context.run) : undefined;
  }

  private async filesOf({ directory }: Instance): Promise<Node[]> {
    const files = ['main.cf', 'master.cf'].map((file) =>
      vscode.Uri.joinPath(vscode.Uri.file(directory), file),
    );
    return files.map((uri) => ({ kind: 'file', uri }));
  }
}

const stateNames: Readonly<Record<Running, string>> = {
  running: 'running',
  stopped: 'not running',
  unknown: 'may be running',
};

const icons: Readonly<Record<Running, string>> = {
  running: 'vm-running',
  stopped: 'vm-outline',
  unknown: 'vm',
};
