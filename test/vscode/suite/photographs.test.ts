// Screenshots in test/results/screenshots/. The README shows some of them: with UPDATE_IMAGES=1, test/vscode/run.mjs
// copies them to docs/images/.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { findingsOf, isNoEcho, mistakesIn } from './findings.ts';
import { configure, showAt } from './photographs.ts';
import { preview, toPreview } from './scenario.ts';
import { focusSuggestion, openPalette, showFixes, withHover } from './widgets.ts';
import { click, hover, needsWindow, screenshot, type, waitFor } from './window.ts';
import { append, openFile, replace, uriOf } from './workspace.ts';

const main = 'etc/postfix/main.cf';

/** A large font, and nothing around the editor that does not belong in the picture. */
const settings = {
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

describe('a screenshot', () => {
  before(async function () {
    needsWindow(this);
    await configure(settings);
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
  });

  after(async () => {
    await configure(settings, () => undefined);
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

describe('a screenshot of a trace', () => {
  /** Moves the border between the view and the editor, so that each step fits on its line. */
  const moveBorder = async (how: 'increase' | 'decrease') => {
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    for (let i = 0; i < 4; i++) await vscode.commands.executeCommand(`workbench.action.${how}ViewWidth`);
  };

  before(async function () {
    needsWindow(this);
    await configure({ ...settings, 'editor.fontSize': 14 });
    await vscode.commands.executeCommand('postfix.trace.focus');
    for (const view of ['Instances', 'Queue'])
      await click(`.pane-header[aria-expanded="true"]:visible:has-text("${view}")`);
    await moveBorder('decrease');
  });

  after(async () => {
    await moveBorder('increase');
    for (const view of ['queue', 'instances']) await vscode.commands.executeCommand(`postfix.${view}.focus`);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await configure(settings, () => undefined);
  });

  it('of a mail from a stranger', async () => {
    const editor = await openMain();
    // As long as a restriction is misspelled, smtpd rejects the mail.
    await replace(editor, 'reject_unknown_recipent_domain', 'reject_unknown_recipient_domain');
    await vscode.commands.executeCommand('postfix.traceMail', uriOf(main), {
      client: { address: '198.51.100.99' },
      service: 'smtp',
      helo: 'mail.example.net',
      sender: 'someone@example.net',
      recipients: ['anna@example.org'],
    });
    const step = '.pane-body .monaco-list-row:visible:has-text("virtual_alias_maps has an entry")';
    await waitFor(step);
    await click(step);
    await eventually(() =>
      assert.equal(vscode.window.activeTextEditor?.document.uri.path, uriOf('etc/postfix/virtual').path),
    );
    await waitFor('.codelens-decoration:visible:has-text("→")');
    await screenshot('trace-mail', undefined, { clip: { x: 0, y: 0, width: 1280, height: 480 } });
  });
});

/** main.cf with all its findings. */
async function openMain(): Promise<vscode.TextEditor> {
  const editor = await openFile(main);
  await eventually(() => assert.deepEqual(findingsOf(uriOf(main), isNoEcho), mistakesIn(main)));
  return editor;
}
