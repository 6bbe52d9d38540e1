// The commands that run the programs of Postfix.

import * as vscode from 'vscode';
import { command } from './command.ts';
import type { CommandContext, File } from './commands/context.ts';
import {
  type ControlContext,
  checkPostfix,
  flushQueue,
  reloadPostfix,
  showStatus,
  startPostfix,
  stopPostfix,
} from './commands/control.ts';
import { indexAll, indexSaved, newaliases } from './commands/index-tables.ts';
import { lookUpKey } from './commands/look-up.ts';
import { postmap } from './commands/postmap.ts';
import { fileOf, fileOfDocument, fileOfPath } from './file.ts';
import type { Installation } from './postfix/installation.ts';
import { explainSaving } from './saving.ts';
import { registerTasks } from './tasks.ts';
import { InstanceStatus } from './views/instance-status.ts';
import { InstancesView, isNode } from './views/instances.ts';
import type { Walkthrough } from './walkthrough.ts';

export function registerPrograms(
  context: ControlContext,
  installation: Installation,
  languages: readonly string[],
  walkthrough: Walkthrough,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const view = new InstancesView(context);
  const status = new InstanceStatus(context, languages);
  const refresh = () => {
    view.refresh();
    status.refresh();
  };
  const indexed = (isIndexed: boolean) => {
    if (isIndexed) walkthrough.complete('postfix.indexed');
    view.refresh();
  };
  return vscode.Disposable.from(
    view,
    status,
    command('postfix.postmap', log, async (at) => indexed(await postmap(context, await fileFor(at)))),
    command('postfix.postalias', log, async (at) =>
      indexed(await postmap(context, await fileFor(at), { program: 'postalias' })),
    ),
    command('postfix.newaliases', log, async (at) => indexed(await newaliases(context, await fileFor(at)))),
    command('postfix.indexAll', log, async (at) => indexed(await indexAll(context, await fileFor(at)))),
    command('postfix.lookUpKey', log, async (at) =>
      lookUpKey(context, await fileFor(at), selectedText(), (file) => postmap(context, file)),
    ),
    command('postfix.reload', log, async (at) => {
      if (await reloadPostfix(context, await fileFor(at))) walkthrough.complete('postfix.reloaded');
      refresh();
    }),
    command('postfix.check', log, async (at) => checkPostfix(context, await fileFor(at))),
    command('postfix.start', log, async (at) => {
      await startPostfix(context, await fileFor(at));
      refresh();
    }),
    command('postfix.stop', log, async (at) => {
      await stopPostfix(context, await fileFor(at));
      refresh();
    }),
    command('postfix.status', log, async (at) => {
      await showStatus(context, await fileFor(at));
      refresh();
    }),
    command('postfix.flush', log, async (at) => flushQueue(context, await fileFor(at))),
    command('postfix.refreshInstances', log, async () => {
      installation.refresh();
      refresh();
    }),
    indexOnSave(context, indexed, log),
    explainSaving(context, log),
    registerTasks(context),
  );
}

/** The file in the editor, a file that a menu passes, or main.cf of an instance in the view. */
export async function fileFor(at: unknown): Promise<File | undefined> {
  if (!isNode(at)) return fileOf(at);
  return at.kind === 'instance'
    ? { ...(await fileOfPath(`${at.instance.directory}/main.cf`)), languageId: 'postfix-main' }
    : fileOf(at.uri);
}

/** The selection of the active editor, if it is within one line. Without a selection, the key of the line. */
function selectedText(): string {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return '';
  const { document, selection } = editor;
  if (selection.isEmpty) return keyOf(document.lineAt(selection.active.line).text, document.languageId);
  const text = document.getText(selection).trim();
  return text.includes('\n') ? '' : text;
}

function keyOf(line: string, languageId: string): string {
  if (languageId === 'postfix-table') return /^(?![#\s])\S+(?=\s)/.exec(line)?.[0] ?? '';
  if (languageId === 'postfix-aliases') return /^(?![#\s])"?([^":\s]+)"?\s*:/.exec(line)?.[1] ?? '';
  return '';
}

function indexOnSave(
  context: CommandContext,
  indexed: (isIndexed: boolean) => void,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.workspace.onDidSaveTextDocument((document) => {
    const isTable = document.languageId === 'postfix-table' || document.languageId === 'postfix-aliases';
    const setting = vscode.workspace.getConfiguration('postfix', document.uri).get('indexOnSave');
    if (!isTable || setting !== 'on') return;
    indexSaved(context, fileOfDocument(document)).then(indexed, (error) =>
      log.error('postfix.indexOnSave', error),
    );
  });
}
