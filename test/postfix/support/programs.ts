// Finds the installed Postfix and runs its programs, always with an argument vector instead of a shell, and with `-c
// DIR`.
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join, resolve } from 'node:path';
import { launch } from './launch';

/** An installed Postfix. */
export interface Postfix {
  /** `mail_version`, such as `3.7.11`. */
  readonly version: string;
  /** The absolute path of each program. */
  readonly programs: Readonly<Record<ProgramName, string>>;
  /** `daemon_directory`: where master(8) and the services are installed. */
  readonly daemonDirectory: string;
  /** The types that `postconf -m` lists: `hash`, `lmdb`, `pcre`, … */
  readonly tableTypes: readonly string[];
}

const programNames = [
  'postfix',
  'postconf',
  'postmap',
  'postalias',
  'postqueue',
  'postsuper',
  'master',
] as const;
export type ProgramName = (typeof programNames)[number];

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit status; -1 if a signal ended the program. */
  readonly code: number;
}

export interface RunOptions {
  /** What the program reads from standard input. The default is nothing. */
  readonly input?: string | Uint8Array;
  /** How to decode the output. `latin1` keeps each byte, for files that are not UTF-8. */
  readonly encoding?: 'utf8' | 'latin1';
}

/** The limit is high, because a program either ends within milliseconds or sleeps for a second before a fatal exit. */
const concurrency = 64;

// Postfix's messages must not depend on the locale, and its configuration must not depend on MAIL_CONFIG (postfix(1)).
export const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** The installed Postfix, found in PATH or the usual places for system programs, or undefined. */
export function findPostfix(): Postfix | undefined {
  memory.searched ??= { postfix: search() };
  return memory.searched.postfix;
}

// Each test process searches once, because describe blocks ask while the file is loaded and about a thousand runs ask
// again.
const memory: { searched?: { readonly postfix: Postfix | undefined } } = {};

/**
 * Runs `postconf -c DIR ARGS`. It reads main.cf and, for most options, master.cf. If master.cf does not exist, it
 * prints a warning. With `-n`, its output includes `config_directory = DIR`, which is not in the file.
 *
 * For files changed less than two seconds ago, it waits (dict.c, dict_load_file_xt): `withInstanceDirectory` and
 * `startPostfix` therefore set their time back.
 */
export function postconf(dir: string, args: readonly string[], options?: RunOptions): Promise<RunResult> {
  return runProgram('postconf', dir, args, options);
}

/** Runs `postmap -c DIR ARGS`: `['hash:/…/transport']` creates an index, `['-q', key, 'hash:/…']` reads it. */
export function postmap(dir: string, args: readonly string[], options?: RunOptions): Promise<RunResult> {
  return runProgram('postmap', dir, args, options);
}

/** Runs `postalias -c DIR ARGS`. */
export function postalias(dir: string, args: readonly string[], options?: RunOptions): Promise<RunResult> {
  return runProgram('postalias', dir, args, options);
}

/** Runs one of Postfix's programs on a configuration directory. Throws if Postfix is not installed. */
export function runProgram(
  name: ProgramName,
  dir: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<RunResult> {
  const postfix = findPostfix();
  if (!postfix) throw new Error('Postfix is not installed');
  return run(postfix.programs[name], ['-c', resolve(dir), ...args], options);
}

/**
 * Why main.cf cannot be read; empty if it can. Without main.cf, programs do not know where to log, and postfix(1)
 * prints nothing if there is no terminal. postconf(1) reads the file with the same code (dict.c) and prints the error.
 */
export async function whyUnreadable(dir: string): Promise<string> {
  const { code, stderr } = await postconf(dir, ['-n']);
  return code === 0 ? '' : stderr;
}

function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { encoding = 'utf8', input = '' } = options;
  return inTurn(async () => {
    const { stdout, stderr, code } = await launch({ file, args, env: environment, input });
    return {
      stdout: Buffer.from(stdout).toString(encoding),
      stderr: Buffer.from(stderr).toString(encoding),
      code,
    };
  });
}

const inTurn = turnstile(concurrency);

/** Runs at most `limit` tasks at a time. The others wait in the order of their arrival. */
function turnstile(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((enter) => waiting.push(enter));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

/** The absolute path of a program in PATH or the usual places for system programs. */
export function findProgram(name: string): string | undefined {
  const folders = [
    ...(process.env.PATH ?? '').split(':'),
    '/usr/sbin',
    '/usr/local/sbin',
    '/opt/postfix/sbin',
  ];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function search(): Postfix | undefined {
  const postconf = findProgram('postconf');
  if (!postconf) return undefined;
  // `-d` prints built-in values, so a broken main.cf on this host does not matter.
  const ask = (...args: string[]) =>
    execFileSync(postconf, args, { encoding: 'utf8', env: environment }).trim();
  const builtIn = (parameter: string) => ask('-d', '-h', '-x', parameter);
  const folder = builtIn('command_directory');
  const programs = Object.fromEntries(programNames.map((name) => [name, join(folder, name)]));
  const daemonDirectory = builtIn('daemon_directory');
  programs.master = join(daemonDirectory, 'master');
  if (!Object.values(programs).every(isExecutable)) return undefined;
  return {
    version: builtIn('mail_version'),
    programs: programs as Record<ProgramName, string>,
    daemonDirectory,
    tableTypes: ask('-m').split('\n'),
  };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
