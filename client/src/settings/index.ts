// The commands that show, compare, and change settings, implemented with VS Code.

import * as vscode from 'vscode';
import {
  changeParameterRequest,
  checkParameterRequest,
  listingRequest,
  parameterRequest,
  parametersRequest,
  servicesRequest,
} from '../../../server/src/lsp/protocol.ts';
import { command } from '../command.ts';
import {
  compareWithDefaults,
  compareWithInstance,
  compareWithRevision,
  compareWithRunning,
} from '../commands/compare.ts';
import type { CommandContext } from '../commands/context.ts';
import { changeParameter, lookUpParameter } from '../commands/parameter.ts';
import type { ChosenParameter, ParameterChoice, SettingsContext } from '../commands/settings-context.ts';
import { showEffective } from '../commands/show-effective.ts';
import { fileOf } from '../file.ts';
import type { LanguageServer } from '../language-server.ts';
import type { Pages } from '../pages.ts';
import { nameOf } from '../place-names.ts';
import { steps } from '../steps.ts';
import { SettingsDocuments } from './documents.ts';
import { gitRevisions } from './git.ts';

/** The maximum number of configurations to choose from. */
const MANY = 200;

export function registerSettings(
  commandContext: CommandContext,
  server: LanguageServer,
  pages: Pages,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const documents = new SettingsDocuments(server);
  const context = settingsContext(commandContext, server, pages, documents);
  return vscode.Disposable.from(
    documents,
    command('postfix.showEffective', log, async (uri) => showEffective(context, await fileOf(uri))),
    command('postfix.lookUpParameter', log, async (uri) => lookUpParameter(context, await fileOf(uri))),
    command('postfix.changeParameter', log, async (uri, name) =>
      changeParameter(context, await fileOf(uri), typeof name === 'string' ? name : undefined),
    ),
    command('postfix.compareWithDefaults', log, async (uri) =>
      compareWithDefaults(context, await fileOf(uri)),
    ),
    command('postfix.compareWithRunning', log, async (uri) => compareWithRunning(context, await fileOf(uri))),
    command('postfix.compareWithInstance', log, async (uri) =>
      compareWithInstance(context, await fileOf(uri)),
    ),
    command('postfix.compareWithRevision', log, async (uri) =>
      compareWithRevision(context, await fileOf(uri)),
    ),
  );
}

function settingsContext(
  context: CommandContext,
  server: LanguageServer,
  pages: Pages,
  documents: SettingsDocuments,
): SettingsContext {
  return {
    ...context,
    steps,
    settings: {
      services: (params) => server.ask(servicesRequest, params),
      listing: (params) => server.ask(listingRequest, params),
      parameters: (params) => server.ask(parametersRequest, params),
      parameter: (params) => server.ask(parameterRequest, params),
      check: (params) => server.ask(checkParameterRequest, params),
      change: (params) => server.ask(changeParameterRequest, params),
    },
    mainFiles: async () => {
      const uris = await vscode.workspace.findFiles('**/main.cf', '**/node_modules/**', MANY);
      return uris.map(String);
    },
    nameOf: (uri) => nameOf(vscode.Uri.parse(uri)),
    cursorLine: (uri) => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.uri.toString() === uri ? editor.selection.active.line + 1 : undefined;
    },
    cursorWords: (uri) => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.uri.toString() === uri ? wordsAt(editor) : [];
    },
    showEffective: async (of, service) => {
      await vscode.window.showTextDocument(documents.effective(of, service), { preview: false });
    },
    compare: async (title, pairs) => {
      const resources = pairs.map(({ file, left, right }) => {
        const [one, other] = [documents.side(file, left), documents.side(file, right)];
        return [other, one, other] as const;
      });
      const [only] = resources;
      if (resources.length === 1 && only !== undefined)
        await vscode.commands.executeCommand('vscode.diff', only[1], only[2], `${pairs[0]?.file}: ${title}`);
      else await vscode.commands.executeCommand('vscode.changes', title, resources);
    },
    chooseFolder: async (openLabel) => {
      const [folder] =
        (await vscode.window.showOpenDialog({
          openLabel,
          canSelectFiles: false,
          canSelectFolders: true,
        })) ?? [];
      return folder?.toString();
    },
    revisions: gitRevisions,
    chooseParameter,
    applyEdits: async ({ uri: file, edits }) => {
      const uri = vscode.Uri.parse(file);
      const document = await vscode.workspace.openTextDocument(uri);
      const change = new vscode.WorkspaceEdit();
      for (const { range, newText } of edits) change.replace(uri, rangeOf(range), newText);
      if (!(await vscode.workspace.applyEdit(change))) return false;
      const [first] = edits;
      const line = Math.min(first?.range.start.line ?? 0, document.lineCount - 1);
      await reveal(uri, line + (first?.newText.startsWith('\n') ? 1 : 0));
      return true;
    },
    show: ({ uri, line }) => reveal(vscode.Uri.parse(uri), line - 1),
    showPage: (title, text) => pages.show(title, text),
    copy: async (text) => vscode.env.clipboard.writeText(text),
  };
}

async function reveal(uri: vscode.Uri, line: number): Promise<void> {
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(line, 0, line, 0) });
}

function rangeOf({ start, end }: { readonly start: Place; readonly end: Place }): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

interface Place {
  readonly line: number;
  readonly character: number;
}

interface ActionButton extends vscode.QuickInputButton {
  readonly action: ChosenParameter['action'];
}

const buttons: readonly ActionButton[] = [
  { action: 'change', iconPath: new vscode.ThemeIcon('edit'), tooltip: 'Change the Value' },
  { action: 'go', iconPath: new vscode.ThemeIcon('go-to-file'), tooltip: 'Go to the Setting' },
  { action: 'copy', iconPath: new vscode.ThemeIcon('copy'), tooltip: 'Copy the Setting' },
];

/** The word at the cursor, and the first words of its line and of the lines that this line continues. */
function wordsAt({ document, selection: { active } }: vscode.TextEditor): readonly string[] {
  const range = document.getWordRangeAtPosition(active, /[\w-]+/);
  const words = range === undefined ? [] : [document.getText(range)];
  for (let line = active.line; line >= 0; line--) {
    const { text } = document.lineAt(line);
    words.push(...(/^\s*(?:-o\s*\{?\s*)?([\w-]+)\s*=/.exec(text)?.slice(1) ?? []));
    if (!/^(?:\s|#|$)/.test(text)) break;
  }
  return words;
}

function chooseParameter(
  placeholder: string,
  parameters: readonly ParameterChoice[],
  active: ParameterChoice | undefined,
): Promise<ChosenParameter | undefined> {
  const pick = vscode.window.createQuickPick<ParameterChoice & vscode.QuickPickItem>();
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = parameters.map((choice) => ({
    ...choice,
    buttons: buttons.filter(({ action }) => action !== 'go' || choice.parameter.place !== undefined),
  }));
  pick.activeItems = pick.items.filter(({ parameter }) => parameter === active?.parameter);
  return new Promise((resolve) => {
    const take = (chosen: ChosenParameter | undefined) => {
      resolve(chosen);
      pick.dispose();
    };
    pick.onDidAccept(() => {
      const [choice] = pick.selectedItems;
      if (choice !== undefined) take({ parameter: choice.parameter, action: 'select' });
    });
    pick.onDidTriggerItemButton(({ item, button }) =>
      take({ parameter: item.parameter, action: (button as ActionButton).action }),
    );
    pick.onDidHide(() => take(undefined));
    pick.show();
  });
}
