// The entry point of the extension. It only starts the language server and registers the commands.

import * as vscode from 'vscode';
import {
  type InstalledVersionParams,
  installedVersionNotification,
  type LookUpResult,
  lookUpRequest,
  type TablesResult,
  type TableUsesResult,
  tablesRequest,
  tableUsesRequest,
} from '../../server/src/lsp/protocol.ts';
import { command } from './command.ts';
import type { CommandContext } from './commands/context.ts';
import type { ControlContext } from './commands/control.ts';
import { setRuleSeverity } from './commands/rule-severity.ts';
import { setUpScenario } from './commands/scenario.ts';
import { errorsIn, fileOf, fileOfPath, unsavedIn } from './file.ts';
import { createInstallation, programSettings } from './installation.ts';
import { fixedCommand, LanguageServer } from './language-server.ts';
import { registerMailFlow } from './mail-flow.ts';
import { goToNextFinding } from './next-finding.ts';
import { watchDocuments } from './open-documents.ts';
import { openDocumentation, Pages } from './pages.ts';
import type { Installation } from './postfix/installation.ts';
import { installedVersion } from './postfix/parameters.ts';
import { ProgramProblems } from './problems.ts';
import { fileFor, registerPrograms } from './programs.ts';
import { Restarts } from './restarts.ts';
import { scenarioContext } from './scenarios.ts';
import { registerSettings } from './settings/index.ts';
import { showStatus } from './status.ts';
import { registerTraces } from './trace/index.ts';
import { createUi } from './ui.ts';
import { QueueView } from './views/queue.ts';
import { Walkthrough } from './walkthrough.ts';

const languages = [
  'postfix-main',
  'postfix-master',
  'postfix-table',
  'postfix-aliases',
  'postfix-regexp',
  'postfix-cidr',
  'postfix-database',
  'postfix-dynamicmaps',
];

/** VS Code waits for the promise that `deactivate` returns, but not for the disposal of subscriptions. */
let stopServer: (() => Promise<void>) | undefined;

export function activate({ subscriptions, workspaceState, ...extension }: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Postfix', { log: true });
  const server = new LanguageServer(extension.asAbsolutePath('server/dist/server.cjs'), languages, log);
  const problems = new ProgramProblems();
  const pages = new Pages();
  const installation = createInstallation(log);
  const restarts = new Restarts();
  const context = controlContext(commandContext(server, installation, problems, log), restarts);
  const walkthrough = new Walkthrough(languages);
  const forScenarios = scenarioContext(context, server, pages, walkthrough);
  subscriptions.push(
    log,
    server,
    problems,
    pages,
    showStatus(server, languages),
    watchDocuments(server, workspaceState),
    sendVersion(server, context),
    walkthrough,
    registerTraces(context, server, pages, workspaceState, log),
    new QueueView(context, fileFor, log),
    registerSettings(context, server, pages, log),
    registerMailFlow(context, server, extension.extensionUri, log),
    server.onDidShowFinding(() => walkthrough.complete('postfix.findingRead')),
    vscode.commands.registerCommand(fixedCommand, async (created?: string) => {
      walkthrough.complete('postfix.fixed');
      if (created !== undefined) await vscode.window.showTextDocument(vscode.Uri.parse(created));
    }),
    restarts,
    registerPrograms(context, installation, languages, walkthrough, log),
    command('postfix.setUpScenario', log, async (uri, scenario) =>
      setUpScenario(forScenarios, await fileOf(uri), typeof scenario === 'string' ? scenario : undefined),
    ),
    command('postfix.setRuleSeverity', log, setRuleSeverity),
    command('postfix.nextFinding', log, async () => {
      if (await goToNextFinding(languages)) walkthrough.complete('postfix.findingRead');
    }),
    command('postfix.openPage', log, (path) =>
      openDocumentation(vscode.Uri.joinPath(extension.extensionUri, 'server/dist/docs'), path),
    ),
    command('postfix.restartServer', log, () => server.restart()),
    command('postfix.showLog', log, async () => log.show(true)),
  );
  void vscode.commands.executeCommand('setContext', 'postfix.isActive', true);
  stopServer = () => server.stop();
  void server.start();
}

export async function deactivate(): Promise<void> {
  await stopServer?.();
}

function commandContext(
  server: LanguageServer,
  installation: Installation,
  problems: ProgramProblems,
  log: vscode.LogOutputChannel,
): CommandContext {
  return {
    ui: createUi(log),
    problems,
    isTrusted: () => vscode.workspace.isTrusted,
    findProgram: (name) => installation.findProgram(name),
    run: installation.run,
    stream: installation.stream,
    runAsRoot: (program, args, options) => installation.runAsRoot(program, args, options),
    isSuperuser: () => installation.isSuperuser(),
    isLocal: () => installation.isLocal(),
    tableUses: async (uri) => {
      const result = await server.ask<TableUsesResult>(tableUsesRequest, { uri });
      return result && onDisk(result);
    },
    tables: async (uri) => (await server.ask<TablesResult>(tablesRequest, { uri })) ?? undefined,
    lookUp: async (uri, key) => (await server.ask<LookUpResult>(lookUpRequest, { uri, key })) ?? undefined,
    fileOfPath,
    log: (text) => log.info(text),
  };
}

function controlContext(context: CommandContext, restarts: Restarts): ControlContext {
  return {
    ...context,
    unsavedIn,
    errorsIn,
    changedUntilRestart: (directory) => restarts.changed(directory),
    restarted: (directory) => restarts.forget(directory),
    checksBeforeReload: () => vscode.workspace.getConfiguration('postfix').get('checkBeforeReload', false),
    path: () => process.env.PATH ?? '',
  };
}

/** The server identifies files by URI. A program can use only a path on a local disk. */
function onDisk({ configDirectory, ...result }: TableUsesResult): TableUsesResult {
  if (configDirectory === undefined || configDirectory.startsWith('/')) {
    return { ...result, ...(configDirectory !== undefined && { configDirectory }) };
  }
  const uri = vscode.Uri.parse(configDirectory);
  return { ...result, ...(uri.scheme === 'file' && { configDirectory: uri.fsPath }) };
}

/** Sends the installed release to the server when the server starts, and when the answer may have changed. */
function sendVersion(server: LanguageServer, context: CommandContext): vscode.Disposable {
  const send = async () => {
    if (server.state !== 'running' || !context.isTrusted()) return;
    const postconf = await context.findProgram('postconf');
    const version = postconf.found ? await installedVersion(postconf.path, context.run) : undefined;
    const params: InstalledVersionParams = { version: version ?? null };
    server.notify(installedVersionNotification, params);
  };
  return vscode.Disposable.from(
    server.onDidChangeState(send),
    vscode.workspace.onDidGrantWorkspaceTrust(send),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (programSettings.some((name) => change.affectsConfiguration(name))) void send();
    }),
  );
}
