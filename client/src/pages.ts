// Read-only pages: there is no file, and nothing to save.

import * as vscode from 'vscode';

const scheme = 'postfix-page';

/** Opens a page of the documentation, which is in the extension: `rules/open-relay.md`. */
export async function openDocumentation(folder: vscode.Uri, path: unknown): Promise<void> {
  const [, file, fragment = ''] = /^((?:[\w-]+\/)*[\w-]+\.md)(?:#([\w-]+))?$/.exec(String(path)) ?? [];
  if (file === undefined) return;
  const uri = vscode.Uri.joinPath(folder, file);
  try {
    await vscode.commands.executeCommand('markdown.showPreviewToSide', uri.with({ fragment }));
  } catch {
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }
}

export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  /** @param text Markdown. VS Code shows it as a preview next to the editor if it can, otherwise as plain text. */
  async show(title: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${title}.md` });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
    } catch {
      await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: true });
    }
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
