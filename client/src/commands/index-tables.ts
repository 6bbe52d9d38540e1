// postfix.indexAll and postfix.newaliases: create the indexes of several tables of a configuration.

import type { IndexedTable } from '../../../server/src/lsp/protocol.ts';
import { placeDuplicates } from '../postfix/entries.ts';
import { isError, type Message } from '../postfix/messages.ts';
import { indexState, indexTable, indexTableAsRoot, type Outcome, type Table } from '../postfix/table.ts';
import { suffixOf } from '../postfix/table-types.ts';
import type { CommandContext, File } from './context.ts';
import { whyNotIndexed } from './index-failure.ts';
import { programFor } from './postmap.ts';
import { countOf, mayRun, needProgram, sayWithPlaces } from './say.ts';

/** Indexes the tables whose index is missing or older than the source. */
export async function indexAll(context: CommandContext, file: File | undefined): Promise<boolean> {
  const tables = await tablesOf(context, file);
  if (tables === undefined) return false;
  const outdated: IndexedTable[] = [];
  for (const table of tables) {
    const state = await indexState(table);
    if (state === 'outdated' || state === 'missing') outdated.push(table);
  }
  if (outdated.length === 0) {
    context.ui.tell(tables.length === 0 ? 'No table needs an index' : 'All indexes are up to date');
    return false;
  }
  return index(context, outdated, 'Indexing outdated tables');
}

/** Indexes all tables that `alias_database` names, like newaliases(1). */
export async function newaliases(context: CommandContext, file: File | undefined): Promise<boolean> {
  const tables = (await tablesOf(context, file))?.filter(({ isAliasDatabase }) => isAliasDatabase);
  if (tables === undefined) return false;
  if (tables.length === 0) {
    const text = 'alias_database names no table that needs an index, so newaliases has nothing to do.';
    await context.ui.say('information', text);
    return false;
  }
  return index(context, tables, 'newaliases');
}

/**
 * Indexes a table that was just saved, if main.cf names it at this place. In a copy of a configuration, it names the
 * file that the copy is for.
 */
export async function indexSaved(context: CommandContext, file: File): Promise<boolean> {
  const { path } = file;
  if (path === undefined || !context.isTrusted()) return false;
  const uses = (await context.tableUses(file.uri))?.uses.filter((use) => use.path === path) ?? [];
  const types = [...new Set(uses.map(({ type }) => type))].filter((type) => suffixOf(type) !== undefined);
  if (types.length === 0) return false;
  const isAlias = programFor(file, await context.tableUses(file.uri)) === 'postalias';
  const parameters = uses.map(({ parameter }) => parameter);
  const tables = types.map((type) => ({ path, type, isAlias, isAliasDatabase: isAlias, parameters }));
  return index(context, tables, `Indexing ${file.name}`);
}

async function tablesOf(
  context: CommandContext,
  file: File | undefined,
): Promise<readonly IndexedTable[] | undefined> {
  if (!(await mayRun(context))) return undefined;
  const tables = file && (await context.tables(file.uri));
  if (tables) return tables;
  await context.ui.say(
    'information',
    'Open main.cf or another file of the configuration whose tables you want to index.',
  );
  return undefined;
}

interface Result {
  readonly path: string;
  readonly program: 'postmap' | 'postalias';
  readonly outcome: Outcome;
  readonly messages: readonly Message[];
}

/** @returns whether all tables were indexed */
async function index(
  context: CommandContext,
  tables: readonly IndexedTable[],
  title: string,
): Promise<boolean> {
  const results = await context.ui.busy(title, async (signal) => {
    const done: Result[] = [];
    for (const table of tables) {
      if (signal.aborted) break;
      const result = await indexOne(context, table, signal);
      if (result === undefined) return undefined;
      done.push(result);
    }
    return done;
  });
  if (results === undefined) return false;
  const failed = results.filter(({ outcome }) => outcome.kind !== 'done');
  if (results.length < tables.length || failed.some(({ outcome }) => outcome.kind === 'canceled')) {
    context.ui.tell(`Canceled after ${counted(results.length - failed.length)}`);
    return false;
  }
  await say(context, results, failed);
  return failed.length === 0;
}

/** Undefined if a program is missing or the file cannot be saved. The user has seen why. */
async function indexOne(
  context: CommandContext,
  { path, type, isAlias }: IndexedTable,
  signal: AbortSignal,
): Promise<Result | undefined> {
  const name = isAlias ? 'postalias' : 'postmap';
  const program = await needProgram(context, name);
  const file = await context.fileOfPath(path);
  if (program === undefined || !(await file.save())) return undefined;
  const directory = (await context.tableUses(file.uri))?.configDirectory;
  const table: Table = { program, type, path, ...(directory !== undefined && { directory }) };
  let outcome = await indexTable(table, context.run, signal);
  if (outcome.kind === 'no-rights' && !(await context.isSuperuser())) {
    outcome = await indexTableAsRoot(table, context, `Could not index ${path}: ${outcome.said.text}.`);
  }
  const said = 'messages' in outcome ? outcome.messages : [];
  const messages = placeDuplicates(said, file.text() ?? '', isAlias ? ':' : ' ').filter(
    (message) => message.file === path || isError(message),
  );
  context.problems.report(file.uri, messages);
  return { path, program: name, outcome, messages };
}

async function say(
  context: CommandContext,
  results: readonly Result[],
  failed: readonly Result[],
): Promise<void> {
  const messages = results.flatMap((result) => result.messages);
  const isRefused = ({ outcome }: Result) => outcome.kind === 'declined' && outcome.reason === undefined;
  if (failed.length === results.length && failed.every(isRefused))
    return context.ui.tell('Nothing was changed');
  const [first] = failed;
  if (first !== undefined && first.outcome.kind !== 'done') {
    const others = failed.length === 1 ? '' : `, and ${counted(failed.length - 1)} more`;
    const text = `Could not index ${first.path}${others}: ${whyNotIndexed(first.program, first.outcome)}`;
    return sayWithPlaces(context, 'error', text, messages);
  }
  if (messages.length === 0) {
    context.ui.tell(`Indexed ${counted(results.length)}`);
    return;
  }
  return sayWithPlaces(
    context,
    'warning',
    `Indexed ${counted(results.length)}. Postfix reported ${countOf(messages)}.`,
    messages,
  );
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'table' : 'tables'}`;
}
