// What VS Code offers for the settings of the extension.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { rules } from '../../../server/src/lint/rules/index.ts';
import { eventually } from './eventually.ts';
import { openFile } from './workspace.ts';

const file = '.vscode/settings.json';

describe('settings.json', () => {
  it('completes the codes of rules, with their titles', async () => {
    const [rule] = rules;
    assert.ok(rule);
    await eventually(async () => {
      const items = await completions('{ "postfix.lint.rules": { "|" } }');
      const labels = items.map(({ label }) => label);
      assert.deepEqual(
        rules.filter(({ code }) => !labels.includes(code)).map(({ code }) => code),
        [],
      );
      const { documentation } = items[labels.indexOf(rule.code)] ?? {};
      assert.equal(documentation, `${rule.title} (default: ${rule.severity})`);
    });
  });

  it('completes severities', async () => {
    await eventually(async () => {
      const items = await completions('{ "postfix.lint.rules": { "open-relay": "|" } }');
      const labels = items.map(({ label }) => label).sort();
      assert.deepEqual(labels, ['"error"', '"hint"', '"information"', '"off"', '"warning"']);
    });
  });

  it('marks an unknown code', async () => {
    const { document } = await write('{ "postfix.lint.rules": { "open-relais": "off" } }');
    await eventually(() => {
      const messages = vscode.languages.getDiagnostics(document.uri).map(({ message }) => message);
      assert.deepEqual(messages, ['There is no rule with this code.']);
    });
  });
});

/** The completions at `|`. Until VS Code has the schema, these are words of the document. */
async function completions(marked: string): Promise<readonly vscode.CompletionItem[]> {
  const { document } = await write(marked.replace('|', ''));
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(marked.indexOf('|')),
  );
  return items;
}

/** Replaces the text of the workspace settings, without saving the document. */
async function write(text: string): Promise<vscode.TextEditor> {
  const editor = await openFile(file);
  const { document } = editor;
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  assert.equal(await editor.edit((edit) => edit.replace(all, text)), true);
  return editor;
}
