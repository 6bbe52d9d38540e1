// Findings from end to end: from the server to the Problems panel, and from the light bulb to the file.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { diagnosticsOf, type Finding, findingsOf, fixesAt, isNoEcho, mistakesIn } from './findings.ts';
import { showFixes } from './widgets.ts';
import { needsWindow, press, screenshot } from './window.ts';
import { append, filesOf, openFile, pathOf, rangeOf, replace, uriOf } from './workspace.ts';

const main = 'etc/postfix/main.cf';
const master = 'etc/postfix/master.cf';

describe('a finding', () => {
  const message = 'This value of myorigin is overridden';

  /** The finding on the first of the two lines that set myorigin. */
  function overridden(): vscode.Diagnostic {
    const found = diagnosticsOf(uriOf(main)).find((diagnostic) => diagnostic.message.startsWith(message));
    assert.ok(found, `no finding says "${message}"`);
    return found;
  }

  it('is shown at its location, with the related location and a link to its page', async () => {
    const { document } = await openFile(main);
    const found = await eventually(overridden);
    assert.deepEqual(found.range, rangeOf(document, 'myorigin = $mydomain'));
    assert.equal(found.severity, vscode.DiagnosticSeverity.Warning);
    assert.deepEqual(found.tags, [vscode.DiagnosticTag.Unnecessary]);
    assert.equal(found.source, 'postfix');

    const winner = rangeOf(document, 'myorigin = $myhostname');
    const [related, ...others] = found.relatedInformation ?? [];
    assert.equal(related?.location.uri.toString(), document.uri.toString());
    assert.deepEqual(related?.location.range.start, winner.start);
    assert.deepEqual(others, []);

    assert.ok(typeof found.code === 'object');
    assert.equal(found.code.value, 'overridden-parameter');
    assert.match(
      found.code.target.toString(true),
      /^command:postfix\.openPage\?.*rules\/overridden-parameter\.md/,
    );
  });

  it('disappears with its fix, and returns with an undo', async () => {
    const { document } = await openFile(main);
    const before = readFileSync(pathOf(main));
    const text = document.getText();
    const found = await eventually(overridden);

    const edit = await eventually(() => preferredEdit(document.uri, found));
    assert.equal(await vscode.workspace.applyEdit(edit), true);
    assert.equal(document.getText(), text.replace('myorigin = $mydomain', '#myorigin = $mydomain'));
    await eventually(() => assert.throws(overridden));

    await vscode.commands.executeCommand('undo');
    await eventually(() => assert.equal(document.getText(), text));
    await eventually(overridden);
    assert.equal(await document.save(), true);
    assert.deepEqual(readFileSync(pathOf(main)), before);
  });
});

