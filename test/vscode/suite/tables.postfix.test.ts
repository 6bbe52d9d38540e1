// The commands that index tables and look up keys. The workspace folder is the configuration directory of a running
// Postfix, whose postmap and postalias check the results.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { findPostfix, postalias, postmap } from '../../postfix/support/programs';
import { eventually } from './eventually.ts';
import { configure } from './photographs.ts';
import { answerNotification, waitForNotification } from './widgets.ts';
import { needsWindow, press, screenshot, type, waitFor, waitForStatus } from './window.ts';
import { append, dismiss, openFile, pathOf, replace, uriOf } from './workspace.ts';

const hasHash = findPostfix()?.tableTypes.includes('hash') ?? false;
const [indexType, suffix] = hasHash ? ['hash', '.db'] : ['lmdb', '.lmdb'];

/** `hash:/…/NAME` */
const tableAt = (name: string) => `${indexType}:${pathOf(name)}`;
const indexOf = (name: string) => `${pathOf(name)}${suffix}`;

/** What Postfix finds in the index; empty if it has no such key. */
async function inIndex(name: string, key: string, program = postmap): Promise<string> {
  return (await program(pathOf('.'), ['-q', key, tableAt(name)])).stdout.trimEnd();
}

/** Writes tables, and a main.cf that names them: `{ transport_maps: { transport: '…' } }`. */
async function useTables(uses: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<void> {
  const main = await openFile('main.cf');
  for (const [parameter, tables] of Object.entries(uses)) {
    for (const [name, text] of Object.entries(tables)) writeFileSync(pathOf(name), text);
    const value = Object.keys(tables).map(tableAt).join(', ');
    // The last value wins.
    await append(main, `${parameter} = ${value}\n`);
  }
  assert.equal(await main.document.save(), true);
}

async function openTable(name: string, language = 'postfix-table'): Promise<vscode.TextEditor> {
  const editor = await openFile(name);
  await eventually(() => assert.equal(editor.document.languageId, language));
  return editor;
}

/** The diagnostics from Postfix programs for a file: `2 expected format: key whitespace value`. */
function said(name: string): readonly string[] {
  return vscode.languages
    .getDiagnostics(uriOf(name))
    .filter(({ source }) => source === 'postmap' || source === 'postalias')
    .map(({ range, message }) => `${range.start.line + 1} ${message}`);
}

/** Looks up a key in the table in the editor, and waits for a notification with all texts. */
async function lookUp(key: string, ...texts: readonly string[]): Promise<void> {
  await eventually(async (timeout) => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await vscode.commands.executeCommand('notifications.clearAll');
    void vscode.commands.executeCommand('postfix.lookUpKey');
    await waitFor('.quick-input-widget:visible:has-text("Look up a key in") input', { timeout });
    await press('Control+A');
    await type(key);
    await press('Enter');
    const all = texts.map((text) => `:has-text("${text}")`).join('');
    await waitFor(`.notification-list-item:visible${all}`, { timeout });
  });
}

