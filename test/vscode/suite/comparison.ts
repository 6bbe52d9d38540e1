// What the comparison in the active editor shows.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';

/** The settings, each on one line, that only one side of the active comparison has. */
export async function differences(): Promise<{ readonly original: string[]; readonly modified: string[] }> {
  const input = await eventually(() => {
    const found = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(found instanceof vscode.TabInputTextDiff, 'no comparison is open');
    return found;
  });
  const linesOf = async (uri: vscode.Uri) =>
    (await vscode.workspace.openTextDocument(uri))
      .getText()
      .replaceAll(/\n[ \t]+/g, ' ')
      .split('\n');
  const [original, modified] = await Promise.all([input.original, input.modified].map(linesOf));
  const only = (lines: string[] = [], others: string[] = []) =>
    lines.filter((line) => !others.includes(line));
  return { original: only(original, modified), modified: only(modified, original) };
}
