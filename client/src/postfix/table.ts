// Runs postmap(1) or postalias(1) on a lookup table, to index it or only to read it, and returns the result.

import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Programs } from './installation.ts';
import { isError, type Message, readMessages } from './messages.ts';
import { type CopyAsRoot, keepIndex } from './previous-index.ts';
import type { Run, RunOptions, RunResult } from './run.ts';
import { suffixOf } from './table-types.ts';

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
  | {
      readonly kind: 'failed';
      readonly messages: readonly Message[];
      readonly said?: Message;
      /** The signal that ended the program. */
      readonly killedBy?: string;
    }
  /** The user did not allow the program to run as the superuser, or there is no way to do that. */
  | { readonly kind: 'declined'; readonly reason?: string }
  | { readonly kind: 'not-started'; readonly reason: string }
  /** The program did not run, because there is no space for a copy of the index, which a failure would destroy. */
  | { readonly kind: 'no-space' }
  /** The index is incomplete, and could not be restored. `copy` is a file with the previous one. */
  | {
      readonly kind: 'damaged';
      readonly copy: string | undefined;
      readonly cause: Exclude<Outcome, { readonly kind: 'done' }>;
    }
  | { readonly kind: 'canceled' | 'timed-out' };

/** The key for a lookup in a table that should only be read. The result does not matter. */
const someKey = 'x';
/** The exit status of postmap(1) if a key is not in the table, and also if it fails. */
const NOT_FOUND = 1;

/** The arguments that index the table. */
export function indexArguments(table: Table): Promise<readonly string[]> {
  return tableArguments(table, []);
}

/** The arguments that look up a key. The key is never treated as an option, because it follows one. */
export function lookUpArguments(table: Table, key: string): Promise<readonly string[]> {
  return tableArguments(table, ['-q', key]);
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

/** The time limit for a large table, in milliseconds. */
const LONG = 600_000;

/** Creates the index. If that fails, the previous index is restored, because Postfix still reads it. */
export async function indexTable(table: Table, run: Run, signal?: AbortSignal): Promise<Outcome> {
  const options: RunOptions = { timeLimit: LONG, stubborn: 'wait', ...(signal && { signal }) };
  return keepingIndex(table, async () => runProgram(table, await indexArguments(table), 0, run, options));
}

async function keepingIndex(
  { type, path }: Table,
  perform: () => Promise<Outcome>,
  asRoot?: CopyAsRoot,
): Promise<Outcome> {
  const previous = await keepIndex(type, path, asRoot);
  if (previous === undefined) return { kind: 'no-space' };
  try {
    const made = await perform();
    if (made.kind === 'done') return made;
    const restored = await previous.restore();
    return restored === 'as-before' ? made : { kind: 'damaged', copy: restored.copy, cause: made };
  } finally {
    await previous.forget();
  }
}

/** Creates the index as the superuser. */
export async function indexTableAsRoot(
  table: Table,
  { runAsRoot }: Pick<Programs, 'runAsRoot'>,
  why: string,
): Promise<Outcome> {
  const options = { timeLimit: LONG, stubborn: 'wait', why } as const;
  const perform = async (): Promise<Outcome> => {
    const result = await runAsRoot(table.program, await indexArguments(table), options);
    if (result.end !== 'declined') return outcome(result, table, 0);
    return { kind: 'declined', ...(result.reason !== undefined && { reason: result.reason }) };
  };
  return keepingIndex(table, perform, async (from, to) => {
    const because = 'The new index is incomplete. This command writes the previous one back.';
    const { exitCode } = await runAsRoot('/bin/cp', ['--', from, to], { why: because });
    return exitCode === 0;
  });
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
  const { exitCode, killedBy } = result;
  if (exitCode === 0 || (exitCode !== undefined && exitCode <= highestCode && said === undefined)) {
    return { kind: 'done', messages };
  }
  if (said === undefined) return { kind: 'failed', messages, ...(killedBy && { killedBy }) };
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

/** What the disk shows about an index. */
export type IndexState = 'current' | 'outdated' | 'missing';

/** Undefined if the table has no source on this host, or needs no index. */
export async function indexState({
  type,
  path,
}: Pick<Table, 'type' | 'path'>): Promise<IndexState | undefined> {
  const suffix = suffixOf(type);
  if (suffix === undefined) return undefined;
  const [source, index] = await Promise.all(
    [path, path + suffix].map((file) => stat(file).catch(() => undefined)),
  );
  if (source === undefined) return undefined;
  return index === undefined ? 'missing' : source.mtimeMs > index.mtimeMs ? 'outdated' : 'current';
}
