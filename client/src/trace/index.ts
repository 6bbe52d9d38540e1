// The commands and the view that trace mail, implemented with VS Code.

import * as vscode from 'vscode';
import {
  checkTraceAnswerRequest,
  ehloRequest,
  type TraceMailParams,
  type TraceMailResult,
  type TraceNode,
  traceMailRequest,
  traceSuggestionsRequest,
} from '../../../server/src/lsp/protocol.ts';
import { command } from '../command.ts';
import { askTables } from '../commands/ask-tables.ts';
import type { CommandContext } from '../commands/context.ts';
import { showEhlo } from '../commands/ehlo.ts';
import { copyTrace, type KnownMail, keepTrace, traceMail } from '../commands/trace.ts';
import type { TraceContext } from '../commands/trace-context.ts';
import { fileOf } from '../file.ts';
import type { LanguageServer } from '../language-server.ts';
import type { Pages } from '../pages.ts';
import { nameOf } from '../place-names.ts';
import { steps } from '../steps.ts';
import { goToCommand, TraceView } from './view.ts';

/** The maximum number of configurations to choose from. */
const MANY = 200;

export function registerTraces(
  commandContext: CommandContext,
  server: LanguageServer,
  pages: Pages,
  memory: vscode.Memento,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const agreed = agreedTables(memory);
  const view = new TraceView(
    (uri) => nameOf(vscode.Uri.parse(uri)),
    async ({ uri, traced, answers }) => {
      const params: TraceMailParams = { uri, mail: traced.request, answers };
      return (await server.ask<TraceMailResult>(traceMailRequest, params)) ?? undefined;
    },
  );
  const context: TraceContext = {
    ...commandContext,
    steps,
    nameOf: (uri) => nameOf(vscode.Uri.parse(uri)),
    traces: {
      trace: (params) => server.ask(traceMailRequest, params),
      suggestions: (params) => server.ask(traceSuggestionsRequest, params),
      check: (params) => server.ask(checkTraceAnswerRequest, params),
      ehlo: (params) => server.ask(ehloRequest, params),
    },
    mainFiles: async () => {
      const uris = await vscode.workspace.findFiles('**/main.cf', '**/node_modules/**', MANY);
      return uris.map(String);
    },
    showPage: (title, text) => pages.show(title, text),
    copy: async (text) => vscode.env.clipboard.writeText(text),
    append,
    show: (shown) => view.show(shown),
    agreed,
  };
  return vscode.Disposable.from(
    view,
    server.onDidChangeFiles(() => view.filesChanged()),
    command('postfix.traceMail', log, async (uri, mail) =>
      traceMail(context, await fileOf(uri), mailOf(mail)),
    ),
    command('postfix.traceAgain', log, async () => view.refresh()),
    command('postfix.copyTrace', log, async () => copyTrace(context, view.shown?.traced)),
    command('postfix.keepTrace', log, async () => keepTrace(context, view.shown?.traced)),
    command('postfix.showTraceInFlow', log, async () => {
      const { shown } = view;
      if (shown)
        await vscode.commands.executeCommand(
          'postfix.showMailFlow',
          vscode.Uri.parse(shown.uri),
          shown.traced.flow,
        );
    }),
    command('postfix.showEhlo', log, async (uri, service) =>
      showEhlo(context, await fileOf(uri), typeof service === 'string' ? service : undefined),
    ),
    command('postfix.askTables', log, async () => askTables(context, view.shown)),
    command(goToCommand, log, async (place) => view.goTo(place as TraceNode['at'][number])),
  );
}

/** The tables that the user agreed to ask, in this workspace. */
function agreedTables(memory: vscode.Memento): TraceContext['agreed'] {
  const key = 'postfix.askedTables';
  const tables = () => memory.get<readonly string[]>(key, []);
  return {
    has: (table) => tables().includes(table),
    add: (table) => void memory.update(key, [...tables(), table]),
  };
}

/** Adds a line to a file, which stays unsaved in an editor. False if that is not possible. */
async function append(file: string, line: string, heading: string): Promise<boolean> {
  const uri = vscode.Uri.parse(file);
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: true });
  if (!(await vscode.workspace.applyEdit(edit))) return false;
  const editor = await vscode.window.showTextDocument(uri, { preview: false });
  const { document } = editor;
  const end = document.lineAt(document.lineCount - 1).range.end;
  const before = document.getText() === '' ? heading : end.character === 0 ? '' : '\n';
  const isAdded = await editor.edit((builder) => builder.insert(end, `${before}${line}\n`));
  const at = document.lineAt(Math.max(document.lineCount - 2, 0)).range;
  editor.selection = new vscode.Selection(at.start, at.start);
  editor.revealRange(at);
  return isAdded;
}

/** The parts of a mail that a lens, a finding, or another command passes. */
function mailOf(given: unknown): KnownMail | undefined {
  return typeof given === 'object' && given !== null ? (given as KnownMail) : undefined;
}