describe('the findings of the example', () => {
  it('are those in its README', async () => {
    for (const path of [main, master]) {
      const { document } = await openFile(path);
      await eventually(() => assert.deepEqual(findingsOf(document.uri, isNoEcho), mistakesIn(path)));
    }
  });

  it('do not include any in the tables', async () => {
    const tables = [...filesOf().keys()].filter((path) => path.startsWith('etc/') && !path.endsWith('.cf'));
    assert.ok(tables.length > 5, tables.join());
    for (const path of tables) await openFile(path);
    // The last opened file is checked last.
    await openFile(main);
    await eventually(() => assert.notDeepEqual(findingsOf(uriOf(main)), []));
    for (const path of tables) assert.deepEqual(findingsOf(uriOf(path)), [], path);
  });

  it('disappear with their fixes, except the open relay', async () => {
    const { document } = await openFile(main);
    await eventually(() => assert.notDeepEqual(findingsOf(document.uri), []));
    for (let left = mistakesIn(main).length; left > 0; left--) {
      const edit = await eventually(async () => {
        const [found] = diagnosticsOf(document.uri).filter(isNoEcho);
        assert.ok(found);
        return preferredEdit(document.uri, found);
      });
      const before = findingsOf(document.uri).length;
      assert.equal(await vscode.workspace.applyEdit(edit), true);
      await eventually(() => assert.ok(findingsOf(document.uri).length < before));
    }
    await eventually(() => assert.deepEqual(findingsOf(document.uri), []));
    await openFile(master);
    await eventually(() => assert.deepEqual(findingsOf(uriOf(master)), mistakesIn(master)));
  });

  it('change with an edit of another file', async () => {
    const { document } = await openFile(master);
    await eventually(() => assert.deepEqual(findingsOf(document.uri), mistakesIn(master)));

    const editor = await vscode.window.showTextDocument(uriOf(main), {
      viewColumn: vscode.ViewColumn.Beside,
    });
    const banner = 'smtpd_banner = $myhostname ESMTP\n';
    await replace(editor, banner, `${banner}smtpd_client_restrictions = permit_mynetworks, reject\n`);
    // Now no one can relay, but the restriction is still wrong.
    const word = mistakesIn(master).filter(({ code }) => code === 'swallowed-restriction');
    await eventually(() => assert.deepEqual(findingsOf(document.uri), word));

    await vscode.commands.executeCommand('undo');
    await eventually(() => assert.deepEqual(findingsOf(document.uri), mistakesIn(master)));
  });

  // They disappear with the last one: see test/protocol/workspace.test.ts. Here, VS Code would keep the documents that
  // the tests have opened for another three minutes.
  it('stay while a file of the configuration is open', async () => {
    await openFile(main);
    await openFile(master);
    await eventually(() => assert.notDeepEqual(findingsOf(uriOf(main)), []));
    await eventually(() => assert.notDeepEqual(findingsOf(uriOf(master)), []));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await eventually(() => assert.deepEqual(findingsOf(uriOf(master)), mistakesIn(master)));
    assert.notDeepEqual(findingsOf(uriOf(main)), []);
  });

  it('disappear when the file is deleted', async () => {
    await openFile(master);
    await openFile(main);
    await eventually(() => assert.deepEqual(findingsOf(uriOf(master)), mistakesIn(master)));
    const deletion = new vscode.WorkspaceEdit();
    deletion.deleteFile(uriOf(master));
    assert.equal(await vscode.workspace.applyEdit(deletion), true);
    await eventually(() => assert.deepEqual(findingsOf(uriOf(master)), []));
  });

  it('change with the deletion of another file', async () => {
    await openFile(main);
    const misspelled = mistakesIn(main).find(({ code }) => code === 'unknown-parameter');
    const isThere = ({ line }: Finding) => line === misspelled?.line;
    await eventually(() => assert.deepEqual(findingsOf(uriOf(main)).find(isThere), misspelled));
    // Without master.cf, the services and the names that they use are unknown.
    rmSync(pathOf(master));
    const weaker = { ...misspelled, severity: 'information' };
    await eventually(() => assert.deepEqual(findingsOf(uriOf(main)).find(isThere), weaker));
  });
});

describe('a table that does not exist', () => {
  it('is created next to main.cf, with a comment, and opened', async function () {
    needsWindow(this);
    const editor = await openFile(main);
    await append(editor, '\nrelocated_maps = hash:/etc/postfix/relocated\n');
    const { start } = rangeOf(editor.document, '/etc/postfix/relocated');
    editor.selection = new vscode.Selection(start, start);
    await showFixes('Create relocated');
    await press('Enter');
    const path = 'etc/postfix/relocated';
    await eventually(() => {
      const created = vscode.window.activeTextEditor?.document;
      assert.equal(created?.uri.path, uriOf(path).path);
      assert.match(created?.getText() ?? '', /^# Lookup table for relocated_maps\. .*\n$/);
      assert.equal(created?.languageId, 'postfix-table');
      assert.equal(readFileSync(pathOf(path), 'utf8'), created?.getText());
    });
    await screenshot('created-table');
  });
});

/** Applies the preferred fix of a finding. */
async function preferredEdit(
  uri: vscode.Uri,
  { range, message }: vscode.Diagnostic,
): Promise<vscode.WorkspaceEdit> {
  const fixes = await fixesAt(uri, range);
  const fix = fixes.find(({ isPreferred }) => isPreferred);
  assert.ok(fix?.edit, `no fix is preferred for: ${message}`);
  return fix.edit;
}
