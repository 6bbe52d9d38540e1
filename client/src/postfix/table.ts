// Hands a lookup table to postmap(1) or postalias(1), to index it or only to read it, and says what became of it.

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { isError, type Message, readMessages } from './messages.ts';
import type { Run, RunOptions, RunResult } from './run.ts';

export interface Table {
  /** The absolute path of postmap(1) or postalias(1). */
  readonly program: string;
  readonly type: string;
  /** The absolute path of the table's source. */
  readonly path: string;
  /** The configuration directory of the instance that the table belongs to. */
  readonly directory?: string;
}

export type Outcome =
  /** The table was indexed or read. Messages are warnings: lines that were left out, or taken with doubt. */
  | { readonly kind: 'done'; readonly messages: readonly Message[] }
  /** We may not read the source or write the index. */
  | { readonly kind: 'no-rights'; readonly messages: readonly Message[]; readonly said: Message }
  | { readonly kind: 'failed'; readonly messages: readonly Message[]; readonly said?: Message }
  | { readonly kind: 'not-started'; readonly reason: string }
  | { readonly kind: 'cancelled' | 'timed-out' };

/** What is asked of a table that is only to be read; whether it has an answer does not matter. */
const someKey = 'x';
/** postmap(1) ends with it when a key is not in the table, and when it has failed. */
const NOT_FOUND = 1;

/** The arguments that index the table. */
export function indexArguments(table: Table): Promise<readonly string[]> {
  return tableArguments(table, []);
}

/** The arguments that read the table: for a lookup postmap(1) reads all of a table that has no index. */
export function readArguments(table: Table): Promise<readonly string[]> {
  return tableArguments(table, ['-q', someKey]);
}

/**
 * With a type in front, no path is taken for an option.
 *
 * The instance's main.cf counts where there is one: it says whether keys may be UTF-8 and how large an LMDB
 * table may get. A folder with no main.cf, or one that we may not read, would only stop the program.
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
  return handOver(table, await indexArguments(table), 0, run, options);
}

export async function readTable(table: Table, run: Run, signal?: AbortSignal): Promise<Outcome> {
  return handOver(table, await readArguments(table), NOT_FOUND, run, signal ? { signal } : {});
}

async function handOver(
  table: Table,
  args: readonly string[],
  highestCode: number,
  run: Run,
  options: RunOptions,
): Promise<Outcome> {
  const first = outcome(await run(table.program, args, options), table, highestCode);
  if (args[0] !== '-c' || first.kind !== 'failed' || isAboutTable(first.said, table)) return first;
  // A copy of a configuration may not suit this machine: an owner that it does not know, a directory that
  // it does not have. The table does not depend on them, so the machine's own main.cf serves as well.
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
