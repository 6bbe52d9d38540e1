// What photographs need: a window without anything that a picture is not about, and the right part of a file.
import * as vscode from 'vscode';
import { rangeOf } from './workspace.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Gives the user's settings these values, or those that `value` makes of them. */
export async function configure(
  settings: Settings,
  value: (of: unknown) => unknown = (of) => of,
): Promise<void> {
  const configuration = vscode.workspace.getConfiguration();
  for (const [name, of] of Object.entries(settings)) {
    await configuration.update(name, value(of), vscode.ConfigurationTarget.Global);
  }
}

/** Puts the cursor in front of a text, and the line of another one to the top. */
export async function showAt(editor: vscode.TextEditor, text: string, top: string): Promise<void> {
  const { start } = rangeOf(editor.document, text);
  editor.selection = new vscode.Selection(start, start);
  editor.revealRange(rangeOf(editor.document, top), vscode.TextEditorRevealType.AtTop);
}
