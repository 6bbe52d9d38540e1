// Findings on their whole way: from the server to the Problems panel, from the light bulb back into the file.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { codeOf, diagnosticsOf, type Finding, findingsOf, fixesAt } from './findings.ts';
import { filesOf, openFile, pathOf, rangeOf, replace, uriOf } from './workspace.ts';

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

  it('is shown at its place, with the other place and a page that explains it', async () => {
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
    assert.match(found.code.target.toString(true), /^https:.*\/docs\/rules\/overridden-parameter\.md$/);
  });

  it('goes with its fix, and comes back with an undo', async () => {
    const { document } = await openFile(main);
    const before = readFileSync(pathOf(main));
    const text = document.getText();
    const found = await eventually(overridden);

    const fixes = await eventually(async () => {
      const offered = await fixesAt(document.uri, found.range);
      assert.notDeepEqual(offered, []);
      return offered;
    });
    const fix = fixes.find(({ isPreferred }) => isPreferred);
    assert.ok(fix?.edit, fixes.map(({ title }) => title).join());
    assert.deepEqual(fix.diagnostics?.map(codeOf), ['overridden-parameter']);
    assert.equal(await vscode.workspace.applyEdit(fix.edit), true);
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
  it('are those of its README', async () => {
    for (const path of [main, master]) {
      const { document } = await openFile(path);
      await eventually(() => {
        const found = findingsOf(document.uri);
        // A line that overrides another says so when one looks at it: a hint on the winner.
        assert.deepEqual(found.filter(isNoEcho), inReadme(path));
      });
    }
  });

  it('are none in the tables', async () => {
    const tables = [...filesOf().keys()].filter((path) => path.startsWith('etc/') && !path.endsWith('.cf'));
    assert.ok(tables.length > 5, tables.join());
    for (const path of tables) await openFile(path);
    // The file that was opened last is checked last.
    await openFile(main);
    await eventually(() => assert.notDeepEqual(findingsOf(uriOf(main)), []));
    for (const path of tables) assert.deepEqual(findingsOf(uriOf(path)), [], path);
  });

  it('are mended by their fixes, but for the open relay', async () => {
    const { document } = await openFile(main);
    await eventually(() => assert.notDeepEqual(findingsOf(document.uri), []));
    for (let left = inReadme(main).length; left > 0; left--) {
      const fix = await eventually(async () => {
        const [found] = diagnosticsOf(document.uri).filter(
          ({ message }) => !/^This line overrides/.test(message),
        );
        assert.ok(found);
        const fixes = await fixesAt(document.uri, found.range);
        const preferred = fixes.find(
          ({ isPreferred, diagnostics }) =>
            isPreferred && diagnostics?.some((other) => other.message === found.message),
        );
        assert.ok(preferred?.edit, found.message);
        return preferred.edit;
      });
      const before = findingsOf(document.uri).length;
      assert.equal(await vscode.workspace.applyEdit(fix), true);
      await eventually(() => assert.ok(findingsOf(document.uri).length < before));
    }
    await eventually(() => assert.deepEqual(findingsOf(document.uri), []));
    await openFile(master);
    await eventually(() => assert.deepEqual(findingsOf(uriOf(master)), inReadme(master)));
  });

  it('follow an edit of another file', async () => {
    const { document } = await openFile(master);
    await eventually(() => assert.deepEqual(findingsOf(document.uri), inReadme(master)));

    const editor = await vscode.window.showTextDocument(uriOf(main), {
      viewColumn: vscode.ViewColumn.Beside,
    });
    const banner = 'smtpd_banner = $myhostname ESMTP\n';
    await replace(editor, banner, `${banner}smtpd_client_restrictions = permit_mynetworks, reject\n`);
    await eventually(() => assert.deepEqual(findingsOf(document.uri), []));

    await vscode.commands.executeCommand('undo');
    await eventually(() => assert.deepEqual(findingsOf(document.uri), inReadme(master)));
  });

  it('vanish when the file is closed', async () => {
    await openFile(main);
    await openFile(master);
    await eventually(() => assert.notDeepEqual(findingsOf(uriOf(main)), []));
    await eventually(() => assert.notDeepEqual(findingsOf(uriOf(master)), []));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await eventually(() => assert.deepEqual(findingsOf(uriOf(master)), []));
    assert.notDeepEqual(findingsOf(uriOf(main)), []);
  });

  it('vanish when the file is deleted', async () => {
    await openFile(main);
    await openFile(master);
    await eventually(() => assert.notDeepEqual(findingsOf(uriOf(main)), []));
    await eventually(() => assert.notDeepEqual(findingsOf(uriOf(master)), []));
    await vscode.workspace.fs.delete(uriOf(master));
    await eventually(() => assert.deepEqual(vscode.languages.getDiagnostics(uriOf(master)), []));
    rmSync(pathOf(main));
    await eventually(() => assert.deepEqual(vscode.languages.getDiagnostics(uriOf(main)), []));
  });
});

function isNoEcho({ line, severity, code }: Finding): boolean {
  return !(severity === 'hint' && code === 'overridden-parameter' && line > 110);
}

/** The mistakes of one file, as the table in the example's README lists them. */
function inReadme(path: string): readonly Finding[] {
  const readme = readFileSync(pathOf('README.md'), 'utf8');
  const rows = readme.matchAll(/^\| (\S+) \| (\d+) \| .* \| (\w+) \| \[`(.+?)`\]\(.*\) \|$/gm);
  return [...rows]
    .filter(([, file = '']) => path.endsWith(`/${file}`))
    .map(([, , line, severity, code = '']) => ({
      line: Number(line),
      severity: severity as Finding['severity'],
      code,
    }));
}