describe('the tables of a running Postfix', () => {
  before(function () {
    needsWindow(this);
  });

  it('newaliases indexes each table in alias_database, and no other', async () => {
    await useTables({
      alias_database: { aliases: 'sales: jonas, anna\n', more: 'info: anna\n' },
      virtual_alias_maps: { virtual: 'user@example.com anna\n' },
    });
    await waitForStatus('Indexed 2 tables', () => vscode.commands.executeCommand('postfix.newaliases'));
    assert.equal(await inIndex('aliases', 'sales', postalias), 'jonas, anna');
    assert.equal(await inIndex('more', 'info', postalias), 'anna');
    assert.equal(existsSync(indexOf('virtual')), false);
  });

  it('newaliases shows a message from Postfix at its line, and indexes the other lines', async () => {
    await configure({ 'postfix.lint.enable': false });
    try {
      await useTables({ alias_database: { aliases: 'sales: anna\nsales jonas\n' } });
      await openTable('aliases', 'postfix-aliases');
      const done = vscode.commands.executeCommand('postfix.newaliases');
      await waitForNotification('Indexed 1 table. Postfix reported 1 warning.');
      assert.deepEqual(said('aliases'), ['2 need name:value pair']);
      await dismiss(done);
      assert.equal(await inIndex('aliases', 'sales', postalias), 'anna');
    } finally {
      await configure({ 'postfix.lint.enable': undefined });
    }
  });

  it('postalias indexes the alias table in the editor, with unsaved changes', async () => {
    await useTables({ alias_maps: { aliases: 'sales: anna\n' } });
    const editor = await openTable('aliases', 'postfix-aliases');
    await replace(editor, 'anna', 'jonas');
    await waitForStatus('(1 entry)', () => vscode.commands.executeCommand('postfix.postalias'));
    assert.equal(editor.document.isDirty, false);
    assert.equal(await inIndex('aliases', 'sales', postalias), 'jonas');
  });

  it('indexAll indexes what has no index or an older one, and nothing else', async () => {
    await useTables({
      virtual_alias_maps: { current: 'a@example.com one\n', older: 'b@example.com one\n' },
      relocated_maps: { without: 'c@example.com one\n' },
    });
    for (const name of ['current', 'older']) {
      const { code, stderr } = await postmap(pathOf('.'), [tableAt(name)]);
      assert.equal(code, 0, stderr);
      writeFileSync(pathOf(name), readFileSync(pathOf(name), 'utf8').replace('one', 'two'));
    }
    // The source of this table is older than its index, although its text differs.
    utimesSync(pathOf('current'), 1, 1);
    utimesSync(indexOf('older'), 1, 1);
    const before = statSync(indexOf('current'));
    await waitForStatus('Indexed 2 tables', () => vscode.commands.executeCommand('postfix.indexAll'));
    assert.equal(await inIndex('current', 'a@example.com'), 'one');
    assert.equal(statSync(indexOf('current')).mtimeMs, before.mtimeMs);
    assert.equal(await inIndex('older', 'b@example.com'), 'two');
    assert.equal(await inIndex('without', 'c@example.com'), 'one');
    await waitForStatus('All indexes are up to date', () =>
      vscode.commands.executeCommand('postfix.indexAll'),
    );
  });

  it('saving a table indexes it only if the setting says so', async () => {
    await useTables({ virtual_alias_maps: { virtual: 'a@example.com one\n' } });
    const { document } = await openTable('virtual');
    const save = async (from: string, to: string) => {
      await replace(await openFile('virtual'), from, to);
      assert.equal(await document.save(), true);
    };
    await save('one', 'two');
    await configure({ 'postfix.indexOnSave': 'on' });
    try {
      // The first save would have been indexed before the second one.
      assert.equal(existsSync(indexOf('virtual')), false);
      await save('two', 'three');
      await eventually(async () => assert.equal(await inIndex('virtual', 'a@example.com'), 'three'));
    } finally {
      await configure({ 'postfix.indexOnSave': undefined });
    }
  });

  it('lookUpKey shows an answer with several addresses, and its entry', async () => {
    await useTables({ alias_maps: { aliases: '# comment\nsales: jonas, anna\n' } });
    const editor = await openTable('aliases', 'postfix-aliases');
    await vscode.commands.executeCommand('postfix.postalias');
    await lookUp('sales', 'sales → jonas, anna (line 2)');
    assert.equal(await inIndex('aliases', 'sales', postalias), 'jonas, anna');
    await screenshot('look-up');
    await answerNotification('Go to Entry');
    await eventually(() => assert.equal(editor.selection.active.line, 1));
  });

  it('lookUpKey shows the entry that Postfix finds after the key itself', async () => {
    const text = 'user@example.com anna\n@example.com jonas@example.net, anna@example.net\n';
    await useTables({ virtual_alias_maps: { virtual: text } });
    await openTable('virtual');
    await vscode.commands.executeCommand('postfix.postmap');
    await lookUp('user@example.com', 'user@example.com → anna (line 1)');
    await lookUp(
      'other@example.com',
      'virtual has no entry for other@example.com.',
      'Postfix uses the entry for @example.com instead: jonas@example.net, anna@example.net (line 2).',
    );
    await screenshot('look-up-next');
    assert.equal(await inIndex('virtual', 'other@example.com'), '');
    assert.equal(await inIndex('virtual', '@example.com'), 'jonas@example.net, anna@example.net');
  });

  it('lookUpKey offers to create a missing index, and to update an older one', async () => {
    await useTables({ virtual_alias_maps: { virtual: 'user@example.com anna\n' } });
    await openTable('virtual');
    await lookUp('user@example.com', 'virtual has no index');
    await answerNotification('Index This Table');
    await eventually(async () => assert.equal(await inIndex('virtual', 'user@example.com'), 'anna'));

    await replace(await openFile('virtual'), 'anna', 'jonas');
    assert.equal(await vscode.window.activeTextEditor?.document.save(), true);
    utimesSync(indexOf('virtual'), 1, 1);
    await lookUp('user@example.com', 'user@example.com → anna (the index is older than the file)');
    await answerNotification('Index This Table');
    await eventually(async () => assert.equal(await inIndex('virtual', 'user@example.com'), 'jonas'));
  });
});
