// Runs postmap(1) or postalias(1) on a lookup table, to index it or only to read it, and returns the result.

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { isError, type Message, readMessages } from './messages.ts';
import type { Run, RunOptions, RunResult } from './run.ts';

export interface Table {
  /** The absolute path of postmap(1) or postalias(1). */
  readonly program: string;
  readonly type: string;
  /** The absolute path of the source file. */
  readonly path: string;
  /** The configuration directory of the instance that the table belongs to. */
  readonly directory?: string;
}

export type Outcome =
  /** The table was indexed or read. The messages are warnings about lines that Postfix ignores or questions. */
  | { readonly kind: 'done'; readonly messages: readonly Message[] }
  /** The program has no permission to read the source or to write the index. */
  | { readonly kind: 'no-rights'; readonly messages: readonly Message[]; readonly said: Message }
  | { readonly kind: 'failed'; readonly messages: readonly Message[]; readonly said?: Message }
  | { readonly kind: 'not-started'; readonly reason: string }
  | { readonly kind: 'canceled' | 'timed-out' };

/** The key for a lookup in a table that should only be read. The result does not matter. */
const someKey = 'x';
/** The exit status of postmap(1) if a key is not in the table, and also if it fails. */
const NOT_FOUND = 1;

/** The arguments that index the table. */
export function indexArguments(table: Table): Promise<readonly string[]> {
  return tableArguments(table, []);
}

/** The arguments that read the table. For a lookup, postmap(1) reads the entire table if it has no index. */
export function readArguments(table: Table): Promise<readonly string[]> {
  return tableArguments(table, ['-q', someKey]);
}

/**
 * With the type before it, a path is never treated as an option.
 *
 * The main.cf of the instance determines whether keys can contain UTF-8 and how large an LMDB table can get. If the
 * folder has no main.cf, or if it is not readable, `-c` would only make the program exit.
 */
async function tableArguments(
  { type, path, directory }: Table,
  question: readonly string[],
): Promise<readonly string[]> {
  const words = [...question, `${type}:${path}`];
  return directory !== undefined && (await isReadable(join(directory, 'main.cf')))
    ? ['-c', directory, ...words]
    : words;
}

export async function indexTable(table: Table, run: Run, signal?: AbortSignal): Promise<Outcome> {
  const options: RunOptions = { timeLimit: 600_000, stubborn: 'wait', ...(signal && { signal }) };
  return runProgram(table, await indexArguments(table), 0, run, options);
}

export async function readTable(table: Table, run: Run, signal?: AbortSignal): Promise<Outcome> {
  return runProgram(table, await readArguments(table), NOT_FOUND, run, signal ? { signal } : {});
}

async function runProgram(
  table: Table,
  args: readonly string[],
  highestCode: number,
  run: Run,
  options: RunOptions,
): Promise<Outcome> {
  const first = outcome(await run(table.program, args, options), table, highestCode);
  if (args[0] !== '-c' || first.kind !== 'failed' || isAboutTable(first.said, table)) return first;
  // A copy of a configuration may not work on this host, for example because of an unknown user or a missing directory.
  // The table does not depend on them, so use the main.cf of this host instead.
  const second = outcome(await run(table.program, args.slice(2), options), table, highestCode);
  return second.kind === 'done' ? second : first;
}

function outcome(result: RunResult, { path, directory }: Table, highestCode: number): Outcome {
  if (result.end === 'not-started') return { kind: 'not-started', reason: result.reason ?? '' };
  if (result.end !== 'exited' && result.exitCode !== 0) return { kind: result.end };
  const files = directory === undefined ? [path] : [path, join(directory, 'main.cf')];
  const messages = readMessages(result.stderr, files);
  const said = messages.findLast(isError);
  const { exitCode } = result;
  if (exitCode === 0 || (exitCode !== undefined && exitCode <= highestCode && said === undefined)) {
    return { kind: 'done', messages };
  }
  if (said === undefined) return { kind: 'failed', messages };
  return {
    kind: /(?:Permission denied|Operation not permitted)$/.test(said.text) ? 'no-rights' : 'failed',
    messages,
    said,
  };
}

function isAboutTable(said: Message | undefined, { path }: Table): boolean {
  return said === undefined || said.file === path || said.text.includes(path) || / type\b/.test(said.text);
}

async function isReadable(file: string): Promise<boolean> {
  return access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}
