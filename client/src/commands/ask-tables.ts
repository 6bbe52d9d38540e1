// postfix.askTables: asks tables that the language server cannot read, such as a database, with postmap.

import type { TableAnswer, TableLookup } from '../../../server/src/lsp/protocol.ts';
import { isError, readMessages, sentence } from '../postfix/messages.ts';
import { lookUpArguments } from '../postfix/table.ts';
import { noAnswer } from './configuration.ts';
import { mayRun, needProgram, showLog } from './say.ts';
import type { ShownTrace, TraceContext } from './trace-context.ts';

/** An answer can lead to further lookups. More are not useful. */
const maxLookups = 50;

/** Replaces assumptions of a trace by answers, and shows the result. */
export async function askTables(context: TraceContext, shown: ShownTrace | undefined): Promise<void> {
  const { ui, traces } = context;
  if (shown === undefined) return;
  if (shown.traced.lookups.length === 0) {
    await ui.say('information', 'This trace does not depend on a table that cannot be read.');
    return;
  }
  if (!(await mayRun(context))) return;
  const postmap = await needProgram(context, 'postmap');
  if (postmap === undefined) return;
  const answers = [...shown.answers];
  const refused = new Set<string>();
  let { traced } = shown;
  for (
    let lookup = next(traced.lookups, answers, refused);
    lookup;
    lookup = next(traced.lookups, answers, refused)
  ) {
    if (answers.length >= maxLookups) break;
    if (!(await agree(context, lookup))) {
      refused.add(lookup.table);
      continue;
    }
    const answer = await ask(context, postmap, lookup, directoryOf(shown));
    if (answer === undefined) {
      refused.add(lookup.table);
      continue;
    }
    answers.push(answer);
    const again = await traces.trace({ uri: shown.uri, mail: traced.request, answers });
    if (!again) {
      await noAnswer(context);
      return;
    }
    traced = again;
  }
  if (answers.length > shown.answers.length) await context.show({ ...shown, traced, answers });
}

function next(
  lookups: readonly TableLookup[],
  answers: readonly TableAnswer[],
  refused: ReadonlySet<string>,
): TableLookup | undefined {
  const isAnswered = ({ table, key }: TableLookup) =>
    answers.some((answer) => answer.table === table && answer.key === key);
  return lookups.find((lookup) => !refused.has(lookup.table) && !isAnswered(lookup));
}

/** The directory on disk, for `-c`. */
function directoryOf({ traced: { directory } }: ShownTrace): string | undefined {
  return directory.startsWith('file:') ? decodeURIComponent(new URL(directory).pathname) : undefined;
}

const askTable = 'Look Up';

/** Asks the user once for each table. */
async function agree({ ui, agreed }: TraceContext, { table, key }: TableLookup): Promise<boolean> {
  if (agreed.has(table)) return true;
  const text = `Look up ${key} in ${table}? The extension runs postmap -q, which can connect to a database. It asks only once for each table.`;
  if ((await ui.say('information', text, askTable)) !== askTable) return false;
  agreed.add(table);
  return true;
}

/** Undefined after a message, if the table cannot be asked. */
async function ask(
  context: TraceContext,
  postmap: string,
  lookup: TableLookup,
  directory: string | undefined,
): Promise<TableAnswer | undefined> {
  const { table, key } = lookup;
  // Only a running Postfix has the proxy.
  const [, type = '', path = ''] = /^(?:proxy:)?([^:]+):(.*)$/s.exec(table) ?? [];
  // postmap would read the keys from its standard input.
  if (key === '-') return { ...lookup, value: null };
  const args = await lookUpArguments({ program: postmap, type, path, ...(directory && { directory }) }, key);
  const result = await context.run(postmap, args, { isConfidential: true });
  const error = readMessages(result.stderr, []).findLast(isError);
  if (result.end === 'exited' && error === undefined && result.exitCode === 0)
    return { ...lookup, value: result.stdout.replace(/\n$/, '') };
  if (result.end === 'exited' && error === undefined && result.exitCode === 1)
    return { ...lookup, value: null };
  const why = error ? sentence(error) : (result.reason ?? 'postmap did not answer.');
  const pressed = await context.ui.say('error', `The lookup in ${table} failed: ${why}`, showLog);
  if (pressed === showLog) context.ui.showLog();
  return undefined;
}
