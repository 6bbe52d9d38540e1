// Reads and changes the mail queue: postqueue(1), postsuper(1), and postcat(1).

import { Lines, parseEntry } from '../queue/entries.ts';
import type { QueueModel } from '../queue/model.ts';
import type { RootResult } from './elevation.ts';
import type { Programs } from './installation.ts';
import type { RunResult } from './run.ts';

/** The Postfix instance whose queue it is. */
export interface QueueOwner {
  /** The configuration directory. */
  readonly directory: string;
  /** The default instance of this host. Only root can name the directory of an instance that main.cf does not list. */
  readonly isDefault: boolean;
}

/** Long queues take minutes on a slow disk. In milliseconds. */
const LIST_LIMIT = 600_000;
const ACTION_LIMIT = 600_000;
/** More IDs do not fit into a question that shows the command. They go to standard input. */
const maxArguments = 20;
/** What postsuper prints for each message, in bytes, rounded up. */
const lineLength = 100;

/** Adds the messages to a model while postqueue prints them. */
export async function readQueue(
  programs: Programs,
  postqueue: string,
  owner: QueueOwner,
  model: QueueModel,
  signal: AbortSignal,
  progress: () => void,
): Promise<RunResult> {
  const lines = new Lines((line) => {
    const entry = parseEntry(line);
    if (entry !== undefined) model.add(entry);
  });
  const result = await programs.stream(
    postqueue,
    [...ownerArguments(owner), '-j'],
    (text) => {
      lines.add(text);
      progress();
    },
    { signal, timeLimit: LIST_LIMIT },
  );
  lines.end();
  return result;
}

export type QueueAction = 'requeue' | 'hold' | 'release' | 'delete';

interface ActionFacts {
  readonly option: string;
  /** How the last line of postsuper's output begins. */
  readonly said: string;
  /** What postsuper prints for each message. */
  readonly each: string;
}

const actions: Readonly<Record<QueueAction, ActionFacts>> = {
  requeue: { option: '-r', said: 'Requeued', each: 'requeued' },
  hold: { option: '-h', said: 'Placed on hold', each: 'placed on hold' },
  release: { option: '-H', said: 'Released from hold', each: 'released from hold' },
  delete: { option: '-d', said: 'Deleted', each: 'removed' },
};

export interface ActionResult {
  readonly result: RootResult;
  /** How many messages postsuper changed. Undefined if that is not known, because it ran in a terminal. */
  readonly changed?: number;
}

/** The arguments of postsuper, and what it reads from standard input if there are many messages. */
export function actionCommand(
  owner: QueueOwner,
  action: QueueAction,
  ids: readonly string[],
): { readonly args: readonly string[]; readonly input?: string } {
  const { option } = actions[action];
  const own = ownerArguments(owner);
  if (ids.length <= maxArguments) return { args: [...own, ...ids.flatMap((id) => [option, id])] };
  return { args: [...own, option, '-'], input: `${ids.join('\n')}\n` };
}

export async function changeMessages(
  programs: Programs,
  postsuper: string,
  owner: QueueOwner,
  action: QueueAction,
  ids: readonly string[],
  options: { readonly why: string; readonly signal: AbortSignal },
): Promise<ActionResult> {
  const { args, input } = actionCommand(owner, action, ids);
  const result = await programs.runAsRoot(postsuper, args, {
    ...options,
    ...(input !== undefined && { input }),
    timeLimit: ACTION_LIMIT,
    outputLimit: (ids.length + 100) * lineLength,
  });
  return withCount(result, action);
}

/** Requeues every message, including those that arrive meanwhile. */
export async function requeueAll(
  programs: Programs,
  postsuper: string,
  owner: QueueOwner,
  options: { readonly why: string; readonly signal: AbortSignal },
): Promise<ActionResult> {
  const args = [...ownerArguments(owner), '-r', 'ALL'];
  const result = await programs.runAsRoot(postsuper, args, {
    ...options,
    timeLimit: ACTION_LIMIT,
  });
  return withCount(result, 'requeue');
}

function withCount(result: RootResult, action: QueueAction): ActionResult {
  if (result.end === 'declined' || result.end === 'not-started') return { result };
  if ('inTerminal' in result && result.inTerminal) return { result };
  const { said, each } = actions[action];
  const [, count] = new RegExp(`^postsuper: ${said}: (\\d+) message`, 'm').exec(result.stderr) ?? [];
  if (count !== undefined) return { result, changed: Number(count) };
  // A program that was stopped did not reach its last line. Otherwise, its absence means that nothing was changed
  // (postsuper.c).
  const changed = result.stderr.match(new RegExp(`^postsuper: \\w+: ${each}$`, 'gm'))?.length ?? 0;
  return { result, changed };
}

/** Schedules one message for immediate delivery. */
export function flushMessage(
  programs: Programs,
  postqueue: string,
  owner: QueueOwner,
  id: string,
  signal: AbortSignal,
): Promise<RunResult> {
  return programs.run(postqueue, [...ownerArguments(owner), '-i', id], { signal });
}

export function flushQueue(
  programs: Programs,
  postqueue: string,
  owner: QueueOwner,
  signal: AbortSignal,
): Promise<RunResult> {
  return programs.run(postqueue, [...ownerArguments(owner), '-f'], { signal });
}

/** The headers of a message. */
export function readHeaders(
  programs: Programs,
  postcat: string,
  owner: QueueOwner,
  id: string,
  options: { readonly why: string; readonly signal: AbortSignal },
): Promise<RootResult> {
  const args = [...ownerArguments(owner), '-qh', id];
  return programs.runAsRoot(postcat, args, { ...options, isConfidential: true });
}

function ownerArguments({ directory, isDefault }: QueueOwner): readonly string[] {
  return isDefault ? [] : ['-c', directory];
}

/** What a program said last, without its name: `Queue report unavailable - mail system is down`. */
export function lastSaid(stderr: string): string | undefined {
  // mail_conf.c: the last line then has only the settings that the user could add.
  const [, directory] = /: unauthorized configuration directory name: (.*)/.exec(stderr) ?? [];
  if (directory !== undefined)
    return `Postfix accepts ${directory} only from root. Add it to alternate_config_directories in the default main.cf, or run VS Code as root`;
  const line = stderr.trim().split('\n').at(-1) ?? '';
  if (line === '') return undefined;
  const said = line.replace(/^[\w/-]+: (?:fatal|error|warning): /, '');
  const [, verb] = /is not allowed to (view|flush) the mail queue$/.exec(said) ?? [];
  if (verb === undefined) return said;
  const parameter = verb === 'view' ? 'authorized_mailq_users' : 'authorized_flush_users';
  return `${said}. Add the user to ${parameter} in main.cf, or run VS Code as root`;
}
