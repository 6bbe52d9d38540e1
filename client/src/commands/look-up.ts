// postfix.lookUpKey: asks Postfix for a key of the table in the editor, and shows the entry that answers.

import type { LookUpAnswer } from '../../../server/src/lsp/protocol.ts';
import { isError, readMessages, sentence } from '../postfix/messages.ts';
import { tableTypes } from '../postfix/parameters.ts';
import { type IndexState, indexState, lookUpArguments, type Table } from '../postfix/table.ts';
import { creatableTypes } from '../postfix/table-types.ts';
import type { CommandContext, File } from './context.ts';
import { programFor } from './postmap.ts';
import { failureOf, mayRun, needProgram, showLog } from './say.ts';

const goToEntry = 'Go to Entry';
const indexNow = 'Index This Table';

/** @param selected the text that is selected in the editor, or the key of the line with the cursor */
export async function lookUpKey(
  context: CommandContext,
  file: File | undefined,
  selected: string,
  indexTable: (file: File) => Promise<unknown>,
): Promise<void> {
  const { ui } = context;
  if (!(await mayRun(context))) return;
  if (file?.path === undefined || /^postfix-(?:main|master|dynamicmaps)$/.test(file.languageId)) {
    await ui.say('information', 'Open the lookup table in which you want to look up a key.');
    return;
  }
  const uses = await context.tableUses(file.uri);
  const name = programFor(file, uses);
  const program = await needProgram(context, name);
  if (program === undefined) return;
  const types = [...new Set((uses?.uses ?? []).map(({ type }) => type))];
  const type = types.length === 1 ? types[0] : await askType(context, file, types, uses?.configDirectory);
  if (type === undefined) return;
  const key = await ui.ask({
    title: `Look up a key in ${type}:${file.name}`,
    placeholder: 'user@example.com, example.com, or 192.0.2.1',
    value: selected,
  });
  if (key === undefined || key === '') return;
  if (key === '-') {
    await ui.say(
      'information',
      `${name} does not look up the key “-”. It means that ${name} reads the keys from standard input.`,
    );
    return;
  }

  const directory = uses?.configDirectory;
  const table: Table = { program, type, path: file.path, ...(directory !== undefined && { directory }) };
  const args = await lookUpArguments(table, key);
  const [result, ours, state] = await Promise.all([
    ui.busy(`${name} -q (${file.name})`, (signal) =>
      context.run(program, args, { isConfidential: true, signal }),
    ),
    context.lookUp(file.uri, key),
    indexState(table),
  ]);
  if (result.end === 'canceled') return ui.tell(`${name} was canceled`);
  const messages = readMessages(result.stderr, [file.path]);
  const error = messages.findLast(isError);
  if (result.end !== 'exited' || error !== undefined || (result.exitCode ?? 2) > 1) {
    const why = error ? sentence(error) : `${failureOf(name, result) ?? `${name} did not answer`}.`;
    const needsIndex = state === 'missing';
    const pressed = await ui.say(
      'error',
      needsIndex
        ? `${file.name} has no index, so Postfix cannot look up a key in it.`
        : `The lookup failed: ${why}`,
      ...(needsIndex ? [indexNow] : [showLog]),
    );
    if (pressed === indexNow) await indexTable(file);
    if (pressed === showLog) ui.showLog();
    return;
  }
  const answer = result.exitCode === 0 ? result.stdout.replace(/\n$/, '') : undefined;
  const isSecret = (uses?.uses ?? []).some(({ parameter }) => parameter.includes('password'));
  await show(context, file, { type, key, answer, ours, state, isSecret }, indexTable);
}

interface Lookup {
  readonly type: string;
  readonly key: string;
  /** What Postfix answers; undefined if it does not find the key. */
  readonly answer: string | undefined;
  readonly ours: LookUpAnswer | undefined;
  readonly state: IndexState | undefined;
  /** The table contains passwords. */
  readonly isSecret: boolean;
}

async function show(
  context: CommandContext,
  file: File,
  lookup: Lookup,
  indexTable: (file: File) => Promise<unknown>,
): Promise<void> {
  const { ui } = context;
  const { key, answer, ours, state } = lookup;
  const isComparable = state !== 'outdated' && !file.isDirty;
  const differs = isComparable && isDifferent(answer, ours);
  if (differs) reportDifference(context, file, lookup);
  const known = isComparable && !differs ? ours : undefined;
  const next = known?.kind === 'not-found' ? known.next : undefined;
  const line = known?.kind === 'found' ? known.line : next?.line;
  const also = next === undefined ? '' : `. Postfix uses the entry for ${next.key} instead: ${next.value}`;
  const said =
    answer === undefined
      ? `${file.name} has no entry for ${key}${also}`
      : answer === ''
        ? `The entry for ${key} has no result`
        : `${key} → ${answer}`;
  const hint =
    state === 'outdated'
      ? ' (the index is older than the file)'
      : file.isDirty
        ? ' (the file has unsaved changes)'
        : line !== undefined
          ? ` (line ${line + 1})`
          : '';
  const buttons = [
    ...(line === undefined ? [] : [goToEntry]),
    ...(state === 'outdated' ? [indexNow] : []),
    ...(differs ? [showLog] : []),
  ];
  const ending = differs
    ? '. The extension reads the table differently, which is a bug in the extension. The log shows what to report.'
    : answer === undefined || answer === ''
      ? '.'
      : '';
  const pressed = await ui.say('information', said + hint + ending, ...buttons);
  if (pressed === goToEntry && line !== undefined) await ui.show(file.uri, line);
  if (pressed === indexNow) await indexTable(file);
  if (pressed === showLog) ui.showLog();
}

function isDifferent(answer: string | undefined, ours: LookUpAnswer | undefined): boolean {
  switch (ours?.kind) {
    case 'found':
      return answer === undefined || (ours.value !== undefined && ours.value !== answer);
    case 'not-found':
      return answer !== undefined;
    default:
      return false;
  }
}

function reportDifference(
  { log }: CommandContext,
  file: File,
  { type, key, answer, ours, isSecret }: Lookup,
): void {
  const text = (value: string | undefined) =>
    value === undefined ? 'no entry' : isSecret ? '(hidden)' : JSON.stringify(value);
  const line = ours?.line === undefined ? '' : `, line ${ours.line + 1}`;
  const own = ours?.kind === 'found' ? `${text(ours.value)}${line}` : 'no entry';
  log(`A bug in the extension: for the key ${JSON.stringify(key)} in ${type}:${file.name}`);
  log(`  Postfix answers ${text(answer)}`);
  log(`  the extension reads ${own}`);
  log('  Report these lines and the entry of the table as an issue. Replace addresses and passwords first.');
}

async function askType(
  context: CommandContext,
  file: File,
  named: readonly string[],
  directory: string | undefined,
): Promise<string | undefined> {
  const postconf = named.length > 0 ? undefined : await needProgram(context, 'postconf');
  const byLanguage: Readonly<Record<string, readonly string[]>> = {
    'postfix-regexp': ['regexp', 'pcre'],
    'postfix-cidr': ['cidr'],
  };
  const available =
    postconf === undefined ? [] : creatableTypes(await tableTypes(postconf, directory, context.run), 'hash');
  const types = named.length > 0 ? named : (byLanguage[file.languageId] ?? [...available, 'texthash']);
  if (types.length === 1) return types[0];
  const question =
    named.length > 0
      ? 'Which type of table?'
      : `main.cf does not refer to ${file.name}. What type of table is it?`;
  return (
    await context.ui.pick(
      question,
      types.map((label) => ({ label })),
    )
  )?.label;
}
