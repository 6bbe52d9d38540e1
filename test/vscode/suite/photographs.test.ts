// Screenshots in test/results/screenshots/. The README shows some of them: with UPDATE_IMAGES=1, test/vscode/run.mjs
// copies them to docs/images/.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { findingsOf, isNoEcho, mistakesIn } from './findings.ts';
import { configure, plainWindow, showAt } from './photographs.ts';
import { preview, toPreview } from './scenario.ts';
import { focusSuggestion, openPalette, showFixes, withHover } from './widgets.ts';
import { click, hover, needsWindow, screenshot, type, waitFor } from './window.ts';
import { append, openFile, uriOf } from './workspace.ts';

const main = 'etc/postfix/main.cf';

describe('a screenshot', () => {
  before(async function () {
    needsWindow(this);
    await configure(plainWindow);
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
  });

  after(async () => {
    await configure(plainWindow, () => undefined);
    await vscode.commands.executeCommand('workbench.action.toggleSidebarVisibility');
  });

  it('of the findings', async () => {
    const editor = await openMain();
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    await eventually(() => assert.notDeepEqual(findingsOf(uriOf('etc/postfix/master.cf')), []));
    await waitFor('.markers-panel .monaco-list-row');
    // The findings without their related locations
    for (const command of ['list.collapseAll', 'list.focusFirst', 'list.expand', 'list.clear']) {
      await vscode.commands.executeCommand(command);
    }
    await showAt(editor, '# A laptop', 'disable_vrfy_command');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await screenshot('screenshot');
  });

  it('of a hover', async () => {
    const editor = await openMain();
    const place = () => showAt(editor, 'mydestination', '# mail.example.com');
    await withHover('Default', place, () => screenshot('hover'));
  });

  it('of the commands', async () => {
    await openMain();
    await openPalette('', ':has-text("Check the Configuration")');
    // A row under the pointer would look selected.
    await hover('.quick-input-widget input');
    await screenshot('palette', '.quick-input-widget');
  });

  it('of a scenario before it is applied', async () => {
    const done = await toPreview();
    // The change and the current text side by side, for each file
    await click(`${preview} .monaco-list-row:has-text("smtpd_sender_login_maps")`);
    await waitFor('.multiDiffEditor .monaco-diff-editor, .editor-instance .monaco-diff-editor');
    // The colors appear later than the text.
    for (const side of ['original', 'modified']) {
      await waitFor(`.${side} .view-line:has-text("submissions") span[class*="mtk"]:not(.mtk1)`);
    }
    await screenshot('scenario');
    await click(`${preview} .monaco-button:has-text("Discard")`);
    await done();
  });

  it('of a completion', async () => {
    const editor = await openMain();
    await append(editor, '\n');
    await type('smtpd_tls_s');
    await focusSuggestion('smtpd_tls_security_level');
    await eventually(async (timeout) => {
      try {
        await waitFor('.suggest-details:visible', { timeout });
      } catch (error) {
        // A list that is being rebuilt ignores the key.
        await vscode.commands.executeCommand('toggleSuggestionDetails');
        throw error;
      }
    });
    await screenshot('completion');
  });

  it('of the fixes', async () => {
    const editor = await openMain();
    await showAt(editor, 'reject_unknown_recipent_domain', 'disable_vrfy_command');
    await showFixes('Change to');
    await screenshot('fixes');
  });
});

/** main.cf with all its findings. */
async function openMain(): Promise<vscode.TextEditor> {
  const editor = await openFile(main);
  await eventually(() => assert.deepEqual(findingsOf(uriOf(main), isNoEcho), mistakesIn(main)));
  return editor;
}
