// A context for commands: real programs, and a user who selects the buttons that a test names.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { File } from '../../client/src/commands/context.ts';
import type { ControlContext, FileErrors } from '../../client/src/commands/control.ts';
import type { Elevation } from '../../client/src/postfix/elevation.ts';
import { Installation } from '../../client/src/postfix/installation.ts';
import type { Message } from '../../client/src/postfix/messages.ts';
import { type RunResult, run, stream } from '../../client/src/postfix/run.ts';
import type { IndexedTable, LookUpAnswer, TableUse, TableUsesResult } from '../../server/src/lsp/protocol.ts';

export interface Desk extends ControlContext {
  /** What the user saw, in order: `warning: text [Button] [Button]`, `told: text`, `picked from: hash, lmdb`. */
  readonly seen: string[];
  /** The last reported problems, by subject. */
  readonly reported: Map<string, readonly Message[]>;
  /** The programs that ran, with their arguments. */
  readonly ran: string[][];
  /** What commands wrote to the log. */
  readonly logged: string[];
}

export interface DeskOptions {
  /** The buttons and choices that the user selects, in order. After the last one, the user selects nothing. */
  readonly presses?: readonly string[];
  readonly uses?: Partial<TableUsesResult>;
  /** The tables of the configuration that need an index. */
  readonly tables?: readonly IndexedTable[];
  /** What the language server reads in the table. */
  readonly answer?: LookUpAnswer;
  readonly trusted?: boolean;
  readonly commandDirectory?: string;
  readonly isSuperuser?: boolean;
  readonly run?: typeof run;
  readonly elevation?: Elevation;
  readonly commandPrefix?: readonly string[];
  /** The environment variable PATH. If it is given, no other directory has sudo, pkexec, or a command prefix. */
  readonly path?: string;
  /** Files with unsaved changes. */
  readonly unsaved?: readonly File[];
  /** Errors in files, from the language server. */
  readonly errors?: readonly FileErrors[];
  /** Parameters that were changed and need a stop and a start. */
  readonly changedUntilRestart?: readonly string[];
  readonly checksBeforeReload?: boolean;
  /** The result of a command in a terminal, or a terminal that runs it. */
  readonly inTerminal?: Partial<RunResult> | ((words: readonly string[]) => Promise<Partial<RunResult>>);
}

export function desk({
  presses = [],
  uses,
  tables,
  answer,
  trusted = true,
  commandDirectory = '',
  isSuperuser = true,
  run: runs = run,
  elevation = 'ask',
  commandPrefix = [],
  path,
  unsaved = [],
  errors = [],
  changedUntilRestart = [],
  checksBeforeReload = false,
  inTerminal = { end: 'exited', exitCode: 0 },
}: DeskOptions = {}): Desk {
  const { PATH: ownPath = '' } = process.env;
  const seen: string[] = [];
  const ran: string[][] = [];
  const logged: string[] = [];
  const reported = new Map<string, readonly Message[]>();
  const left = [...presses];
  const press = (buttons: readonly string[]) => (buttons.includes(left[0] ?? '') ? left.shift() : undefined);
  const installation = new Installation({
    settings: () => ({ commandDirectory, commandPrefix, elevation }),
    path: () => path ?? ownPath,
    ...(path !== undefined && { usual: [] }),
    isTrusted: () => trusted,
    userId: isSuperuser ? 0 : 65534,
    run: async (program, args, options) => {
      ran.push([basename(program), ...args]);
      return runs(program, args, options);
    },
    stream: async (program, args, onChunk, options) => {
      ran.push([basename(program), ...args]);
      return stream(program, args, onChunk, options);
    },
    approve: async ({ command, choices }) => {
      seen.push(`asked: ${command}${choices.map((choice) => ` [${choice}]`).join('')}`);
      return press(choices);
    },
    runInTerminal: async (words) => {
      seen.push(`in a terminal: ${words.join(' ')}`);
      const result = typeof inTerminal === 'function' ? await inTerminal(words) : inTerminal;
      return { end: 'exited', stdout: '', stderr: '', ...result };
    },
  });
  return {
    seen,
    ran,
    logged,
    reported,
    ui: {
      tell: (text) => seen.push(`told: ${text}`),
      say: async (kind, text, ...buttons) => {
        seen.push(`${kind}: ${text}${buttons.map((button) => ` [${button}]`).join('')}`);
        return press(buttons);
      },
      pick: async (_, choices) => {
        seen.push(`picked from: ${choices.map(({ label }) => label).join(', ')}`);
        const label = left.shift();
        return choices.find((choice) => choice.label === label);
      },
      ask: async ({ title }) => {
        seen.push(`asked for: ${title}`);
        return left.shift();
      },
      show: async (uri, line) => {
        seen.push(`shown: ${basename(uri)}, line ${line + 1}`);
      },
      busy: (_, task) => task(new AbortController().signal),
      typeInTerminal: (line) => seen.push(`typed: ${line}`),
      showProblems: () => seen.push('problems shown'),
      openPage: (page) => seen.push(`page opened: ${page}`),
      showLog: () => seen.push('log shown'),
      manageTrust: () => seen.push('trust managed'),
      openSetting: (id) => seen.push(`setting opened: ${id}`),
    },
    problems: { report: (subject, messages) => reported.set(subject, messages) },
    isTrusted: () => trusted,
    findProgram: (name) => installation.findProgram(name),
    run: installation.run,
    stream: installation.stream,
    runAsRoot: (program, args, options) => installation.runAsRoot(program, args, options),
    isSuperuser: () => installation.isSuperuser(),
    tables: async () => tables,
    lookUp: async () => answer,
    isLocal: () => installation.isLocal(),
    unsavedIn: () => unsaved,
    errorsIn: () => errors,
    changedUntilRestart: () => changedUntilRestart,
    restarted: (directory) => seen.push(`restarted: ${directory}`),
    checksBeforeReload: () => checksBeforeReload,
    path: () => path ?? ownPath,
    fileOfPath: async (path) => fileAt(path, 'postfix-table'),
    log: (text) => logged.push(text),
    tableUses: async () => uses && { uses: [], defaultType: 'hash', ...uses },
  };
}

/** A file on disk that is open in an editor, optionally with unsaved text. */
export function fileAt(path: string, languageId: string, unsaved?: string): File {
  return {
    uri: `file://${path}`,
    name: basename(path),
    path,
    languageId,
    text: () => unsaved ?? readFileSync(path, 'utf8'),
    save: async () => {
      if (unsaved !== undefined) writeFileSync(path, unsaved);
      return true;
    },
  };
}

/** `transport_maps = hash:/etc/postfix/transport` */
export function use(parameter: string, type: string, path: string): TableUse {
  return { parameter, type, path, reference: `${type}:${path}` };
}
