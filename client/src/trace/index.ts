// The commands and the view that trace mail, implemented with VS Code.

import * as vscode from 'vscode';
import {
  checkTraceAnswerRequest,
  type TraceMailResult,
  type TraceNode,
  traceMailRequest,
  traceSuggestionsRequest,
} from '../../../server/src/lsp/protocol.ts';
import { command } from '../command.ts';
import type { CommandContext } from '../commands/context.ts';
import { type KnownMail, traceMail } from '../commands/trace.ts';
import type { TraceContext } from '../commands/trace-context.ts';
import { fileOf } from '../file.ts';
import type { LanguageServer } from '../language-server.ts';
import { nameOf } from '../place-names.ts';
import { steps } from '../steps.ts';
import { goToCommand, TraceView } from './view.ts';

/** The maximum number of configurations to choose from. */
const MANY = 200;

export function registerTraces(
  commandContext: CommandContext,
  server: LanguageServer,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const view = new TraceView(
    (uri) => nameOf(vscode.Uri.parse(uri)),
    async ({ uri, traced }) => {
      const mail = traced.request;
      return (await server.ask<TraceMailResult>(traceMailRequest, { uri, mail })) ?? undefined;
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
    },
    mainFiles: async () => {
      const uris = await vscode.workspace.findFiles('**/main.cf', '**/node_modules/**', MANY);
      return uris.map(String);
    },
    show: (uri, traced) => view.show({ uri, traced }),
  };
  return vscode.Disposable.from(
    view,
    server.onDidChangeFiles(() => view.filesChanged()),
    command('postfix.traceMail', log, async (uri, mail) =>
      traceMail(context, await fileOf(uri), mailOf(mail)),
    ),
    command('postfix.traceAgain', log, async () => view.refresh()),
    command(goToCommand, log, async (place) => view.goTo(place as TraceNode['at'][number])),
  );
}

/** The parts of a mail that a lens, a finding, or another command passes. */
function mailOf(given: unknown): KnownMail | undefined {
  return typeof given === 'object' && given !== null ? (given as KnownMail) : undefined;
}
