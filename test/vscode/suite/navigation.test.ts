// Moving through a configuration in the window, and reshaping it.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { needsWindow, press, screenshot, waitFor } from './window.ts';
import { append, openFile, pathOf, rangeOf } from './workspace.ts';

const main = 'etc/postfix/main.cf';
const master = 'etc/postfix/master.cf';

/** Goes to the definition at the start of a text, and returns the file and the text of the line there. */
async function definitionOf(path: string, text: string, offset = 0): Promise<string> {
  const { document } = await openFile(path);
  const position = rangeOf(document, text).start.translate(0, offset);
  return eventually(async () => {
    const found = await vscode.commands.executeCommand<(vscode.LocationLink | vscode.Location)[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      position,
    );
    const [first] = found;
    assert.ok(first, `no definition of ${text}`);
    const uri = 'targetUri' in first ? first.targetUri : first.uri;
    const range = 'targetUri' in first ? (first.targetSelectionRange ?? first.targetRange) : first.range;
    const target = await vscode.workspace.openTextDocument(uri);
    return `${uri.path.split('/').at(-1)}: ${target.lineAt(range.start.line).text}`;
  });
}

describe('the definition', () => {
  it('of a $name is the line in force', async () => {
    assert.match(
      await definitionOf(main, '$myhostname ESMTP', 2),
      /^main\.cf: myhostname = mail\.example\.com/,
    );
  });

  it('of a table is its file', async () => {
    assert.match(await definitionOf(main, 'hash:/etc/postfix/transport', 20), /^transport: /);
  });

  it('of a parameter that nothing sets is its documentation', async () => {
    const editor = await openFile(main);
    await append(editor, '\nsmtpd_helo_restrictions = permit_sasl_authenticated\n');
    const text = await definitionOf(main, 'smtpd_helo_restrictions = permit_sasl_authenticated', 30);
    assert.match(text, /^permit_sasl_authenticated\.md: \*\*permit_sasl_authenticated\*\*/);
  });

  it('of a transport is its service, and F12 goes there', async function () {
    needsWindow(this);
    const editor = await openFile(main);
    await append(editor, '\nrelay_transport = relay\n');
    const { start } = rangeOf(editor.document, 'relay_transport = relay');
    const at = start.translate(0, 'relay_transport = re'.length);
    editor.selection = new vscode.Selection(at, at);
    await eventually(async () => {
      await press('F12');
      const active = vscode.window.activeTextEditor;
      assert.equal(active?.document.fileName, pathOf(master));
      assert.match(active?.document.lineAt(active.selection.start.line).text ?? '', /^relay +unix/);
    });
    await screenshot('definition-of-a-transport');
  });
});

describe('in a configuration', () => {
  it('the references to a name are in all files', async () => {
    const { document } = await openFile(main);
    const found = await eventually(async () => {
      const places = await vscode.commands.executeCommand<vscode.Location[]>(
        'vscode.executeReferenceProvider',
        document.uri,
        rangeOf(document, 'myhostname = mail.example.com').start,
      );
      assert.ok(places.length > 2, String(places.length));
      return places;
    });
    assert.ok(found.some(({ uri }) => uri.path === document.uri.path));
  });

  it('a restriction class gets another name everywhere', async () => {
    const editor = await openFile(main);
    const text =
      'smtpd_restriction_classes = greylist\ngreylist = reject\nsmtpd_etrn_restrictions = greylist\n';
    await append(editor, `\n${text}`);
    const { start } = rangeOf(editor.document, 'greylist = reject');
    const edit = await eventually(async () =>
      vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        editor.document.uri,
        start,
        'slowlist',
      ),
    );
    assert.equal(await vscode.workspace.applyEdit(edit), true);
    assert.ok(editor.document.getText().endsWith(text.replaceAll('greylist', 'slowlist')));
  });

  it('a parameter of Postfix keeps its name', async () => {
    const { document } = await openFile(main);
    const rename = vscode.commands.executeCommand(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      rangeOf(document, 'myhostname = mail.example.com').start,
      'other',
    );
    await assert.rejects(async () => rename, /Postfix defines the parameter myhostname/);
  });

  it('the outline has the sections of the file', async function () {
    const { document } = await openFile(main);
    const names = await eventually(async () => {
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      return symbols.map(({ name }) => name);
    });
    assert.ok(names.includes('Who we are'), names.join());
    needsWindow(this);
    await vscode.commands.executeCommand('outline.focus');
    await waitFor('.outline-tree .monaco-list-row:visible:has-text("Who we are")');
    await screenshot('outline');
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('formatting changes white space alone', async () => {
    const editor = await openFile(main);
    await append(editor, '\nsoft_bounce=no\n');
    const before = editor.document.getText();
    await eventually(async () => {
      await vscode.commands.executeCommand('editor.action.formatDocument');
      assert.ok(editor.document.getText().endsWith('\nsoft_bounce = no\n'));
    });
    assert.equal(editor.document.getText().replaceAll(/\s/g, ''), before.replaceAll(/\s/g, ''));
  });

  it('lenses and hints are in the window', async function () {
    needsWindow(this);
    const editor = await openFile(master);
    // An editor remembers where it was in its file.
    const top = new vscode.Position(0, 0);
    editor.selection = new vscode.Selection(top, top);
    editor.revealRange(new vscode.Range(top, top), vscode.TextEditorRevealType.AtTop);
    await waitFor('.codelens-decoration:visible:has-text("strangers")');
    await screenshot('lenses');
  });
});
