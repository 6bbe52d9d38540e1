// The commands that show, compare, and change settings, in the window.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { differences } from './comparison.ts';
import { eventually } from './eventually.ts';
import { useTheme } from './photographs.ts';
import { chooseFromAll } from './widgets.ts';
import { needsWindow, press, screenshot, type, waitFor } from './window.ts';
import { openFile, pathOf, replace, uriOf } from './workspace.ts';

const main = 'etc/postfix/main.cf';

/** The texts on both sides of comparisons. VS Code keeps documents for minutes after their editor was closed. */
function comparedTexts(): string[] {
  return vscode.workspace.textDocuments
    .filter(({ uri }) => uri.scheme === 'postfix-settings' && !uri.query.includes('effective'))
    .map((document) => document.getText());
}

/** Waits for an editor with a document of settings. */
async function settingsEditor(): Promise<vscode.TextEditor> {
  return eventually(() => {
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor && editor.document.uri.scheme === 'postfix-settings', 'no document of settings is open');
    assert.notEqual(editor.document.getText(), '');
    return editor;
  });
}

/** Opens the effective configuration of all programs. */
async function showEffective(): Promise<vscode.TextEditor> {
  await openFile(main);
  const done = vscode.commands.executeCommand('postfix.showEffective');
  await waitFor('.quick-input-widget:visible .monaco-list-row:has-text("All Programs")');
  await press('Enter');
  await done;
  return settingsEditor();
}

describe('the effective configuration', () => {
  before(function () {
    needsWindow(this);
  });

  it('is a read-only main.cf with links, and follows unsaved changes', async () => {
    const { document } = await showEffective();
    assert.equal(document.languageId, 'postfix-main');
    assert.match(document.getText(), /\n# main\.cf:\d+\nmyhostname = mail\.example\.com\n/);
    const links = await eventually(async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        'vscode.executeLinkProvider',
        document.uri,
      );
      const own = found.filter(({ target }) => target?.fragment.startsWith('L'));
      assert.ok(own.length > 10);
      return own;
    });
    const [link] = links;
    assert.ok(link?.target);
    assert.equal(
      document.getText(link.range),
      `${link.target.path.split('/').at(-1)}:${link.target.fragment.slice(1)}`,
    );
    const editor = await openFile(main);
    await replace(editor, 'myhostname = mail.example.com', 'myhostname = other.example.com');
    await eventually(() => assert.match(document.getText(), /\nmyhostname = other\.example\.com\n/));
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  });

  it('leads to the real files', async () => {
    const { document } = await showEffective();
    const at = document.positionAt(document.getText().indexOf('\nmyhostname =') + 3);
    await eventually(async () => {
      const [found] = await vscode.commands.executeCommand<vscode.LocationLink[]>(
        'vscode.executeDefinitionProvider',
        document.uri,
        at,
      );
      assert.equal(found?.targetUri.toString(), uriOf(main).toString());
    });
  });

  it('of a service has the settings of that service', async () => {
    await openFile(main);
    const done = vscode.commands.executeCommand('postfix.showEffective');
    await waitFor('.quick-input-widget:visible .monaco-list-row:has-text("submission")');
    await type('submission');
    await press('Enter');
    await done;
    const { document } = await settingsEditor();
    assert.match(document.getText(), /# ---- Set for submission\/inet in master\.cf/);
    assert.match(document.uri.path, /Effective Configuration of submission \(inet\)$/);
  });

  it('looks the same in light and in dark', async () => {
    await showEffective();
    await screenshot('effective-light');
    await useTheme('Dark');
    await screenshot('effective-dark');
    await useTheme('Light');
  });
});

