// postfix.postmap: creates the index of a lookup table. If Postfix reads the file itself, without an index, the command
// lets Postfix read it and shows the messages.

import type { TableUsesResult } from '../../../server/src/lsp/protocol.ts';
import { countEntries, placeDuplicates } from '../postfix/entries.ts';
import { type Message, sentence } from '../postfix/messages.ts';
import { tableTypes } from '../postfix/parameters.ts';
import {
  indexArguments,
  indexTable,
  indexTableAsRoot,
  type Outcome,
  readArguments,
  readTable,
  type Table,
} from '../postfix/table.ts';
import { creatableTypes, needOf, suffixOf } from '../postfix/table-types.ts';
import type { CommandContext, File } from './context.ts';
import { whyNotIndexed } from './index-failure.ts';
import { countOf, mayRun, needProgram, offerTerminal, sayWithPlaces } from './say.ts';

/** The entries of larger texts are not counted. */
const COUNTED_LENGTH = 8_000_000;

export interface PostmapOptions {
  /** The program that indexes the table; by default, it depends on how main.cf uses the table. */
  readonly program?: 'postmap' | 'postalias';
}

/** @returns whether Postfix can use the table now */
export async function postmap(
  context: CommandContext,
  file: File | undefined,
  options?: PostmapOptions,
): Promise<boolean> {
  const { usable, said } = await tryPostmap(context, file, options);
  await said;
  return usable;
}

/** The result of the command. */
export interface Attempt {
  /** Postfix can use the table. */
  readonly usable: boolean;
  /** Settles when the user closes the notification, which may never happen. */
  readonly said: Promise<unknown>;
}

/** The same for another command, which continues if the table is usable. */
export async function tryPostmap(
  context: CommandContext,
  file: File | undefined,
  options: PostmapOptions = {},
): Promise<Attempt> {
  const { ui } = context;
  if (!(await mayRun(context))) return failed();
  if (file === undefined) {
    return failed(ui.say('information', 'Open the lookup table that you want to index or check.'));
  }
  if (['postfix-main', 'postfix-master', 'postfix-dynamicmaps'].includes(file.languageId)) {
    return failed(ui.say('information', `${file.name} is not a lookup table, so postmap cannot use it.`));
  }
  const uses = await context.tableUses(file.uri);
  const program = options.program ?? programFor(file, uses);
  const named = uses?.uses.map(({ type }) => type) ?? [];
  const need = needOf(named.length > 0 ? named : typesOfLanguage(file));
  if (need.kind === 'nothing') {
    ui.tell(`${file.name}: a ${need.type} table does not need an index, and postmap cannot check it`);
    return { usable: true, said: Promise.resolve() };
  }
  if (file.path === undefined) {
    return failed(
      ui.say('information', `${file.name} is not on a local disk, so ${program} cannot read it.`),
    );
  }
  const path = await needProgram(context, program);
  if (path === undefined || !(await file.save())) return failed();

  const types = need.kind === 'unknown' ? await possibleTypes(context, uses) : need.types;
  const type = await chooseType(context, file, types, uses);
  if (type === undefined) return failed();
  const directory = uses?.configDirectory;
  const table: Table = {
    program: path,
    type,
    path: file.path,
    ...(directory !== undefined && { directory }),
  };
  const task = need.kind === 'read' ? reading(file, table) : indexing(file, table);
  return performTask(context, file, table, program, task);
}

async function performTask(
  context: CommandContext,
  file: File,
  table: Table,
  program: string,
  task: Task,
): Promise<Attempt> {
  const { ui, problems } = context;
  problems.report(file.uri, []);
  let outcome = await ui.busy(`${program} ${table.type}:${file.name}`, (signal) =>
    task.perform(table, context.run, signal),
  );
  if (outcome.kind === 'no-rights' && task.dropsRights && !(await context.isSuperuser())) {
    const { text } = outcome.said;
    outcome = await indexTableAsRoot(table, context, `${task.failed}: ${text}.`);
    if (outcome.kind === 'declined' && outcome.reason !== undefined)
      outcome = { ...outcome, reason: `${text}. ${outcome.reason}` };
  }
  return {
    usable: outcome.kind === 'done',
    said: report(context, file, table, program, task, outcome),
  };
}

function failed(said: Promise<unknown> = Promise.resolve()): Attempt {
  return { usable: false, said };
}

/** One of the two tasks of the command, with its texts. */
interface Task {
  readonly perform: typeof indexTable;
  readonly arguments: typeof indexArguments;
  /** The text for success with messages from Postfix, without a period. */
  readonly done: string;
  /** The text for success without messages. */
  readonly quiet: string;
  /** The text for a failure, before the reason. */
  readonly failed: string;
  /** If root runs postmap(1), it drops to the permissions of the owner of the source, unless -o is given. */
  readonly dropsRights: boolean;
}

function indexing(file: File, { type }: Table): Task {
  const index = `${file.name}${suffixOf(type) ?? ''}`;
  return {
    perform: indexTable,
    arguments: indexArguments,
    done: `Created ${index}`,
    quiet: `Created ${index}${entriesOf(file)}`,
    failed: `Could not create ${index}`,
    dropsRights: true,
  };
}

