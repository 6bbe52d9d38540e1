// The commands that show, compare, and change settings, checked with postconf. The workspace folder is the configuration
// directory of a running Postfix.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { postconf } from '../../postfix/support/programs';
import { differences } from './comparison.ts';
import { eventually } from './eventually.ts';
import { needsWindow, press, type, waitFor } from './window.ts';
import { openFile, pathOf, replace } from './workspace.ts';

/** `name = value` of each parameter. */
async function settings(directory: string, ...options: readonly string[]): Promise<ReadonlySet<string>> {
  const { code, stdout, stderr } = await postconf(directory, options);
  assert.equal(code, 0, stderr);
  // postconf -n adds the directory to what the file sets.
  return new Set(stdout.split('\n').filter((line) => line !== '' && !line.startsWith('config_directory =')));
}

/** Without line breaks in values. */
const unfolded = (text: string) => text.replaceAll(/\n[ \t]+/g, ' ').split('\n');

/** What the build of this Postfix determines. The extension shows the values of an ordinary build. */
const isOfBuild = (line: string) =>
  /^(?:alias_maps|\w+_directory|mail_version|mail_release_date) =/.test(line);

const onlyIn = (set: ReadonlySet<string>, other: ReadonlySet<string>) =>
  [...set].filter((line) => !other.has(line)).sort();

/** Waits for a list with a row, types a text, and accepts. */
async function choose(row: string, typed: string): Promise<void> {
  await waitFor(`.quick-input-widget:visible .monaco-list-row:has-text("${row}")`);
  await type(typed);
  await waitFor(`.quick-input-widget:visible .monaco-list-row.focused:has-text("${typed}")`);
  await press('Enter');
}

/** Shows a comparison, and returns the lines that only one side has. */
async function compared(title: string): ReturnType<typeof differences> {
  await waitFor('.monaco-diff-editor:visible');
  await waitFor(`.tab.active:has-text("${title}")`);
  return differences();
}

describe('settings', () => {
  before(function () {
    needsWindow(this);
  });

  it('in the effective configuration are those of postconf', async () => {
    await openFile('main.cf');
    await vscode.commands.executeCommand('postfix.showEffective');
    const text = await eventually(() => {
      const document = vscode.window.activeTextEditor?.document;
      assert.equal(document?.uri.scheme, 'postfix-settings');
      const shown = document?.getText() ?? '';
      assert.notEqual(shown, '');
      return shown;
    });
    const shown = new Set(unfolded(text).filter((line) => /^\w+ =/.test(line)));
    const real = await settings(pathOf('.'));
    assert.ok(shown.size > 800, `${shown.size} parameters`);
    assert.deepEqual(
      onlyIn(shown, real).filter((line) => !isOfBuild(line)),
      [],
    );
  });

  it('that are changed and saved are those that postconf shows', async () => {
    const { document } = await openFile('main.cf');
    const before = await settings(pathOf('.'), '-n');
    const done = vscode.commands.executeCommand('postfix.changeParameter', undefined, 'message_size_limit');
    await waitFor('.quick-input-widget:visible input');
    await press('Control+A');
    await type('30000000');
    await press('Enter');
    await done;
    await eventually(() => assert.match(document.getText(), /^message_size_limit = 30000000$/m));
    assert.equal(await document.save(), true);
    const after = await settings(pathOf('.'), '-n');
    assert.deepEqual(onlyIn(after, before), ['message_size_limit = 30000000']);
    assert.deepEqual(onlyIn(before, after), []);
    assert.match(document.getText(), /^# A mail server for a test\.$/m);
  });

  it('that differ from the defaults are those of postconf -n', async () => {
    await openFile('main.cf');
    await vscode.commands.executeCommand('postfix.compareWithDefaults');
    const { original, modified } = await compared('Defaults');
    const defaults = await settings(pathOf('.'), '-d');
    const own = await settings(pathOf('.'), '-n');
    assert.deepEqual(
      original.filter((line) => !defaults.has(line) && !isOfBuild(line)),
      [],
    );
    assert.deepEqual(modified.sort(), onlyIn(own, defaults));
  });

  it('that differ from another configuration are those that differ in postconf -n', async () => {
    mkdirSync(pathOf('other'));
    try {
      const text = readFileSync(pathOf('main.cf'), 'utf8');
      writeFileSync(pathOf('other/main.cf'), text.replace('ESMTP as it was', 'ESMTP of another'));
      copyFileSync(pathOf('master.cf'), pathOf('other/master.cf'));
      await openFile('main.cf');
      const done = vscode.commands.executeCommand('postfix.compareWithInstance');
      await choose('Choose a Folder', 'other');
      await done;
      const { original, modified } = await compared('other');
      const [here, there] = await Promise.all([settings(pathOf('.'), '-n'), settings(pathOf('other'), '-n')]);
      assert.deepEqual(original, onlyIn(there, here));
      assert.deepEqual(modified, onlyIn(here, there));
    } finally {
      rmSync(pathOf('other'), { recursive: true });
    }
  });

  it('that differ from a Git revision are those that differ in postconf -n', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
        cwd: pathOf('.'),
      });
    const before = await settings(pathOf('.'), '-n');
    git('init', '--quiet');
    try {
      git('add', 'main.cf', 'master.cf');
      git('commit', '--quiet', '-m', 'The first configuration');
      await vscode.commands.executeCommand('git.openRepository', pathOf('.'));
      const editor = await openFile('main.cf');
      await replace(editor, 'ESMTP as it was', 'ESMTP since then');
      assert.equal(await editor.document.save(), true);
      const done = vscode.commands.executeCommand('postfix.compareWithRevision');
      await choose('The first configuration', 'first');
      await done;
      const { original, modified } = await compared('main.cf');
      const after = await settings(pathOf('.'), '-n');
      assert.deepEqual(original, onlyIn(before, after));
      assert.deepEqual(modified, onlyIn(after, before));
    } finally {
      rmSync(pathOf('.git'), { recursive: true, force: true });
    }
  });
});
