// Help while you type: what a word means, and which words are valid.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import { cursorAt, focusSuggestion, withHover } from './widgets.ts';
import { needsWindow, press, screenshot, textOf, type, waitFor } from './window.ts';
import { append, endOf, openFile, rangeOf } from './workspace.ts';

const main = 'etc/postfix/main.cf';

describe('the hover', () => {
  it('explains a parameter, and where its value comes from', async () => {
    const { document } = await openFile(main);
    const text = await hoverAt(document, rangeOf(document, 'myorigin = $mydomain').start);
    assert.match(text, /\*\*myorigin\*\*/);
    assert.match(text, /\$myhostname/);
    assert.match(text, /line 111/);
    assert.match(text, /https:\/\/www\.postfix\.org\/postconf\.5\.html#myorigin/);
  });

  it('shows the expansion of a $name', async () => {
    const { document } = await openFile(main);
    const { start } = rangeOf(document, '$myhostname ESMTP');
    const text = await hoverAt(document, start.translate(0, 3));
    assert.match(text, /\*\*\$myhostname\*\*/);
    assert.match(text, /mail\.example\.com/);
    assert.match(text, /line 12\b/);
  });

  it('is displayed in the window', async function () {
    needsWindow(this);
    const editor = await openFile(main);
    const { start } = rangeOf(editor.document, 'smtpd_banner');
    await withHover('smtpd_banner — ', cursorAt(editor, start), async (hover, timeout) =>
      assert.match(await textOf(hover, { timeout }), /\$myhostname ESMTP/),
    );
  });
});

describe('completion', () => {
  it('offers parameters and their values', async () => {
    const editor = await openFile(main);
    await append(editor, '\nsmtpd_rel');
    const names = await suggestionsFor(editor.document);
    assert.ok(names.includes('smtpd_relay_restrictions'), names.slice(0, 20).join());
    await append(editor, 'ay_restrictions = permit_s');
    const words = await suggestionsFor(editor.document);
    assert.ok(words.includes('permit_sasl_authenticated'), words.slice(0, 20).join());
    assert.equal(words.includes('smtpd_relay_restrictions'), false);
  });

  it('leaves Enter to the user until a word is typed', async function () {
    needsWindow(this);
    const editor = await openFile(main);
    await append(editor, '\nsmtpd_helo_restrictions =');
    await eventually(async (timeout) => {
      await type(' ');
      try {
        await waitFor('.suggest-widget.visible .monaco-list-row', { timeout });
      } catch (error) {
        await press('Backspace');
        throw error;
      }
    });
    await press('Enter');
    await eventually(() => assert.match(lastLineOf(editor), /^ +$/));
    await typeAndAccept('permit_m', 'permit_mynetworks');
    await eventually(() =>
      assert.match(editor.document.getText(), /^smtpd_helo_restrictions = *\n +permit_mynetworks$/m),
    );
  });

  it('offers the names of headers in a header check', async function () {
    needsWindow(this);
    const editor = await openFile('etc/postfix/header_checks');
    await append(editor, '\n');
    await type('/^Subj');
    // Without a trigger: VS Code offers nothing on its own inside text that looks like a string.
    await waitFor('.suggest-widget.visible .monaco-list-row.focused:has-text("Subject")');
    await vscode.commands.executeCommand('hideSuggestWidget');
  });

  it('completes typed text to a line of main.cf', async function () {
    needsWindow(this);
    const editor = await openFile(main);
    await append(editor, '\n');
    await typeAndAccept('smtpd_rel', 'smtpd_relay_restrictions');
    await eventually(() => assert.equal(lastLineOf(editor), 'smtpd_relay_restrictions = '));
    await typeAndAccept('permit_s', 'permit_sasl_authenticated');
    await eventually(() =>
      assert.equal(lastLineOf(editor), 'smtpd_relay_restrictions = permit_sasl_authenticated'),
    );
    const line = editor.document.lineCount - 1;
    for (const [word, column] of [
      ['smtpd_relay_restrictions', 3],
      ['permit_sasl_authenticated', 30],
    ] as const) {
      const place = cursorAt(editor, new vscode.Position(line, column));
      await withHover(`${word} — `, place, () => screenshot(`hover-${word}`));
    }
  });
});

async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  return eventually(async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      position,
    );
    const contents = hovers.flatMap((hover) => hover.contents);
    assert.notDeepEqual(contents, []);
    return contents.map((content) => (typeof content === 'string' ? content : content.value)).join('\n');
  });
}

/** The completions after the last character of the document. */
async function suggestionsFor(document: vscode.TextDocument): Promise<readonly string[]> {
  return eventually(async () => {
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      endOf(document),
    );
    assert.notDeepEqual(items, []);
    return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
  });
}

/** Types a word with the keyboard, and accepts a suggestion. */
async function typeAndAccept(word: string, suggestion: string): Promise<void> {
  await type(word);
  await focusSuggestion(suggestion);
  await press('Enter');
}

function lastLineOf({ document }: vscode.TextEditor): string {
  return document.lineAt(document.lineCount - 1).text;
}
