// Finds the installed Postfix and runs its programs: an argument vector, never a shell; always `-c DIR`.
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
  /** `daemon_directory`: where master(8) and the services are. */
  readonly daemonDirectory: string;
  /** What `postconf -m` lists: `hash`, `lmdb`, `pcre`, … */
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
  /** The exit status; -1 when the program was ended by a signal. */
  readonly code: number;
}

export interface RunOptions {
  /** What the program reads from standard input; nothing unless given. */
  readonly input?: string | Uint8Array;
  /** How the output's bytes become text. `latin1` keeps each byte, for files that are not UTF-8. */
  readonly encoding?: 'utf8' | 'latin1';
}

/** Many: a program is done in milliseconds, or has seen an error and sleeps for a second before it exits. */
const concurrency = 64;

// Postfix's messages must not depend on the locale, nor its configuration on MAIL_CONFIG (postfix(1)).
export const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** The installed Postfix, looked for in PATH and the usual places for system programs, or undefined. */
export function findPostfix(): Postfix | undefined {
  memory.searched ??= { postfix: search() };
  return memory.searched.postfix;
}

// One search a test process: describe blocks ask while the file is being read, some thousand runs ask again.
const memory: { searched?: { readonly postfix: Postfix | undefined } } = {};

/**
 * `postconf -c DIR ARGS`. Reads main.cf and, for most options, master.cf, which it misses aloud (a warning)
 * when it is not there. With `-n` its answer has a `config_directory = DIR` that the file has not.
 *
 * Files younger than two seconds make it wait (dict.c, dict_load_file_xt): `withInstanceDirectory` and
 * `startPostfix` set their time back.
 */
export function postconf(dir: string, args: readonly string[], options?: RunOptions): Promise<RunResult> {
  return runProgram('postconf', dir, args, options);
}

/** `postmap -c DIR ARGS`: `['hash:/…/transport']` makes an index, `['-q', key, 'hash:/…']` reads it. */
export function postmap(dir: string, args: readonly string[], options?: RunOptions): Promise<RunResult> {
  return runProgram('postmap', dir, args, options);
}

/** `postalias -c DIR ARGS`. */
export function postalias(dir: string, args: readonly string[], options?: RunOptions): Promise<RunResult> {
  return runProgram('postalias', dir, args, options);
}

/** Runs one of Postfix's programs on a configuration directory; throws where Postfix is not installed. */
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
 * Why main.cf cannot be read; empty when it can. Without it no program knows where to log, and postfix(1)
 * says nothing where there is no terminal. postconf(1) reads the file with the same code (dict.c) and says
 * it.
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

/** Lets `limit` pieces of work run at a time, the others in the order of their coming. */
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
  // `-d` prints what is built in, so that a broken main.cf on this machine does not matter.
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