describe('a comparison of settings', () => {
  it('with the defaults is a diff editor', async function () {
    needsWindow(this);
    await openFile(main);
    await vscode.commands.executeCommand('postfix.compareWithDefaults');
    await waitFor('.monaco-diff-editor:visible');
    await eventually(() => {
      const texts = comparedTexts();
      assert.ok(texts.some((text) => text.includes('\nmyhostname = mail.example.com\n')));
      assert.equal(texts.length, 2);
    });
    await screenshot('compare-defaults');
  });

  it('with another configuration shows what differs', async function () {
    needsWindow(this);
    mkdirSync(pathOf('etc/postfix-out'));
    const text = readFileSync(pathOf(main), 'utf8');
    const other = text.replace('myhostname = mail.example.com', 'myhostname = out.example.com');
    writeFileSync(pathOf('etc/postfix-out/main.cf'), other);
    copyFileSync(pathOf('etc/postfix/master.cf'), pathOf('etc/postfix-out/master.cf'));
    try {
      await openFile(main);
      const done = vscode.commands.executeCommand('postfix.compareWithInstance');
      await waitFor('.quick-input-widget:visible .monaco-list-row:has-text("Choose a Folder")');
      await type('postfix-out');
      await waitFor('.quick-input-widget:visible .monaco-list-row:has-text("postfix-out")');
      await screenshot('compare-instances');
      await press('Enter');
      await done;
      await waitFor('.monaco-diff-editor:visible');
      await waitFor('.tab.active:has-text("main.cf: "):has-text("postfix-out")');
      const { original, modified } = await differences();
      assert.ok(original.includes('myhostname = out.example.com'), original.join('\n'));
      assert.ok(modified.includes('myhostname = mail.example.com'), modified.join('\n'));
      assert.deepEqual([original.length, modified.length], [1, 1]);
      await screenshot('compare-instance');
    } finally {
      rmSync(pathOf('etc/postfix-out'), { recursive: true });
    }
  });

  it('with a Git revision shows both files', async function () {
    needsWindow(this);
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
        cwd: pathOf('.'),
      });
    git('init', '--quiet');
    try {
      git('add', '.');
      git('commit', '--quiet', '-m', 'The first configuration');
      await vscode.commands.executeCommand('git.openRepository', pathOf('.'));
      const editor = await openFile(main);
      await replace(editor, 'myhostname = mail.example.com', 'myhostname = other.example.com');
      const done = vscode.commands.executeCommand('postfix.compareWithRevision');
      await waitFor('.quick-input-widget:visible .monaco-list-row:has-text("The first configuration")');
      await screenshot('compare-revisions');
      await press('Enter');
      await done;
      await waitFor('.monaco-diff-editor:visible');
      await eventually(() => {
        const texts = comparedTexts();
        assert.ok(texts.some((text) => text.includes('\nmyhostname = mail.example.com\n')));
        assert.ok(texts.some((text) => text.includes('\nmyhostname = other.example.com\n')));
      });
      await screenshot('compare-revision');
    } finally {
      rmSync(pathOf('.git'), { recursive: true, force: true });
    }
  });
});

describe('a parameter', () => {
  before(function () {
    needsWindow(this);
  });

  it('is looked up with its value', async () => {
    await openFile(main);
    const done = vscode.commands.executeCommand('postfix.lookUpParameter');
    await waitFor('.quick-input-widget:visible .monaco-list-row');
    await type('smtpd_banner');
    await waitFor('.quick-input-widget:visible .monaco-list-row:has-text("smtpd_banner")');
    await screenshot('look-up-parameter');
    await press('Enter');
    await done;
    await waitFor('.tab:has-text("smtpd_banner.md")');
  });

  it('is changed in the editor, after a check of the value', async () => {
    const { document } = await openFile(main);
    const done = vscode.commands.executeCommand('postfix.changeParameter', undefined, 'message_size_limit');
    await waitFor('.quick-input-widget:visible input');
    await press('Control+A');
    await type('10MB');
    await waitFor('.quick-input-message:has-text("message_size_limit")');
    await screenshot('change-parameter');
    await press('Control+A');
    await type('30000000');
    await press('Enter');
    await done;
    await eventually(() => assert.match(document.getText(), /^message_size_limit = 30000000$/m));
    assert.equal(document.isDirty, true);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('with a few values is chosen from a list', async () => {
    const { document } = await openFile(main);
    const done = vscode.commands.executeCommand(
      'postfix.changeParameter',
      undefined,
      'smtp_tls_security_level',
    );
    await waitFor('.quick-input-widget:visible .monaco-list-row:has-text("dane-only")');
    await screenshot('change-parameter-choices');
    await type('no such value');
    await waitFor('.quick-input-list .monaco-list-row:has-text("Another Value")');
    await chooseFromAll('encrypt');
    await eventually(() => assert.match(document.getText(), /^smtp_tls_security_level = encrypt$/m));
    await vscode.commands.executeCommand('notifications.clearAll');
    await done;
  });

  it('with only a few values stays open for a text that is none of them', async () => {
    const { document } = await openFile(main);
    const before = document.getText();
    const done = vscode.commands.executeCommand('postfix.changeParameter', undefined, 'disable_vrfy_command');
    await eventually(async (timeout) => {
      await waitFor('.quick-input-widget:visible input', { timeout });
      await press('Control+A');
      await type('maybe');
      // The Enter key needs a row that has the focus.
      await waitFor('.quick-input-list .monaco-list-row.focused:has-text("No choice contains this text")', {
        timeout,
      });
    });
    await screenshot('change-parameter-none');
    await press('Enter');
    await waitFor('.quick-input-list .monaco-list-row:has-text("No choice contains this text")');
    await press('Control+A', 'Delete');
    await waitFor('.quick-input-list .monaco-list-row:has-text("Answers VRFY")');
    await press('Escape');
    await done;
    assert.equal(document.getText(), before);
  });
});
