// Helpers for screenshots: a window without unrelated elements, and the right part of a file.
import * as vscode from 'vscode';
import { waitFor } from './window.ts';
import { rangeOf } from './workspace.ts';

type Settings = Readonly<Record<string, unknown>>;

/** A large font, and nothing around the editor that does not belong in the picture. */
export const plainWindow = {
  'editor.fontSize': 18,
  'editor.minimap.enabled': false,
  'editor.renderLineHighlight': 'none',
  'editor.stickyScroll.enabled': false,
  'breadcrumbs.enabled': false,
  'workbench.statusBar.visible': false,
  'problems.decorations.enabled': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.editor.editorActionsLocation': 'hidden',
};

/** Sets these user settings to their values, or to the results of `value`. */
export async function configure(
  settings: Settings,
  value: (of: unknown) => unknown = (of) => of,
): Promise<void> {
  const configuration = vscode.workspace.getConfiguration();
  for (const [name, of] of Object.entries(settings)) {
    await configuration.update(name, value(of), vscode.ConfigurationTarget.Global);
  }
}

/** Changes the color theme, and waits until the window has it. */
export async function useTheme(theme: 'Light' | 'Dark'): Promise<void> {
  await configure({ 'workbench.colorTheme': `Default ${theme} Modern` });
  await waitFor(`.monaco-workbench.${theme === 'Dark' ? 'vs-dark' : 'vs'}`);
}

/** Puts the cursor before a text, and scrolls the line of another text to the top. */
export async function showAt(editor: vscode.TextEditor, text: string, top: string): Promise<void> {
  const { start } = rangeOf(editor.document, text);
  editor.selection = new vscode.Selection(start, start);
  editor.revealRange(rangeOf(editor.document, top), vscode.TextEditorRevealType.AtTop);
}
