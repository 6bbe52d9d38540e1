// postfix.showMailFlow: the picture in its panel, used with the mouse and the keyboard, in light, dark, and high contrast.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { configure, showAt, useTheme } from './photographs.ts';
import { pointAt } from './widgets.ts';
import { click, needsWindow, press, screenshot, sizeOf, waitFor } from './window.ts';
import { openFile, pathOf, replace, uriOf } from './workspace.ts';

const main = 'etc/postfix/main.cf';
const master = 'etc/postfix/master.cf';
const inside = { webview: true };
const node = (id: string) => `.node[data-id="${id}"]`;
const local = node('service:local/unix');

/** Everything around the two columns is closed, so that the panel has the size that it usually has. */
const settings = {
  'window.menuBarVisibility': 'hidden',
  'workbench.activityBar.location': 'hidden',
  'editor.minimap.enabled': false,
};

describe('postfix.showMailFlow', () => {
  before(async function () {
    needsWindow(this);
    await configure(settings);
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });

  beforeEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await configure(settings, () => undefined);
    await useTheme('Light');
    await vscode.commands.executeCommand('workbench.action.toggleSidebarVisibility');
  });

  it('shows the picture next to the file, and a click goes to the line', async () => {
    await showAt(await openFile(main), 'alias_maps = hash:/etc/aliases', '# Mailboxes');
    await vscode.commands.executeCommand('postfix.showMailFlow');
    await waitFor(`${local}:has-text("alias_maps: aliases")`, inside);
    await screenshot('mail-flow');

    const editor = await eventually(async (timeout) => {
      await click(`${local} .label`, { ...inside, timeout });
      return activeEditor(master);
    });
    assert.equal(editor.document.lineAt(editor.selection.active).text.split(/\s/)[0], 'local');
    await eventually(async (timeout) => {
      await click(`${local} .line`, { ...inside, timeout });
      assert.match(lineAt(activeEditor(main)), /^alias_maps/);
    });
  });

  it('explains what the pointer is on', async () => {
    await open();
    await pointAtService();
    await screenshot('flow-light');
  });

  it('can be used with the keyboard alone', async () => {
    await open();
    await click('button[data-action="fit"]', inside);
    // Past two other buttons, to the first box
    await press('Tab', 'Tab', 'Tab');
    await waitFor(`${node('clients:network')}.selected`, inside);
    await press('ArrowDown', 'ArrowDown', 'ArrowDown');
    await waitFor(`${node('queue')}.selected`, inside);
    await screenshot('flow-keyboard');
    await press('ArrowDown', 'ArrowLeft', 'ArrowLeft');
    await waitFor(`${local}.selected`, inside);
    await press('Enter');
    await eventually(() => assert.match(lineAt(activeEditor(master)), /^local/));
  });

  it('follows edits, and keeps the selection and the scale', async () => {
    const editor = await open();
    await click('button[data-action="in"]', inside);
    await press('Tab', 'Tab', 'Tab', 'Tab');
    await waitFor(`${node('clients:network')}.selected`, inside);
    await press('+');
    const width = await widthOf();
    await replace(editor, 'home_mailbox = Maildir/', 'home_mailbox = Post/');
    await waitFor(`${node('mailbox:local')}:has-text("~/Post/")`, inside);
    await waitFor(`${node('clients:network')}.selected`, inside);
    assert.equal(await widthOf(), width);
    await press('0');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('highlights the way of a mail', async () => {
    await open(['smtp', 'local', 'mailbox:local']);
    await waitFor(`${node('service:smtp/inet')}.on-path`, inside);
    await waitFor(`${node('queue')}.on-path`, inside);
    await waitFor(`${node('service:smtp/unix')}:not(.on-path)`, inside);
    await waitFor(`${local}.on-path`, inside);
    await waitFor('.edge-label.on-path:has-text("mydestination")', inside);
    await screenshot('flow-path');
    await click('button[data-action="clear"]', inside);
    await waitFor('svg:not(.has-path)', inside);
  });

  it('is also a text', async () => {
    await open();
    await click('button[data-action="outline"]', inside);
    await waitFor('#outline:not(.hidden) li:has-text("strangers: can relay")', inside);
    await screenshot('flow-text');
    await click('button[data-action="outline"]', inside);
    await waitFor(local, inside);
  });

  it('is saved as SVG', async () => {
    const file = pathOf('etc/postfix/mail-flow.svg');
    rmSync(file, { force: true });
    await open();
    await click('button[data-action="export"]', inside);
    await waitFor('.quick-input-widget:has-text("mail-flow.svg"), .quick-input-widget input');
    await press('Enter');
    await eventually(() => assert.ok(existsSync(file)));
    assert.match(readFileSync(file, 'utf8'), /^<svg .*<\/svg>\s*$/s);
    rmSync(file);
  });

  for (const [name, theme] of [
    ['dark', 'Default Dark Modern'],
    ['contrast', 'Default High Contrast'],
  ] as const) {
    it(`has the colors of the theme: ${name}`, async () => {
      await configure({ 'workbench.colorTheme': theme });
      await open();
      await pointAtService();
      await screenshot(`flow-${name}`);
    });
  }

  it('says that there is no configuration', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'x' });
    await vscode.window.showTextDocument(document);
    // The workspace has one configuration, which is then used.
    await vscode.commands.executeCommand('postfix.showMailFlow');
    await waitFor(local, inside);
  });
});

/** The picture in a column of its own, as wide as the window. */
async function open(path?: readonly string[]): Promise<vscode.TextEditor> {
  const editor = await openFile(main);
  await vscode.commands.executeCommand('postfix.showMailFlow', uriOf(main), path);
  await waitFor(local, inside);
  await vscode.commands.executeCommand('workbench.action.maximizeEditorHideSidebar');
  return editor;
}

/** Moves the pointer to a service, and waits for its description. */
async function pointAtService(): Promise<void> {
  await pointAt(`${node('service:2525/inet')} .label`, {
    ...inside,
    away: 'button[data-action="fit"]',
    shows: '#details:has-text("Receives mail over SMTP")',
  });
}

function activeEditor(path: string): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  assert.equal(editor?.document.uri.path, uriOf(path).path);
  return editor as vscode.TextEditor;
}

function lineAt({ document, selection }: vscode.TextEditor): string {
  return document.lineAt(selection.start).text;
}

async function widthOf(): Promise<number> {
  return (await sizeOf('svg.mail-flow', inside)).width;
}
