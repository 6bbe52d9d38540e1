// postfix.postmap: makes the table that Postfix reads out of the file that people write. Where Postfix reads that very
// file, it does so here, and what it says of it is shown.

import type { TableUsesResult } from '../../../server/src/lsp/protocol.ts';
import { countEntries, placeDuplicates } from '../postfix/entries.ts';
import { type Message, sentence } from '../postfix/messages.ts';
import { tableTypes } from '../postfix/parameters.ts';
import {
  indexArguments,
  indexTable,
  type Outcome,
  readArguments,
  readTable,
  type Table,
} from '../postfix/table.ts';
import { needOf, suffixOf, typesToMake } from '../postfix/table-types.ts';
import type { CommandContext, File } from './context.ts';
import { countOf, mayRun, needProgram, offerTerminal, sayWithPlaces } from './say.ts';

/** Larger texts are not searched for the number of their entries. */
const COUNTED_LENGTH = 8_000_000;

export async function postmap(context: CommandContext, file: File | undefined): Promise<void> {
  await (await tryPostmap(context, file)).said;
}

/** What came of it. */
export interface Attempt {
  /** Postfix can use the table. */
  readonly usable: boolean;
  /** Settled when the person has read what is said of it, which may be never. */
  readonly said: Promise<unknown>;
}

/** The same for another command, which goes on when the table is there. */
export async function tryPostmap(context: CommandContext, file: File | undefined): Promise<Attempt> {
  const { ui } = context;
  if (!(await mayRun(context))) return failed();
  if (file === undefined) {
    return failed(ui.say('information', 'Open the lookup table that is to be indexed or checked.'));
  }
  if (file.languageId === 'postfix-main' || file.languageId === 'postfix-master') {
    return failed(ui.say('information', `${file.name} is not a lookup table: postmap has no use for it.`));
  }
  const uses = await context.tableUses(file.uri);
  const program = isAliasFile(file, uses) ? 'postalias' : 'postmap';
  const named = uses?.uses.map(({ type }) => type) ?? [];
  const need = needOf(named.length > 0 ? named : typesOfLanguage(file));
  if (need.kind === 'nothing') {
    ui.tell(`${file.name}: a ${need.type} table has nothing to index, and no lines that postmap could check`);
    return { usable: true, said: Promise.resolve() };
  }
  if (file.path === undefined) {
    const where = 'is not on a disk of this machine, where';
    return failed(ui.say('information', `${file.name} ${where} ${program} could read it.`));
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
  context.problems.report(file.uri, []);
  const outcome = await ui.busy(`${program} ${type}:${file.name}`, (signal) =>
    task.perform(table, context.run, signal),
  );
  return {
    usable: outcome.kind === 'done',
    said: report(context, file, table, program, task, outcome),
  };
}

function failed(said: Promise<unknown> = Promise.resolve()): Attempt {
  return { usable: false, said };
}

/** One of the two things that the command does, and how it speaks of it. */
interface Task {
  readonly perform: typeof indexTable;
  readonly arguments: typeof indexArguments;
  /** What is said when it is done, without a full stop. */
  readonly done: string;
  /** What is told in passing when Postfix had nothing to say. */
  readonly quiet: string;
  /** What is said when it is not done, before the reason. */
  readonly failed: string;
  /** postmap(1) takes the rights of the source's owner when root runs it; -o keeps root's. */
  readonly givesUpRights: boolean;
}

function indexing(file: File, { type }: Table): Task {
  const index = `${file.name}${suffixOf(type) ?? ''}`;
  return {
    perform: indexTable,
    arguments: indexArguments,
    done: `${index} is indexed`,
    quiet: `${index} indexed${entriesOf(file)}`,
    failed: `${index} was not indexed`,
    givesUpRights: true,
  };
}

function reading({ name }: File, { type }: Table): Task {
  return {
    perform: readTable,
    arguments: readArguments,
    done: `Postfix itself has read ${name} as a ${type} table`,
    quiet: `Postfix itself has read ${name} as a ${type} table, and takes all of its lines`,
    failed: `Postfix could not read ${name}`,
    givesUpRights: false,
  };
}

/** A file in the format of aliases(5), which postalias(1) reads and postmap(1) does not. */
function isAliasFile({ languageId }: File, uses: TableUsesResult | undefined): boolean {
  const parameters = uses?.uses.map(({ parameter }) => parameter) ?? [];
  return parameters.length === 0
    ? languageId === 'postfix-aliases'
    : parameters.some((parameter) => parameter === 'alias_maps' || parameter === 'alias_database');
}

/** What a file's language says of its type when main.cf does not name the file. */
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
  return typesToMake(available, uses?.defaultType ?? 'hash');
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
  const question = named ? 'Which table?' : `main.cf does not name ${file.name}: what type of table is it?`;
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
  const { ui, problems, isSuperuser } = context;
  switch (outcome.kind) {
    case 'done': {
      // What Postfix says of main.cf in passing is the business of other moments.
      const messages = placed(outcome.messages, file, program).filter(({ file: about, severity }) =>
        about === undefined ? severity !== 'info' : about === table.path,
      );
      problems.report(file.uri, messages);
      const [first] = messages;
      if (first === undefined) {
        ui.tell(task.quiet);
        return;
      }
      const said = messages.length === 1 ? inShort(first) : `${program} has ${countOf(messages)}.`;
      return sayWithPlaces(context, 'warning', `${task.done}. ${said}`, messages);
    }
    case 'no-rights': {
      problems.report(file.uri, placed(outcome.messages, file, program));
      const args = await task.arguments(table);
      return isSuperuser && task.givesUpRights
        ? offerTerminal(
            context,
            'error',
            `${task.failed}: ${outcome.said.text}. Run by root, ${program} has only the rights of the file’s owner, unless it is given -o.`,
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
      const why = outcome.said === undefined ? `${program} failed` : sentence(outcome.said);
      return sayWithPlaces(context, 'error', `${task.failed}: ${why}`, messages);
    }
    case 'not-started':
      return sayWithPlaces(context, 'error', `${program} could not be started: ${outcome.reason}`, []);
    case 'timed-out':
      return sayWithPlaces(context, 'error', `${program} took too long and was stopped.`, []);
    case 'cancelled':
      ui.tell(`${program} was cancelled`);
  }
}

/** Without the path, which is that of the table in hand. */
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
  return `, ${count.toLocaleString('en')} ${count === 1 ? 'entry' : 'entries'}`;
}
