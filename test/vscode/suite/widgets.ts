// Parts of the window that appear on request, and that VS Code may close again at any moment: when the editor scrolls,
// when the focus moves, or after a few seconds. Each function repeats all of its steps, so it succeeds from any state.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { click, isVisible, hover as movePointer, press, textOf, type Where, waitFor } from './window.ts';
import { dismiss } from './workspace.ts';

/**
 * Shows the hover for a place, which must contain a text, and returns the result of `use`, which is called while the hover
 * is open. Everything is repeated until the hover stayed open for the whole time: VS Code closes a hover when the editor
 * scrolls, for example to make room for the code lenses of a file that was just opened.
 * @param place puts the cursor at the place, and makes it visible
 * @param use gets the selector of the hover, and how long it may wait, in milliseconds
 */
export async function withHover<Result>(
  text: string,
  place: () => unknown,
  use: (hover: string, patience: number) => Promise<Result>,
): Promise<Result> {
  const hover = `.monaco-hover:visible:has-text("${text}")`;
  return eventually(async (timeout) => {
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await place();
    // A hover that scrolling has closed may still be open for VS Code, which then only moves the focus to it.
    await vscode.commands.executeCommand('editor.action.hideHover');
    await vscode.commands.executeCommand('editor.action.showHover');
    await waitFor(hover, { timeout });
    const result = await use(hover, timeout);
    assert.ok(await isVisible(hover), `the hover with "${text}" is closed again`);
    return result;
  });
}

/** Puts the cursor at a position in the middle of the window. VS Code shows no hover for a place outside the window. */
export function cursorAt(editor: vscode.TextEditor, position: vscode.Position): () => void {
  return () => {
    editor.selection = new vscode.Selection(position, position);
    editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenter);
  };
}

/** Moves the pointer to an element, and waits for what that shows. @param away an element that shows something else */
export async function pointAt(
  element: string,
  { away, shows, ...where }: Where & { readonly away: string; readonly shows: string },
): Promise<void> {
  await eventually(async (timeout) => {
    await movePointer(away, { ...where, timeout });
    await movePointer(element, { ...where, timeout });
    await waitFor(shows, { ...where, timeout });
  });
}

/**
 * Chooses a command in the menu of an element, and waits for what that shows.
 * @param element makes the element visible, and returns its selector
 */
export async function chooseInMenu(
  element: () => Promise<string>,
  label: string,
  { shows }: { readonly shows: string },
): Promise<void> {
  const item = `.monaco-menu .action-item:visible:has-text("${label}")`;
  await eventually(async (timeout) => {
    // A menu ignores a click just after it has opened, and stays open for the next attempt.
    if (!(await isVisible(item))) await click(await element(), { button: 'right', timeout });
    await click(item, { timeout });
    await waitFor(shows, { timeout });
  });
}

/** Collapses a view of the side bar. */
export async function collapse(view: string): Promise<void> {
  const header = `.pane-header:visible:has-text("${view}")`;
  await eventually(async (timeout) => {
    await waitFor(header, { timeout });
    const expanded = `${header}[aria-expanded="true"]`;
    if (await isVisible(expanded)) await click(expanded, { timeout });
    await waitFor(`${header}[aria-expanded="false"]`, { timeout });
  });
}

/** Opens the list of fixes at the cursor, which must contain a text. */
export async function showFixes(text: string): Promise<void> {
  await eventually(async (timeout) => {
    await vscode.commands.executeCommand('editor.action.quickFix');
    await waitFor(`.action-widget .monaco-list-row:has-text("${text}")`, { timeout });
  });
}

/**
 * Opens the Command Palette with the commands of the extension whose titles contain a text.
 * @param row the row to wait for; by default, the command with this title has the focus
 */
export async function openPalette(title: string, row = `.focused:has-text("${title}")`): Promise<void> {
  await eventually(async (timeout) => {
    await vscode.commands.executeCommand('workbench.action.quickOpen', `>Postfix: ${title}`);
    await waitFor(`.quick-input-list .monaco-list-row${row}`, { timeout });
  });
}

/** Waits until a suggestion has the focus, and moves the focus to it. */
export async function focusSuggestion(label: string): Promise<void> {
  await eventually(async (timeout) => {
    let focused: string;
    try {
      focused = await textOf('.suggest-widget.visible .monaco-list-row.focused .label-name', { timeout });
    } catch (error) {
      await vscode.commands.executeCommand('editor.action.triggerSuggest');
      throw error;
    }
    if (focused !== label) await vscode.commands.executeCommand('selectNextSuggestion');
    assert.equal(focused, label);
  });
}

/** Deletes what was typed into a list, and clicks a row, until the list is closed: it may miss a click while it changes. */
export async function chooseFromAll(row: string): Promise<void> {
  const list = '.quick-input-widget:visible';
  await eventually(async (timeout) => {
    if (await isVisible(list)) {
      await press('Control+A', 'Delete');
      await click(`.quick-input-widget .monaco-list-row:has-text("${row}")`, { timeout });
    }
    await waitFor(list, { state: 'hidden', timeout });
  });
}

const notification = '.notification-list-item:visible';

/** The selector of a notification that contains all texts. */
export function notificationWith(...texts: readonly string[]): string {
  return notification + texts.map((text) => `:has-text("${text}")`).join('');
}

/** Waits for a notification that contains all texts. */
export async function waitForNotification(...texts: readonly string[]): Promise<void> {
  await amongNotifications((timeout) => waitFor(notificationWith(...texts), { timeout }));
}

/** Clicks a button of a notification. */
export async function answerNotification(button: string): Promise<void> {
  await amongNotifications((timeout) => click(`${notification} a:text-is("${button}")`, { timeout }));
}

/** Runs a command that shows a notification with a text, and closes it. */
export async function says(command: string, text: string): Promise<void> {
  // The end of the previous command may close the notification before it is seen.
  await eventually(async (timeout) => {
    const done = vscode.commands.executeCommand(command);
    await waitFor(`.notification-list-item:has-text("${text}")`, { timeout });
    await dismiss(done);
  });
}

/** VS Code hides a notification after a few seconds, but keeps it in a list. */
async function amongNotifications(step: (timeout: number) => Promise<void>): Promise<void> {
  await eventually(async (timeout) => {
    try {
      await step(timeout);
    } catch (error) {
      await vscode.commands.executeCommand('notifications.showList');
      throw error;
    }
  });
}