function reading({ name }: File, { type }: Table): Task {
  return {
    perform: readTable,
    arguments: readArguments,
    done: `Postfix read ${name} as a ${type} table`,
    quiet: `Postfix read ${name} as a ${type} table and accepts all lines`,
    failed: `Postfix could not read ${name}`,
    dropsRights: false,
  };
}

/** Only postalias(1) reads a file in the format of aliases(5). */
export function programFor(file: File, uses: TableUsesResult | undefined): 'postmap' | 'postalias' {
  return isAliasFile(file, uses) ? 'postalias' : 'postmap';
}

function isAliasFile({ languageId }: File, uses: TableUsesResult | undefined): boolean {
  const parameters = uses?.uses.map(({ parameter }) => parameter) ?? [];
  return parameters.length === 0
    ? languageId === 'postfix-aliases'
    : parameters.some((parameter) => parameter === 'alias_maps' || parameter === 'alias_database');
}

/** The types that the language of a file suggests if main.cf does not name the file. */
function typesOfLanguage({ languageId }: File): readonly string[] {
  switch (languageId) {
    case 'postfix-regexp':
      return ['regexp', 'pcre'];
    case 'postfix-cidr':
      return ['cidr'];
    case 'postfix-database':
      return ['database'];
    default:
      return [];
  }
}

async function possibleTypes(
  context: CommandContext,
  uses: TableUsesResult | undefined,
): Promise<readonly string[]> {
  const postconf = await needProgram(context, 'postconf');
  if (postconf === undefined) return [];
  const available = await tableTypes(postconf, uses?.configDirectory, context.run);
  return creatableTypes(available, uses?.defaultType ?? 'hash');
}

async function chooseType(
  { ui }: CommandContext,
  file: File,
  types: readonly string[],
  uses: TableUsesResult | undefined,
): Promise<string | undefined> {
  if (types.length <= 1) return types[0];
  const choices = types.map((type) => {
    const use = uses?.uses.find((one) => one.type === type);
    return {
      label: type,
      description: `${file.name}${suffixOf(type)}`,
      ...(use && { detail: `${use.parameter} = ${use.reference}` }),
    };
  });
  const named = (uses?.uses.length ?? 0) > 0;
  const question = named
    ? 'Which type of table?'
    : `main.cf does not refer to ${file.name}. What type of table is it?`;
  return (await ui.pick(question, choices))?.label;
}

async function report(
  context: CommandContext,
  file: File,
  table: Table,
  program: string,
  task: Task,
  outcome: Outcome,
): Promise<void> {
  const { ui, problems } = context;
  switch (outcome.kind) {
    case 'done': {
      // Messages about main.cf do not belong to this command.
      const messages = placed(outcome.messages, file, program).filter(({ file: about, severity }) =>
        about === undefined ? severity !== 'info' : about === table.path,
      );
      problems.report(file.uri, messages);
      const [first] = messages;
      if (first === undefined) {
        ui.tell(task.quiet);
        return;
      }
      const said = messages.length === 1 ? inShort(first) : `${program} reported ${countOf(messages)}.`;
      return sayWithPlaces(context, 'warning', `${task.done}. ${said}`, messages);
    }
    case 'no-rights': {
      problems.report(file.uri, placed(outcome.messages, file, program));
      const args = await task.arguments(table);
      return task.dropsRights && (await context.isSuperuser())
        ? offerTerminal(
            context,
            'error',
            `${task.failed}: ${outcome.said.text}. If root runs ${program}, it uses the permissions of the file’s owner, unless you add the -o option.`,
            [table.program, '-o', ...args],
          )
        : offerTerminal(context, 'error', `${task.failed}: ${outcome.said.text}.`, [
            'sudo',
            table.program,
            ...args,
          ]);
    }
    case 'failed': {
      const messages = placed(outcome.messages, file, program);
      problems.report(file.uri, messages);
      return sayWithPlaces(context, 'error', `${task.failed}: ${whyNotIndexed(program, outcome)}`, messages);
    }
    case 'no-space':
    case 'damaged':
      return sayWithPlaces(context, 'error', `${task.failed}: ${whyNotIndexed(program, outcome)}`, []);
    case 'not-started':
      return sayWithPlaces(context, 'error', `${program} could not be started: ${outcome.reason}`, []);
    case 'declined':
      if (outcome.reason === undefined) return ui.tell('Nothing was changed');
      return sayWithPlaces(context, 'error', `${task.failed}: ${outcome.reason}`, []);
    case 'timed-out':
      return sayWithPlaces(context, 'error', `${program} took too long and was stopped.`, []);
    case 'canceled':
      ui.tell(`${program} was canceled`);
  }
}

/** The message without the path of the table, which is already known. */
function inShort({ file, ...message }: Message): string {
  return sentence({
    ...message,
    ...(message.line !== undefined && { text: `line ${message.line}: ${message.text}` }),
  });
}

function placed(messages: readonly Message[], file: File, program: string): readonly Message[] {
  return placeDuplicates(messages, file.text() ?? '', program === 'postalias' ? ':' : ' ');
}

function entriesOf(file: File): string {
  const text = file.text();
  if (text === undefined || text.length > COUNTED_LENGTH) return '';
  const count = countEntries(text);
  return ` (${count.toLocaleString('en')} ${count === 1 ? 'entry' : 'entries'})`;
}
