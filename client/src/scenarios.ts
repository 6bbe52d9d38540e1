// The context of the scenario command, implemented with VS Code.

import * as vscode from 'vscode';
import {
  checkScenarioAnswerRequest,
  newConfigurationRequest,
  planScenarioRequest,
  scenarioQuestionsRequest,
  scenariosRequest,
} from '../../server/src/lsp/protocol.ts';
import { applyWithPreview } from './changes.ts';
import type { ControlContext } from './commands/control.ts';
import type { ScenarioContext } from './commands/scenario-context.ts';
import { fileOf } from './file.ts';
import type { LanguageServer } from './language-server.ts';
import type { Pages } from './pages.ts';
import { nameOf } from './place-names.ts';
import { steps } from './steps.ts';
import type { Walkthrough } from './walkthrough.ts';

/** The maximum number of configurations to choose from. */
const MANY = 200;

export function scenarioContext(
  context: ControlContext,
  server: LanguageServer,
  pages: Pages,
  walkthrough: Walkthrough,
): ScenarioContext {
  return {
    ...context,
    steps,
    scenarios: {
      list: (params) => server.ask(scenariosRequest, params),
      questions: (params) => server.ask(scenarioQuestionsRequest, params),
      check: (params) => server.ask(checkScenarioAnswerRequest, params),
      plan: (params) => server.ask(planScenarioRequest, params),
      newConfiguration: () => server.ask(newConfigurationRequest, {}),
    },
    folders: () =>
      (vscode.workspace.workspaceFolders ?? [])
        .filter(({ uri }) => vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true)
        .map(({ uri }) => uri.toString()),
    createFiles: async (folder, texts) => {
      const edit = new vscode.WorkspaceEdit();
      for (const [name, text] of Object.entries(texts)) {
        const uri = vscode.Uri.joinPath(vscode.Uri.parse(folder), name);
        edit.createFile(uri, { ignoreIfExists: true, contents: new TextEncoder().encode(text) });
      }
      await vscode.workspace.applyEdit(edit);
    },
    mainFiles: async () => {
      const uris = await vscode.workspace.findFiles('**/main.cf', '**/node_modules/**', MANY);
      return uris.map(String);
    },
    nameOf: (uri) => nameOf(vscode.Uri.parse(uri)),
    applyWithPreview: async (edit, existing) => {
      const applied = await applyWithPreview(edit, existing, (one) => server.workspaceEdit(one));
      if (applied.kind === 'applied') walkthrough.complete('postfix.scenarioSetUp');
      return applied;
    },
    fileAt: async (uri) => {
      const place = vscode.Uri.parse(uri);
      const exists = await vscode.workspace.fs.stat(place).then(
        () => true,
        () => false,
      );
      return exists ? fileOf(place) : undefined;
    },
    savesAutomatically: () => vscode.workspace.getConfiguration('files').get('autoSave', 'off') !== 'off',
    show: async ({ uri, range }) => {
      const { start, end } = range;
      await vscode.window.showTextDocument(vscode.Uri.parse(uri), {
        selection: new vscode.Range(start.line, start.character, end.line, end.character),
      });
    },
    showPage: (title, text) => pages.show(title, text),
  };
}
