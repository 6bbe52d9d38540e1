// A hover fits on one screen: its whole content, measured in pixels, is no higher than the editor. The screenshots are
// in test/results/screenshots/hover-size/.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { configure } from './photographs.ts';
import { cursorAt, withHover } from './widgets.ts';
import { needsWindow, press, screenshot, sizeOf } from './window.ts';
import { append, openFile, rangeOf } from './workspace.ts';

const main = 'etc/postfix/main.cf';
const master = 'etc/postfix/master.cf';

/** Words whose description is long, each in a text that is added to the end of its file. A hover begins with the word. */
const places = [
  {
    word: 'smtpd_relay_restrictions',
    file: master,
    text: 'smtps inet n - n - - smtpd\n  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject\n',
  },
  { word: 'smtpd_tls_mandatory_protocols', file: main, text: 'smtpd_tls_mandatory_protocols = >=TLSv1.1\n' },
  { word: '!TLSv1.1', file: main, text: 'lmtp_tls_protocols = !SSLv2, !SSLv3, !TLSv1.1\n' },
  { word: '192.0.2.128/25', file: main, text: 'mynetworks = 127.0.0.0/8, 192.0.2.128/25\n' },
  { word: 'mynetworks_style', file: main, text: 'mynetworks_style = subnet\n' },
  {
    word: 'check_policy_service',
    file: main,
    text: 'smtpd_end_of_data_restrictions = check_policy_service unix:private/policy\n',
  },
  { word: 'hash:', file: main, text: 'relocated_maps = hash:/etc/postfix/relocated\n' },
] as const;

type Place = (typeof places)[number];

const themes = { light: 'Default Light Modern', dark: 'Default Dark Modern' } as const;

describe('a hover fits on one screen', () => {
  before(function () {
    needsWindow(this);
  });

  afterEach(async () => {
    await configure({ 'workbench.colorTheme': themes.light });
    await configure({ 'editor.minimap.enabled': undefined });
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  for (const [theme, id] of Object.entries(themes)) {
    for (const columns of [60, 90]) {
      it(`${columns} columns wide, ${theme}`, async () => {
        await configure({ 'workbench.colorTheme': id, 'editor.minimap.enabled': columns > 60 });
        await openFile(main);
        if (columns === 60) await halve();
        const tooHigh: string[] = [];
        for (const place of places) {
          const { content, editor } = await measure(place, `${columns}-${theme}`);
          if (content > editor) tooHigh.push(`${place.word}: ${content} px of ${editor}`);
        }
        assert.deepEqual(tooHigh, []);
      });
    }
  }
});

/** Half the window without the Explorer shows about 60 columns. A window with the Explorer shows about 90. */
async function halve(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeSidebar');
  await vscode.commands.executeCommand('workbench.action.newGroupRight');
  await vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup');
}

/** The height of the hover of a word, and of the editor that must show it, in pixels. */
async function measure({ word, file, text }: Place, name: string) {
  const editor = await openFile(file);
  await append(editor, `\n${text}`);
  const line = rangeOf(editor.document, text).start.line;
  const before = text.slice(0, text.indexOf(word)).split('\n');
  const start = new vscode.Position(line + before.length - 1, before.at(-1)?.length ?? 0);
  const sizes = await withHover(`${word} — `, cursorAt(editor, start), async (hover, timeout) => {
    const { content } = await sizeOf(`${hover} .monaco-hover-content`, { timeout });
    const frame = await sizeOf('.editor-instance .monaco-editor', { timeout });
    await screenshot(`hover-size/${word.replace(/\W+/g, '-')}-${name}`);
    return { content, editor: frame.height };
  });
  await press('Escape');
  await vscode.commands.executeCommand('workbench.action.files.revert');
  return sizes;
}
