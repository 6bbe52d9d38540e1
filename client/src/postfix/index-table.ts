// Makes a lookup table with postmap(1) or postalias(1), and says what became of it.

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { isError, type Message, readMessages } from './messages.ts';
import type { Run, RunOptions, RunResult } from './run.ts';

export interface Making {
  /** The absolute path of postmap(1) or postalias(1). */
  readonly program: string;
  readonly type: string;
  /** The absolute path of the table's source. */
  readonly path: string;
  /** The configuration directory of the instance that the table belongs to. */
  readonly directory?: string;
}

export type Made =
  /** The table is there. Messages are warnings: lines that were left out, or taken with doubt. */
  | { readonly kind: 'made'; readonly messages: readonly Message[] }
  /** We may not read the source or write the table. */
  | { readonly kind: 'no-rights'; readonly messages: readonly Message[]; readonly said: Message }
  | { readonly kind: 'failed'; readonly messages: readonly Message[]; readonly said?: Message }
  | { readonly kind: 'not-started'; readonly reason: string }
  | { readonly kind: 'cancelled' | 'timed-out' };

/**
 * The arguments of postmap(1) or postalias(1). With a type in front, no path is taken for an option.
 *
 * The instance's main.cf counts where there is one: it says whether keys may be UTF-8 and how large an LMDB
 * table may get. A folder with no main.cf, or one that we may not read, would only stop the program.
 */
export async function tableArguments({ type, path, directory }: Making): Promise<readonly string[]> {
  const table = `${type}:${path}`;
  return directory !== undefined && (await isReadable(join(directory, 'main.cf')))
    ? ['-c', directory, table]
    : [table];
}

export async function makeTable(making: Making, run: Run, signal?: AbortSignal): Promise<Made> {
  const options: RunOptions = { timeLimit: 600_000, stubborn: 'wait', ...(signal && { signal }) };
  const args = await tableArguments(making);
  const first = outcome(await run(making.program, args, options), making);
  if (args[0] !== '-c' || first.kind !== 'failed' || isAboutTable(first.said, making)) return first;
  // A copy of a configuration may not suit this machine: an owner that it does not know, a directory that
  // it does not have. The table does not depend on them, so the machine's own main.cf serves as well.
  const second = outcome(await run(making.program, args.slice(2), options), making);
  return second.kind === 'made' ? second : first;
}

function outcome(result: RunResult, { path, directory }: Making): Made {
  if (result.end === 'not-started') return { kind: 'not-started', reason: result.reason ?? '' };
  if (result.end !== 'exited' && result.exitCode !== 0) return { kind: result.end };
  const files = directory === undefined ? [path] : [path, join(directory, 'main.cf')];
  const messages = readMessages(result.stderr, files);
  if (result.exitCode === 0) return { kind: 'made', messages };
  const said = messages.findLast(isError);
  if (said === undefined) return { kind: 'failed', messages };
  return {
    kind: /(?:Permission denied|Operation not permitted)$/.test(said.text) ? 'no-rights' : 'failed',
    messages,
    said,
  };
}

function isAboutTable(said: Message | undefined, { path }: Making): boolean {
  return said === undefined || said.file === path || said.text.includes(path) || / type\b/.test(said.text);
}

async function isReadable(file: string): Promise<boolean> {
  return access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}
