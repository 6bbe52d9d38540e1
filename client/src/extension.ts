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
import type { CommandContext, File } from './commands/context.ts';
import {
  type ControlContext,
  checkPostfix,
  flushQueue,
  reloadPostfix,
  showStatus as showPostfixStatus,
  startPostfix,
  stopPostfix,
} from './commands/control.ts';
import { indexAll, indexSaved, newaliases } from './commands/index-tables.ts';
import { lookUpKey } from './commands/look-up.ts';
import { postmap } from './commands/postmap.ts';
import { setRuleSeverity } from './commands/rule-severity.ts';
import { setUpScenario } from './commands/scenario.ts';
import { fileOf, fileOfDocument, fileOfPath, unsavedIn } from './file.ts';
import { createInstallation, programSettings } from './installation.ts';
import { fixedCommand, LanguageServer } from './language-server.ts';
import { registerMailFlow } from './mail-flow.ts';
import { goToNextFinding } from './next-finding.ts';
import { watchDocuments } from './open-documents.ts';
import { openDocumentation, Pages } from './pages.ts';
import type { Installation } from './postfix/installation.ts';
import { installedVersion } from './postfix/parameters.ts';
import { ProgramProblems } from './problems.ts';
import { Restarts } from './restarts.ts';
import { scenarioContext } from './scenarios.ts';
import { registerSettings } from './settings/index.ts';
import { showStatus } from './status.ts';
import { registerTraces } from './trace/index.ts';
import { createUi } from './ui.ts';
import { InstancesView, isNode } from './views/instances.ts';
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
  const instances = new InstancesView(context);
  const walkthrough = new Walkthrough(languages);
  const forScenarios = scenarioContext(context, server, pages, walkthrough);
  subscriptions.push(
    log,
    server,
    problems,
    pages,
    instances,
    showStatus(server, languages),
    watchDocuments(server, workspaceState),
    sendVersion(server, context),
    walkthrough,
    registerTraces(context, server, workspaceState, log),
    registerSettings(context, server, pages, log),
    registerMailFlow(context, server, extension.extensionUri, log),
    server.onDidShowFinding(() => walkthrough.complete('postfix.findingRead')),
    vscode.commands.registerCommand(fixedCommand, () => walkthrough.complete('postfix.fixed')),
    command('postfix.postmap', log, async (uri) => {
      if (await postmap(context, await fileOf(uri))) walkthrough.complete('postfix.indexed');
    }),
    command('postfix.postalias', log, async (uri) => {
      if (await postmap(context, await fileOf(uri), { program: 'postalias' }))
        walkthrough.complete('postfix.indexed');
    }),
    command('postfix.newaliases', log, async (uri) => {
      if (await newaliases(context, await fileOf(uri))) walkthrough.complete('postfix.indexed');
    }),
    command('postfix.indexAll', log, async (uri) => {
      if (await indexAll(context, await fileOf(uri))) walkthrough.complete('postfix.indexed');
    }),
    command('postfix.lookUpKey', log, async (uri) =>
      lookUpKey(context, await fileOf(uri), selectedText(), (file) => postmap(context, file)),
    ),
    indexOnSave(context, log),
    restarts,
    command('postfix.reload', log, async (at) => {
      if (await reloadPostfix(context, await fileOfInstance(at))) walkthrough.complete('postfix.reloaded');
      instances.refresh();
    }),
    command('postfix.check', log, async (at) => checkPostfix(context, await fileOfInstance(at))),
    command('postfix.start', log, async (at) => {
      await startPostfix(context, await fileOfInstance(at));
      instances.refresh();
    }),
    command('postfix.stop', log, async (at) => {
      await stopPostfix(context, await fileOfInstance(at));
      instances.refresh();
    }),
    command('postfix.status', log, async (at) => showPostfixStatus(context, await fileOfInstance(at))),
    command('postfix.flush', log, async (at) => flushQueue(context, await fileOfInstance(at))),
    command('postfix.refreshInstances', log, async () => {
      installation.refresh();
      instances.refresh();
    }),
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
    changedUntilRestart: (directory) => restarts.changed(directory),
    restarted: (directory) => restarts.forget(directory),
    checksBeforeReload: () => vscode.workspace.getConfiguration('postfix').get('checkBeforeReload', false),
    path: () => process.env.PATH ?? '',
  };
}

/** The file in the editor, a file that a menu passes, or main.cf of an instance in the view. */
async function fileOfInstance(at: unknown): Promise<File | undefined> {
  if (!isNode(at)) return fileOf(at);
  return at.kind === 'file'
    ? fileOf(at.uri)
    : { ...(await fileOfPath(`${at.instance.directory}/main.cf`)), languageId: 'postfix-main' };
}

/** The server identifies files by URI. A program can use only a path on a local disk. */
function onDisk({ configDirectory, ...result }: TableUsesResult): TableUsesResult {
  if (configDirectory === undefined || configDirectory.startsWith('/')) {
    return { ...result, ...(configDirectory !== undefined && { configDirectory }) };
  }
  const uri = vscode.Uri.parse(configDirectory);
  return { ...result, ...(uri.scheme === 'file' && { configDirectory: uri.fsPath }) };
}

/** The selection of the active editor, if it is one line. */
function selectedText(): string {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.document.getText(editor.selection).trim() ?? '';
  return text.includes('\n') ? '' : text;
}

function indexOnSave(context: CommandContext, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.workspace.onDidSaveTextDocument((document) => {
    const isTable = document.languageId === 'postfix-table' || document.languageId === 'postfix-aliases';
    const setting = vscode.workspace.getConfiguration('postfix', document.uri).get('indexOnSave');
    if (!isTable || setting !== 'on') return;
    indexSaved(context, fileOfDocument(document)).catch((error) => log.error('postfix.indexOnSave', error));
  });
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
