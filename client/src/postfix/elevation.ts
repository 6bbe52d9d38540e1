// Runs a command as the superuser, with sudo(8) or pkexec(1), after the user has seen the exact command.

import { commandLine } from './command-line.ts';
import { interactive, withPrefix } from './prefix.ts';
import type { Run, RunOptions, RunResult } from './run.ts';

/** The setting `postfix.elevation`. */
export type Elevation = 'ask' | 'sudo' | 'terminal' | 'pkexec' | 'never';

export interface RootOptions extends RunOptions {
  /** Why the superuser is needed, in one sentence: `Only root can reload Postfix.` */
  readonly why: string;
  /** Finds places in the output if the command runs in a terminal: `$postfix-check`. */
  readonly problemMatcher?: string;
}

/** `declined`: the command did not run, because the user did not allow it, or for the reason. */
export type RootResult =
  | (RunResult & {
      /** The command ran in a terminal, so the user has seen its output, and `stdout` and `stderr` are empty. */
      readonly inTerminal?: true;
    })
  | (Omit<RunResult, 'end'> & {
      readonly end: 'declined';
      /** The command for a terminal, which cannot pass the input of the command by itself. */
      readonly needsTerminal?: readonly string[];
    });

/** A question to the user. */
export interface Approval {
  readonly why: string;
  /** The exact command, quoted for a shell. */
  readonly command: string;
  /** The answers, each a button. */
  readonly choices: readonly string[];
}

export interface Elevator {
  readonly elevation: Elevation;
  readonly prefix: readonly string[];
  /** The commands that the user has allowed for this session. This function adds to it. */
  readonly allowed: Set<string>;
  /** The absolute path of sudo or pkexec. */
  find(name: 'sudo' | 'pkexec'): Promise<string | undefined>;
  /** Adds the prefix by itself. */
  readonly run: Run;
  approve(approval: Approval): Promise<string | undefined>;
  runInTerminal(words: readonly string[]): Promise<RunResult>;
}

const once = 'Run';
const always = 'Run, and Do Not Ask Again in This Session';
const withPkexec = 'Run with pkexec';

export async function elevate(
  words: readonly string[],
  options: RootOptions,
  elevator: Elevator,
): Promise<RootResult> {
  const { elevation, prefix } = elevator;
  const plain = `Run this command as root: ${commandLine(shown(prefix, words)) ?? words.join(' ')}`;
  if (elevation === 'never') return declined(plain);
  const sudo = elevation === 'pkexec' ? undefined : await elevator.find('sudo');
  // A polkit agent is part of a desktop, which a container or another host does not have.
  const pkexec =
    prefix.length === 0 && (elevation === 'ask' || elevation === 'pkexec')
      ? await elevator.find('pkexec')
      : undefined;
  if (sudo !== undefined) {
    const other = pkexec === undefined ? undefined : [pkexec, ...words];
    return withSudo([sudo, '--', ...words], other, plain, options, elevator);
  }
  if (pkexec !== undefined) return withAgent([pkexec, ...words], plain, options, elevator);
  const missing = { ask: 'sudo and pkexec were', pkexec: 'pkexec was' }[elevation as string] ?? 'sudo was';
  return declined(`${missing} not found. ${plain}`);
}

/** @param plain asks the user to run the command */
async function withSudo(
  words: readonly string[],
  other: readonly string[] | undefined,
  plain: string,
  options: RootOptions,
  elevator: Elevator,
): Promise<RootResult> {
  const choice = await approved(words, options, elevator, other === undefined ? [] : [withPkexec]);
  if (choice === undefined) return notAllowed;
  if (choice === withPkexec && other !== undefined) return withAgent(other, plain, options, elevator, true);
  const [sudo = '', ...rest] = words;
  if (elevator.elevation !== 'terminal') {
    const [program, ...args] = inEnglish(elevator.prefix, [sudo, '-n', ...rest]);
    const result = await elevator.run(program, args, options);
    if (refuses(result)) return declined(`sudo refused: ${result.stderr.trim()} ${plain}`);
    if (elevator.prefix.length > 0 && isMissing(result))
      return declined(`sudo was not found where the command prefix leads. ${plain}`);
    if (!needsPassword(result)) return result;
  }
  if (options.signal?.aborted) return { end: 'canceled', stdout: '', stderr: '' };
  const line = withPrefix(interactive(elevator.prefix), words);
  if (!('words' in line)) return declined(line.reason);
  if (options.input !== undefined)
    return { end: 'declined', stdout: '', stderr: '', needsTerminal: line.words };
  return { ...(await elevator.runInTerminal(line.words)), inTerminal: true };
}

async function withAgent(
  words: readonly string[],
  plain: string,
  options: RootOptions,
  elevator: Elevator,
  isApproved = false,
): Promise<RootResult> {
  if (!isApproved && (await approved(words, options, elevator, [])) === undefined) return notAllowed;
  const [pkexec = '', ...rest] = words;
  // The user may need time to type a password.
  const result = await elevator.run(pkexec, rest, { ...options, timeLimit: 600_000 });
  // 126: the user closed the dialog. 127: not authorized (pkexec(1)).
  if (result.exitCode === 126) return notAllowed;
  if (result.exitCode !== 127) return result;
  const [said = ''] = result.stderr.trim().split('\n');
  return declined(`pkexec did not run the command: ${said || 'not authorized'}. ${plain}`);
}

async function approved(
  words: readonly string[],
  { why }: RootOptions,
  { allowed, approve, prefix }: Elevator,
  more: readonly string[],
): Promise<string | undefined> {
  const line = shown(prefix, words);
  const key = line.join('\0');
  if (allowed.has(key)) return once;
  const command = commandLine(line);
  if (command === undefined) return undefined;
  const choice = await approve({ why, command, choices: [once, always, ...more] });
  if (choice === always) allowed.add(key);
  return choice;
}

function shown(prefix: readonly string[], words: readonly string[]): readonly string[] {
  const line = withPrefix(prefix, words);
  return 'words' in line ? line.words : words;
}

/**
 * What sudo and the shell print is translated, and a prefix does not pass on the environment. The programs of Postfix
 * need no such words: they do not call setlocale(3), so even their strerror(3) texts are English.
 */
function inEnglish(
  prefix: readonly string[],
  words: readonly [string, ...string[]],
): readonly [string, ...string[]] {
  return prefix.length === 0 ? words : ['env', 'LC_ALL=C', ...words];
}

/** True if the user needs no password, but may not run this command. */
function refuses({ end, exitCode, stderr }: RunResult): boolean {
  return end === 'exited' && exitCode === 1 && /^Sorry, user \S+ is not allowed to execute /.test(stderr);
}

/** True if there is no sudo where the command prefix leads. */
function isMissing({ end, exitCode, stdout, stderr }: RunResult): boolean {
  if (end !== 'exited' || exitCode === 0 || stdout !== '') return false;
  // sudo itself says the same about the command that it should run.
  return /^(?!sudo: ).*\bsudo\b.*(?:not found|No such file or directory)|: command not found: sudo$/m.test(
    stderr,
  );
}

/** True if sudo itself refused: all lines are its own, and the command has printed nothing. */
function needsPassword({ end, exitCode, stdout, stderr }: RunResult): boolean {
  if (end !== 'exited' || exitCode !== 1 || stdout !== '') return false;
  const lines = stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !/unable to resolve host/.test(line));
  return lines.length > 0 && lines.every((line) => /^(?:sudo|sudo-rs): /.test(line));
}

const notAllowed = declined();

function declined(reason?: string): RootResult {
  return { end: 'declined', stdout: '', stderr: '', ...(reason !== undefined && { reason }) };
}
