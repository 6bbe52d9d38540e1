// The command that indexes a table, with the real postmap and postalias.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { findPostfix, postalias, postmap } from '../../postfix/support/programs';
import { eventually } from './eventually.ts';
import { needsPostfix } from './postfix.ts';
import { waitForNotification } from './widgets.ts';
import { unavailable, waitForStatus } from './window.ts';
import { filesOf, openFile, pathOf, replace, runAndDismiss, uriOf } from './workspace.ts';

const transport = 'etc/postfix/transport';
const aliases = 'etc/aliases';

describe('postfix.postmap', () => {
  let type = 'hash';

  before(function () {
    needsPostfix(this);
    if (!findPostfix()?.tableTypes.includes('hash')) type = 'lmdb';
  });

  beforeEach(() => {
    const main = readFileSync(pathOf('etc/postfix/main.cf'), 'utf8');
    writeFileSync(pathOf('etc/postfix/main.cf'), main.replaceAll('hash:', `${type}:`));
  });

  it('creates the index that main.cf names from the text in the editor', async () => {
    const editor = await openFile(transport);
    await replace(editor, 'smtp:[192.0.2.25]', 'smtp:[192.0.2.26]');
    const index = () => vscode.commands.executeCommand('postfix.postmap');
    await (unavailable === undefined ? waitForStatus('(3 entries)', index) : index());
    assert.equal(editor.document.isDirty, false);
    const table = `${type}:${pathOf(transport)}`;
    const { stdout } = await postmap(pathOf('etc/postfix'), ['-q', 'tickets.example.com', table]);
    assert.equal(stdout, 'smtp:[192.0.2.26]\n');
  });

  it('saves no table with bytes that the editor could not decode', async () => {
    const path = 'etc/postfix/gruesse';
    const bytes = Buffer.from('# Gr\xfc\xdfe\nexample.net smtp:[192.0.2.25]\n', 'latin1');
    writeFileSync(pathOf(path), bytes);
    const editor = await openFile(path);
    await replace(editor, 'smtp:[192.0.2.25]', 'smtp:[192.0.2.26]');
    await vscode.commands.executeCommand('postfix.postmap');
    assert.equal(editor.document.isDirty, true);
    assert.deepEqual(readFileSync(pathOf(path)), bytes);
    if (unavailable === undefined) await waitForNotification('Use Reopen with Encoding first');
  });

  it('does not repeat what a finding at the line says', async () => {
    const { document } = await breakTable();
    await eventually(() => assert.notDeepEqual(saidBy('postfix', document.uri), []));
    await runAndDismiss('postfix.postmap');
    assert.deepEqual(saidBy('postmap', document.uri), []);
  });

  describe('without findings', () => {
    const enable = (value: boolean | undefined) =>
      vscode.workspace
        .getConfiguration('postfix')
        .update('lint.enable', value, vscode.ConfigurationTarget.Global);
    before(() => enable(false));
    after(() => enable(undefined));

    it('shows the message from Postfix at its line until the next run', async () => {
      const { document } = await breakTable();
      // The command ends when its notification is closed.
      void vscode.commands.executeCommand('postfix.postmap', document.uri);
      const found = await eventually(() => {
        const [first, ...others] = saidBy('postmap', document.uri);
        assert.ok(first);
        assert.deepEqual(others, []);
        return first;
      });
      assert.equal(found.message, 'expected format: key whitespace value');
      assert.equal(found.severity, vscode.DiagnosticSeverity.Warning);
      assert.deepEqual(found.range, document.lineAt(6).range);

      await vscode.commands.executeCommand('undo');
      await vscode.commands.executeCommand('postfix.postmap', document.uri);
      assert.deepEqual(saidBy('postmap', document.uri), []);
    });

    it('removes the message when the file is closed', async () => {
      const { document } = await breakTable();
      void vscode.commands.executeCommand('postfix.postmap', document.uri);
      await eventually(() => assert.notDeepEqual(saidBy('postmap', document.uri), []));
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await eventually(() => assert.deepEqual(saidBy('postmap', document.uri), []));
    });
  });

  it('accepts a file with any name, and asks for the type if main.cf does not define it', async () => {
    const path = `etc/postfix/-o it's "a" $(table)`;
    writeFileSync(pathOf(path), 'example.net x\n');
    await answerFirst(
      vscode.commands.executeCommand('postfix.postmap', uriOf(path)),
      () => existsSync(`${pathOf(path)}.db`) || existsSync(`${pathOf(path)}.lmdb`),
    );
  });

  it('runs postalias for aliases', async () => {
    const { document } = await openFile(aliases);
    await answerFirst(
      vscode.commands.executeCommand('postfix.postmap', document.uri),
      () => existsSync(`${pathOf(aliases)}.db`) || existsSync(`${pathOf(aliases)}.lmdb`),
    );
    const { stdout } = await postalias(pathOf('etc/postfix'), ['-q', 'sales', `${type}:${pathOf(aliases)}`]);
    assert.equal(stdout, 'jonas, anna\n');
    assert.deepEqual(saidBy('postalias', document.uri), []);
  });

  it('creates no index of a file that is not a table', async () => {
    const before = [...filesOf().keys()];
    for (const path of [
      'etc/postfix/client_access.cidr',
      'etc/postfix/header_checks',
      'etc/postfix/main.cf',
    ]) {
      await openFile(path);
      await runAndDismiss('postfix.postmap');
    }
    assert.deepEqual([...filesOf().keys()], before);
  });
});

/** Opens the transport table with an entry without a value. */
async function breakTable(): Promise<vscode.TextEditor> {
  const editor = await openFile(transport);
  await replace(editor, 'freemail.example        slow:', 'freemail.example');
  return editor;
}

/** Selects the first answer to each question until the condition is met. */
async function answerFirst(command: Thenable<unknown>, isDone: () => boolean): Promise<void> {
  await eventually(async () => {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    assert.ok(isDone());
  });
  await command;
}

/** The diagnostics from Postfix programs for a file. */
function saidBy(program: string, uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === program);
}
