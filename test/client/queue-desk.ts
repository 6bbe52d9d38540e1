// A context for the commands of the queue view: programs that record what they receive, and a user who gives the answers
// of a test.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { QueueContext } from '../../client/src/commands/queue.ts';
import { type DeskOptions, desk } from './desk.ts';

export interface QueueDesk extends QueueContext {
  readonly seen: string[];
  readonly ran: string[][];
  /** What the last program read from standard input. */
  input(): string;
}

export interface QueueDeskOptions extends Omit<DeskOptions, 'commandDirectory'> {
  /** The answers to questions. */
  readonly sure?: boolean;
  /** Shell commands that each program runs. */
  readonly script?: string;
  /** Shell commands that sudo runs. */
  readonly sudo?: string;
  /** For the programs. By default a folder that is removed after the test, which cannot run beside another one. */
  readonly folder?: string;
}

export function queueDesk({
  sure = true,
  script = 'exit 0',
  sudo,
  folder,
  ...options
}: QueueDeskOptions = {}): QueueDesk {
  const directory = folder ?? mkdtempSync(join(tmpdir(), 'queue-'));
  if (folder === undefined) onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const name of ['postsuper', 'postqueue', 'postcat']) {
    const path = join(directory, name);
    writeFileSync(path, `#!/bin/sh\ncat > ${directory}/input\n${script}\n`);
    chmodSync(path, 0o755);
  }
  if (sudo !== undefined) writeFileSync(join(directory, 'sudo'), `#!/bin/sh\n${sudo}\n`, { mode: 0o755 });
  const base = desk({
    ...options,
    commandDirectory: directory,
    ...(sudo !== undefined && { path: directory }),
  });
  const { seen } = base;
  return {
    ...base,
    confirm: async (question, detail, button) => {
      seen.push(`sure? ${question} ${detail} [${button}]`);
      return sure;
    },
    refresh: async () => void seen.push('refreshed'),
    showText: async (name, text) => void seen.push(`shown: ${name}: ${text}`),
    saveTemporary: async (text) => {
      seen.push(`saved: ${text.split('\n').length - 1} lines`);
      return '/tmp/postfix-queue-x/ids';
    },
    input: () => readFileSync(join(directory, 'input'), 'utf8'),
  };
}
