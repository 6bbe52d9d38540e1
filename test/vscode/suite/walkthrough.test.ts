// The walkthrough: when its steps are completed, and its pictures, which are copied to docs/images/walkthrough/ with
// UPDATE_IMAGES=1.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { findingsOf, isNoEcho, mistakesIn } from './findings.ts';
import { configure, showAt } from './photographs.ts';
import { preview, toPreview } from './scenario.ts';
import { openPalette, pointAt, showFixes, waitForNotification, withHover } from './widgets.ts';
import { type Clip, click, isVisible, needsWindow, press, screenshot, waitFor } from './window.ts';
import { openFile, uriOf } from './workspace.ts';

const main = 'etc/postfix/main.cf';
const steps = {
  open: 'Open a configuration',
  finding: 'Read a finding',
  fix: 'Fix a finding',
  scenario: 'Set up a scenario',
  index: 'Index a table',
  reload: 'Reload Postfix',
};

describe('the walkthrough', () => {
  before(function () {
    needsWindow(this);
  });

  // VS Code learns the steps when the walkthrough is first opened, after most of them were done.
  it('marks completed steps', async () => {
    const editor = await openFile(main);
    await eventually(() => assert.deepEqual(findingsOf(uriOf(main), isNoEcho), mistakesIn(main)));
    const place = () => showAt(editor, 'reject_unknown_recipent_domain', 'disable_vrfy_command');
    await withHover('unknown-restriction', place, async () => undefined);
    await press('Escape');
    await showFixes('Change to');
    await press('Enter');
    await eventually(() => assert.match(editor.document.getText(), /reject_unknown_recipient_domain/));

    await openWalkthrough();
    for (const title of [steps.open, steps.finding, steps.fix]) await waitFor(tickOf(title));
    await click(step(steps.scenario));
    await waitFor('.getting-started-media img');
    await screenshot('walkthrough');
  });

  it('does not mark a step that was not completed', async () => {
    await openWalkthrough();
    // Earlier tests in this window may have completed steps.
    const open: string[] = [];
    for (const title of [steps.scenario, steps.index, steps.reload]) {
      if (!(await isVisible(tickOf(title)))) open.push(title);
    }
    const done = await toPreview();
    await click(`${preview} .monaco-button:has-text("Discard")`);
    await done();
    // main.cf is not a table, and no Postfix is running with this configuration.
    // The palette offers postmap only for a table.
    void vscode.commands.executeCommand('postfix.postmap');
    await fromPalette('Reload Postfix');
    await vscode.commands.executeCommand('notifications.clearAll');
    await openWalkthrough();
    for (const title of open) await waitFor(tickOf(title), { state: 'hidden' });
  });

  it('marks a step that is completed later', async () => {
    await openWalkthrough();
    const done = await toPreview();
    await click(`${preview} .monaco-button:has-text("Apply")`);
    await waitForNotification('not saved yet');
    await vscode.commands.executeCommand('notifications.clearAll');
    await done();
    await openWalkthrough();
    await waitFor(tickOf(steps.scenario));
  });
});

describe('a picture of the walkthrough', () => {
  /** The left half of the window. */
  const left: Clip = { x: 0, y: 35, width: 640, height: 400 };
  const settings = {
    'editor.minimap.enabled': false,
    'editor.renderLineHighlight': 'none',
    'editor.stickyScroll.enabled': false,
    'breadcrumbs.enabled': false,
    'workbench.activityBar.location': 'hidden',
    'workbench.statusBar.visible': false,
  };

  before(async function () {
    needsWindow(this);
    await configure(settings);
  });

  after(async () => {
    await configure(settings, () => undefined);
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('where a configuration is opened', async () => {
    await vscode.commands.executeCommand('workbench.view.explorer');
    await openFile(main);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await screenshot('walkthrough/open', undefined, { clip: { ...left, width: 860 } });
  });

  it('where a finding is read', async () => {
    const editor = await openOnTheLeft(main);
    await eventually(() => assert.deepEqual(findingsOf(uriOf(main), isNoEcho), mistakesIn(main)));
    const place = () => showAt(editor, 'myorigin = $mydomain', '# Who we are');
    await withHover('overridden by line', place, () =>
      screenshot('walkthrough/finding', undefined, { clip: { ...left, width: 720 } }),
    );
  });

  it('where a finding is fixed', async () => {
    const editor = await openOnTheLeft(main);
    await showAt(editor, 'reject_unknown_recipent_domain', 'smtpd_helo_required');
    await showFixes('Change to');
    await screenshot('walkthrough/fix', undefined, { clip: left });
  });

  it('where a scenario is set up', async () => {
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    const done = await toPreview();
    await screenshot('walkthrough/scenario', undefined, { clip: { x: 0, y: 500, width: 860, height: 300 } });
    await click(`${preview} .monaco-button:has-text("Discard")`);
    await done();
  });

  it('where a table is indexed', async () => {
    await openOnTheLeft('etc/postfix/transport');
    await pointAt('.editor-actions .codicon-database', {
      away: '.editor-instance .view-lines',
      shows: '.monaco-hover:visible:has-text("This Table (postmap)")',
    });
    await screenshot('walkthrough/index', undefined, { clip: { ...left, width: 700, height: 300 } });
  });

  it('where Postfix is reloaded', async () => {
    await openOnTheLeft(main);
    await openPalette('Reload', ':has-text("Reload Postfix")');
    await screenshot('walkthrough/reload', '.quick-input-widget');
  });
});

async function openWalkthrough(): Promise<void> {
  const id = 'postfix-language.postfix-language#start';
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', id);
  await waitFor(step(steps.open));
}

/** Runs a command like a user. The walkthrough does not notice commands that a test runs through the API. */
async function fromPalette(title: string): Promise<void> {
  await openPalette(title);
  await press('Enter');
}

function tickOf(title: string): string {
  return `${step(title)} .codicon.complete`;
}

function step(title: string): string {
  return `.getting-started-step:has-text("${title}")`;
}

/** A file in the left half of the window. */
async function openOnTheLeft(path: string): Promise<vscode.TextEditor> {
  await vscode.commands.executeCommand('workbench.action.closeSidebar');
  await openFile(path);
  await vscode.commands.executeCommand('workbench.action.newGroupRight');
  await vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup');
  const editor = vscode.window.visibleTextEditors.find(
    ({ viewColumn }) => viewColumn === vscode.ViewColumn.One,
  );
  if (editor === undefined) throw new Error(`${path} is not on the left`);
  return editor;
}
