// The Postfix whose programs the extension runs: on this host, or through a command prefix.

import { basename, join } from 'node:path';
import { type Approval, type Elevation, elevate, type RootOptions, type RootResult } from './elevation.ts';
import { withPrefix } from './prefix.ts';
import { type Finding, findProgram, type ProgramName, searchProgram, usualDirectories } from './programs.ts';
import type { Run, RunOptions, RunResult, Stream } from './run.ts';

/** How commands find and run programs. */
export interface Programs {
  findProgram(name: ProgramName): Promise<Finding>;
  /** Runs a program as the user. Nothing runs in a workspace that the user does not trust. */
  readonly run: Run;
  /** The same for a program with a large output. */
  readonly stream: Stream;
  /** Runs a program as the superuser, after the user has seen and allowed the command. */
  runAsRoot(program: string, args: readonly string[], options: RootOptions): Promise<RootResult>;
  isSuperuser(): Promise<boolean>;
  /** The programs run on this host, so its files are those of Postfix. */
  isLocal(): boolean;
}

export interface InstallationSettings {
  readonly commandDirectory: string;
  readonly commandPrefix: readonly string[];
  readonly elevation: Elevation;
}

/** What an installation needs from its surroundings. */
export interface InstallationHost {
  /** The settings at the moment of the call. */
  settings(): InstallationSettings;
  /** The environment variable PATH. */
  path(): string;
  /** Where to search for sudo, pkexec, and the program of a prefix after PATH, if not in the usual directories. */
  readonly usual?: readonly string[];
  /** Checked each time before a program starts. */
  isTrusted(): boolean;
  /** Undefined on a system without user IDs. */
  readonly userId: number | undefined;
  readonly run: Run;
  readonly stream: Stream;
  /** Shows the exact command. Resolves to how it may run, or undefined if the user does not allow it. */
  approve(approval: Approval): Promise<string | undefined>;
  /** Runs a command in a terminal in which it can ask for a password. The signal ends it. */
  runInTerminal(words: readonly string[], problemMatcher?: string, signal?: AbortSignal): Promise<RunResult>;
}

const PROBE: RunOptions = { timeLimit: 10_000 };

export class Installation implements Programs {
  /** `command_directory` where the command prefix leads, by prefix. */
  private readonly remote = new Map<string, Promise<Finding>>();
  private readonly superuser = new Map<string, Promise<boolean>>();
  /** The commands that the user allowed for this session. */
  private readonly allowed = new Set<string>();

  constructor(private readonly host: InstallationHost) {}

  /** Forgets what was found, because the host may have changed. */
  refresh(): void {
    this.remote.clear();
    this.superuser.clear();
  }

  readonly run: Run = (program, args, options) =>
    this.start(program, args, (words) => this.host.run(words.program, words.args, options));

  readonly stream: Stream = (program, args, onChunk, options) =>
    this.start(program, args, (words) => this.host.stream(words.program, words.args, onChunk, options));

  async findProgram(name: ProgramName): Promise<Finding> {
    const { commandDirectory, commandPrefix } = this.host.settings();
    const path = this.host.path();
    if (commandPrefix.length === 0) return findProgram(name, { commandDirectory, path, run: this.run });
    if (commandDirectory !== '') return { found: true, path: join(commandDirectory, name) };
    const key = commandPrefix.join('\0');
    const found = this.remote.get(key) ?? this.findRemote();
    this.remote.set(key, found);
    const directory = await found;
    if (!directory.found) this.remote.delete(key);
    return directory.found ? { found: true, path: join(directory.path, name) } : directory;
  }

  isLocal(): boolean {
    return this.host.settings().commandPrefix.length === 0;
  }

  async isSuperuser(): Promise<boolean> {
    const { commandPrefix } = this.host.settings();
    if (commandPrefix.length === 0) return this.host.userId === 0;
    const key = commandPrefix.join('\0');
    const known =
      this.superuser.get(key) ?? this.run('id', ['-u'], PROBE).then(({ stdout }) => stdout.trim() === '0');
    this.superuser.set(key, known);
    return known;
  }

  async runAsRoot(program: string, args: readonly string[], options: RootOptions): Promise<RootResult> {
    const { commandPrefix, elevation } = this.host.settings();
    if (await this.isSuperuser()) return this.run(program, args, options);
    return elevate([program, ...args], options, {
      elevation,
      prefix: commandPrefix,
      allowed: this.allowed,
      find: async (name) => {
        if (commandPrefix.length > 0) return name;
        const finding = await searchProgram(name, this.host.path(), this.host.usual);
        return finding.found ? finding.path : undefined;
      },
      run: this.run,
      approve: (approval) => this.host.approve(approval),
      runInTerminal: (words) => this.host.runInTerminal(words, options.problemMatcher, options.signal),
    });
  }

  /** The directory of the programs where the prefix leads. */
  private async findRemote(): Promise<Finding> {
    let reason: string | undefined;
    for (const directory of usualDirectories) {
      const result = await this.run(join(directory, 'postconf'), ['-dh', 'command_directory'], PROBE);
      const path = result.stdout.trim();
      if (result.exitCode === 0 && path !== '') return { found: true, path };
      reason ??= result.reason ?? result.stderr.trim().split('\n').at(-1);
    }
    return { found: false, directories: usualDirectories, ...(reason && { reason }) };
  }

  private async start(
    program: string,
    args: readonly string[],
    spawn: (words: { readonly program: string; readonly args: readonly string[] }) => Promise<RunResult>,
  ): Promise<RunResult> {
    const notStarted = (reason: string): RunResult => ({
      end: 'not-started',
      stdout: '',
      stderr: '',
      reason,
    });
    const { commandPrefix } = this.host.settings();
    const prefixed = withPrefix(commandPrefix, [program, ...args]);
    if (!('words' in prefixed)) return notStarted(prefixed.reason);
    const [first = '', ...rest] = prefixed.words;
    let path = first;
    if (commandPrefix.length > 0) {
      const finding = await searchProgram(first, this.host.path(), this.host.usual);
      if (!finding.found) return notStarted(`${first} was not found on this host.`);
      path = finding.path;
    }
    if (!this.host.isTrusted()) return notStarted('This workspace is not trusted.');
    return spawn({ program: path, args: rest });
  }
}

/** `postfix reload`, for a title. */
export function shortName(words: readonly string[]): string {
  const [program = '', ...args] = words;
  return [basename(program), ...args.filter((_, i) => args[i] !== '-c' && args[i - 1] !== '-c')].join(' ');
}
