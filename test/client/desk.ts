// A context for commands: real programs, and a user who selects the buttons that a test names.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { CommandContext, File } from '../../client/src/commands/context.ts';
import type { Message } from '../../client/src/postfix/messages.ts';
import { findProgram } from '../../client/src/postfix/programs.ts';
import { run } from '../../client/src/postfix/run.ts';
import type { TableUse, TableUsesResult } from '../../server/src/lsp/protocol.ts';

export interface Desk extends CommandContext {
  /** What the user saw, in order: `warning: text [Button] [Button]`, `told: text`, `picked from: hash, lmdb`. */
  readonly seen: string[];
  /** The last reported problems, by subject. */
  readonly reported: Map<string, readonly Message[]>;
  /** The programs that ran, with their arguments. */
  readonly ran: string[][];
}

export interface DeskOptions {
  /** The buttons and choices that the user selects, in order. After the last one, the user selects nothing. */
  readonly presses?: readonly string[];
  readonly uses?: Partial<TableUsesResult>;
  readonly trusted?: boolean;
  readonly commandDirectory?: string;
  readonly isSuperuser?: boolean;
  readonly run?: typeof run;
}

export function desk({
  presses = [],
  uses,
  trusted = true,
  commandDirectory = '',
  isSuperuser = true,
  run: runs = run,
}: DeskOptions = {}): Desk {
  const seen: string[] = [];
  const ran: string[][] = [];
  const reported = new Map<string, readonly Message[]>();
  const left = [...presses];
  return {
    seen,
    ran,
    reported,
    ui: {
      tell: (text) => seen.push(`told: ${text}`),
      say: async (kind, text, ...buttons) => {
        seen.push(`${kind}: ${text}${buttons.map((button) => ` [${button}]`).join('')}`);
        return buttons.includes(left[0] ?? '') ? left.shift() : undefined;
      },
      pick: async (_, choices) => {
        seen.push(`picked from: ${choices.map(({ label }) => label).join(', ')}`);
        const label = left.shift();
        return choices.find((choice) => choice.label === label);
      },
      busy: (_, task) => task(new AbortController().signal),
      typeInTerminal: (line) => seen.push(`typed: ${line}`),
      showProblems: () => seen.push('problems shown'),
      showLog: () => seen.push('log shown'),
      manageTrust: () => seen.push('trust managed'),
      openSetting: (id) => seen.push(`setting opened: ${id}`),
    },
    problems: { report: (subject, messages) => reported.set(subject, messages) },
    isTrusted: () => trusted,
    findProgram: (name) => findProgram(name, { commandDirectory, path: process.env.PATH ?? '', run }),
    run: async (program, args, options) => {
      ran.push([basename(program), ...args]);
      return runs(program, args, options);
    },
    tableUses: async () => uses && { uses: [], defaultType: 'hash', ...uses },
    isSuperuser,
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
