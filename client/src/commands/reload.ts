// postfix.reload: reloads a running Postfix.

import { dirname } from 'node:path';
import { isError, sentence } from '../postfix/messages.ts';
import { type Reloaded, reload, reloadTarget } from '../postfix/reload.ts';
import type { CommandContext, File } from './context.ts';
import { mayRun, needProgram, offerTerminal, sayWithPlaces } from './say.ts';

/**
 * @param file the file in the editor, which determines the configuration. Without a file, or for another language, this
 *   is the default configuration of the host.
 * @param unsaved files of a configuration directory with unsaved changes
 * @returns whether Postfix was reloaded
 */
export async function reloadPostfix(
  context: CommandContext,
  file: File | undefined,
  unsaved: (directory: string) => readonly File[],
): Promise<boolean> {
  const { ui, run } = context;
  if (!(await mayRun(context))) return false;
  const postfix = await needProgram(context, 'postfix');
  if (postfix === undefined) return false;
  const postconf = await needProgram(context, 'postconf');
  if (postconf === undefined) return false;
  const postmap = await context.findProgram('postmap');

  const target = await reloadTarget(postconf, await directoryOf(context, file), run);
  let { directory } = target;
  if (target.kind === 'copy') {
    const { live } = target;
    const reloadLive = `Reload ${live}`;
    const pressed = await ui.say(
      'warning',
      `${directory} is not the active Postfix configuration on this host. The active configuration is ${live}.`,
      reloadLive,
    );
    if (pressed !== reloadLive) return false;
    directory = live;
  }
  if (!(await saveFirst(context, unsaved(directory)))) return false;

  const programs = { postfix, postconf, ...(postmap.found && { postmap: postmap.path }) };
  const superuser = await context.isSuperuser();
  context.problems.report(directory, []);
  const reloaded = await ui.busy(`postfix reload (${directory})`, (signal) =>
    reload({ programs, directory, superuser }, run, signal),
  );
  await report(context, postfix, directory, reloaded);
  return reloaded.kind === 'reloaded';
}

/** The configuration directory that a file belongs to. */
export async function directoryOf(
  context: CommandContext,
  file: File | undefined,
): Promise<string | undefined> {
  if (file?.path === undefined || !file.languageId.startsWith('postfix-')) return undefined;
  if (/(?:^|\/)(?:main|master)\.cf$/.test(file.path)) return dirname(file.path);
  return (await context.tableUses(file.uri))?.configDirectory;
}

/** False if the user cancels, or if a file cannot be saved. */
async function saveFirst({ ui }: CommandContext, files: readonly File[]): Promise<boolean> {
  if (files.length === 0) return true;
  const names = files.map(({ name }) => name).join(' and ');
  const save = 'Save and Reload';
  const reloadAnyway = 'Reload Without Saving';
  const question = `${names} ${files.length === 1 ? 'has' : 'have'} unsaved changes that Postfix would not see.`;
  const pressed = await ui.say('warning', question, save, reloadAnyway);
  if (pressed === reloadAnyway) return true;
  if (pressed !== save) return false;
  for (const file of files) if (!(await file.save())) return false;
  return true;
}

async function report(
  context: CommandContext,
  postfix: string,
  directory: string,
  reloaded: Reloaded,
): Promise<void> {
  const { ui, problems } = context;
  const args = [postfix, '-c', directory, 'reload'];
  switch (reloaded.kind) {
    case 'reloaded':
      ui.tell(`Postfix has reloaded ${directory}`);
      if (!(await reloaded.stopped)) return;
      return sayWithPlaces(
        context,
        'error',
        `Postfix has stopped, because master could not use the configuration in ${directory}. The mail log contains the reason.`,
        [],
      );
    case 'unreadable': {
      const errors = reloaded.messages.filter(isError);
      problems.report(directory, errors);
      const text = `Postfix was not reloaded, because it cannot read the configuration: ${sentence(reloaded.said)}`;
      return sayWithPlaces(context, 'error', text, errors);
    }
    case 'not-running':
      await ui.say('information', `Postfix is not running with the configuration in ${directory}.`);
      return;
    case 'not-superuser':
      return offerTerminal(context, 'information', 'Only the superuser can run the postfix command.', [
        'sudo',
        ...args,
      ]);
    case 'failed': {
      const said = reloaded.messages.findLast(isError);
      // postfix prints the reason only on a terminal (postfix.c, postlog.c).
      const why = said ? sentence(said) : `exit status ${reloaded.exitCode ?? 'unknown'}`;
      return offerTerminal(
        context,
        'error',
        `postfix reload failed: ${why}. Run it in a terminal to see more details.`,
        args,
      );
    }
    case 'not-started':
      return sayWithPlaces(context, 'error', `postfix could not be started: ${reloaded.reason}`, []);
    case 'timed-out':
      return sayWithPlaces(context, 'error', 'postfix reload took too long and was stopped.', []);
    case 'canceled':
      ui.tell('postfix reload was canceled');
  }
}
