// postfix.showMailFlow: the mail flow of a configuration in a panel next to the editor. The server draws the picture,
// and the script in client/webview shows it.

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import {
  type MailFlowPlace,
  type MailFlowResult,
  type MailFlowView,
  mailFlowRequest,
  servicesRequest,
} from '../../server/src/lsp/protocol.ts';
import { command } from './command.ts';
import type { CommandContext } from './commands/context.ts';
import { chooseConfiguration, noAnswer } from './commands/settings-context.ts';
import { fileOf } from './file.ts';
import type { LanguageServer } from './language-server.ts';
import type { FlowMessage, FlowUpdate } from './mail-flow-messages.ts';
import { nameOf } from './place-names.ts';

/** The maximum number of configurations to choose from. */
const MANY = 200;

/** How long the picture waits after a change, in milliseconds, so that it does not follow each letter. */
const DELAY = 300;

export function registerMailFlow(
  context: CommandContext,
  server: LanguageServer,
  extension: vscode.Uri,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const panels = new FlowPanels(server, vscode.Uri.joinPath(extension, 'client/dist'));
  const choosing = {
    ui: context.ui,
    settings: {
      services: (params: object) => server.ask<never>(servicesRequest, params),
    },
    mainFiles: async () => {
      const uris = await vscode.workspace.findFiles('**/main.cf', '**/node_modules/**', MANY);
      return uris.map(String);
    },
    nameOf: (uri: string) => nameOf(vscode.Uri.parse(uri)),
  };
  return vscode.Disposable.from(
    panels,
    // `path`: see FlowUpdate.
    command('postfix.showMailFlow', log, async (uri, path) => {
      const chosen = await chooseConfiguration(choosing, await fileOf(uri));
      if (chosen === undefined) return;
      if (!(await panels.show(chosen.uri, isNames(path) ? path : []))) await noAnswer(choosing);
    }),
  );
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** One panel for each configuration. */
class FlowPanels implements vscode.Disposable {
  private readonly panels = new Map<string, FlowPanel>();
  private readonly subscriptions: vscode.Disposable;
  private waiting: NodeJS.Timeout | undefined;

  constructor(
    private readonly server: LanguageServer,
    private readonly resources: vscode.Uri,
  ) {
    const soon = () => {
      clearTimeout(this.waiting);
      if (this.panels.size > 0) this.waiting = setTimeout(() => void this.update(), DELAY);
    };
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.languageId.startsWith('postfix-')) soon();
      }),
      vscode.workspace.onDidCloseTextDocument(soon),
      server.onDidChangeFiles(soon),
      server.onDidChangeTarget(soon),
      server.onDidChangeState((state) => {
        if (state === 'running') soon();
      }),
    );
  }

  /** False if the server does not answer. */
  async show(uri: string, path: readonly string[]): Promise<boolean> {
    const view = await this.server.ask<MailFlowResult>(mailFlowRequest, { uri });
    if (!view) return false;
    const known = this.panels.get(view.directory);
    const panel = known ?? new FlowPanel(this.resources, uri);
    if (known === undefined) {
      this.panels.set(view.directory, panel);
      panel.onDidDispose(() => this.panels.delete(view.directory));
    }
    panel.show(view, path);
    return true;
  }

  private async update(): Promise<void> {
    for (const [directory, panel] of this.panels) {
      const view = await this.server.ask<MailFlowResult>(mailFlowRequest, { uri: panel.uri });
      // The user may have closed it in the meantime.
      if (view && this.panels.get(directory) === panel) panel.update(view);
    }
  }

  dispose(): void {
    clearTimeout(this.waiting);
    this.subscriptions.dispose();
    for (const panel of this.panels.values()) panel.dispose();
  }
}

class FlowPanel {
  private readonly panel: vscode.WebviewPanel;
  private view: MailFlowView | undefined;
  private path: readonly string[] = [];

  /** @param uri a file of the configuration */
  constructor(
    resources: vscode.Uri,
    readonly uri: string,
  ) {
    this.panel = vscode.window.createWebviewPanel(
      'postfix.mailFlow',
      'Mail Flow',
      vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside,
      { enableScripts: true, localResourceRoots: [resources] },
    );
    this.panel.iconPath = {
      light: vscode.Uri.joinPath(resources, '../../docs/images/file-light.svg'),
      dark: vscode.Uri.joinPath(resources, '../../docs/images/file-dark.svg'),
    };
    this.panel.webview.onDidReceiveMessage((message: FlowMessage) => this.receive(message));
    this.panel.webview.html = pageOf(this.panel.webview, resources);
  }

  get onDidDispose(): vscode.Event<void> {
    return this.panel.onDidDispose;
  }

  show(view: MailFlowView, path: readonly string[]): void {
    this.path = path;
    this.update(view);
    this.panel.reveal(undefined, false);
  }

  update(view: MailFlowView): void {
    this.view = view;
    this.panel.title = view.title;
    this.send();
  }

  dispose(): void {
    this.panel.dispose();
  }

  private send(): void {
    if (this.view === undefined) return;
    const update: FlowUpdate = { view: this.view, path: this.path };
    void this.panel.webview.postMessage(update);
  }

  private async receive(message: FlowMessage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        return this.send();
      case 'open':
        return this.open(message.place);
      case 'export':
        return this.export();
      case 'clear':
        this.path = [];
        return this.send();
    }
  }

  /** Opens the file where it is visible, or next to the picture. */
  private async open({ uri, range: { start, end } }: MailFlowPlace): Promise<void> {
    const file = vscode.Uri.parse(uri);
    const visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri);
    const isFirst = this.panel.viewColumn === vscode.ViewColumn.One;
    const viewColumn = visible?.viewColumn ?? (isFirst ? vscode.ViewColumn.Beside : vscode.ViewColumn.One);
    const selection = new vscode.Range(start.line, start.character, end.line, end.character);
    await vscode.window.showTextDocument(file, { viewColumn, selection });
  }

  private async export(): Promise<void> {
    const { view } = this;
    if (view === undefined) return;
    const defaultUri = vscode.Uri.joinPath(vscode.Uri.parse(view.directory), 'mail-flow.svg');
    const chosen = await vscode.window.showSaveDialog({ defaultUri, filters: { SVG: ['svg'] } });
    if (chosen !== undefined) await vscode.workspace.fs.writeFile(chosen, new TextEncoder().encode(view.svg));
  }
}

/** The page without the picture. It loads nothing but its own script and style. */
function pageOf(webview: vscode.Webview, resources: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64url');
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(resources, name)).toString();
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<link rel="stylesheet" nonce="${nonce}" href="${file('mail-flow.css')}">
<title>Mail Flow</title>
</head>
<body>
<header role="toolbar" aria-label="Mail flow">
<button type="button" data-action="out" aria-label="Zoom out" title="Zoom out (-)">&minus;</button>
<button type="button" data-action="in" aria-label="Zoom in" title="Zoom in (+)">+</button>
<button type="button" data-action="fit" title="Show the whole picture (0)">Fit</button>
<button type="button" data-action="outline" aria-pressed="false" title="Show the mail flow as text">Text</button>
<button type="button" data-action="clear" hidden>Clear Path</button>
<button type="button" data-action="export">Export as SVG</button>
</header>
<main id="picture" aria-label="Picture"></main>
<nav id="outline" class="hidden" aria-label="Mail flow as text"></nav>
<aside id="details" aria-live="polite"></aside>
<script nonce="${nonce}" src="${file('mail-flow.js')}"></script>
</body>
</html>`;
}
