// What commands say when something fails, and that they leave files as they were: a main.cf that Postfix cannot read, a
// program that is killed, and a command that is canceled half-way. Other tests show what happens without Postfix, without
// permissions, and on a full disk.
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compareWithRunning } from '../../client/src/commands/compare.ts';
import type { File } from '../../client/src/commands/context.ts';
import {
  checkPostfix,
  flushQueue,
  reloadPostfix,
  showStatus,
  startPostfix,
  stopPostfix,
} from '../../client/src/commands/control.ts';
import {
  changeSelected,
  flushSelected,
  requeueEverything,
  showHeaders,
} from '../../client/src/commands/queue.ts';
import { describePostfix } from '../postfix/support/describe';
import { withInstanceDirectory } from '../postfix/support/directory';
import { standardMasterCf } from '../postfix/support/instance';
import { whenChanged } from '../support/waiting.ts';
import { type Desk, type DeskOptions, desk, fileAt } from './desk.ts';
import { type QueueDeskOptions, queueDesk } from './queue-desk.ts';
import { settingsDesk } from './settings-desk.ts';

const files = {
  'main.cf': 'queue_directory = /nowhere\nbroken\n',
  'master.cf': standardMasterCf,
  t: 'key value\n',
};

async function contents(directory: string): Promise<Record<string, string>> {
  const names = await readdir(directory);
  const texts = names.map(async (name) => [name, await readFile(join(directory, name), 'latin1')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

/** Runs a command for a directory, and checks that the directory is as it was. */
async function unchanged(
  text: Readonly<Record<string, string>>,
  perform: (directory: string, main: File) => Promise<readonly string[]>,
): Promise<{ readonly seen: readonly string[]; readonly directory: string }> {
  return withInstanceDirectory(text, async (directory) => {
    const before = await contents(directory);
    const seen = await perform(directory, fileAt(join(directory, 'main.cf'), 'postfix-main'));
    expect(await contents(directory)).toEqual(before);
    return { seen, directory };
  });
}

const controls = {
  check: checkPostfix,
  reload: reloadPostfix,
  start: startPostfix,
  stop: stopPostfix,
  status: showStatus,
  flush: flushQueue,
} as const;
type Control = keyof typeof controls;

async function control(name: Control, main: File, options: DeskOptions = {}): Promise<Desk> {
  const at = desk({ presses: ['Stop'], ...options });
  await controls[name](at, main);
  return at;
}

const selection = (directory: string) => ({
  owner: { directory, isDefault: false },
  ids: ['ABCDEF1', 'ABCDEF2'],
  withOtherDomains: 0,
});
const queueCommands = {
  requeue: (options: QueueDeskOptions, directory: string) =>
    withQueue(options, (at) => changeSelected(at, 'requeue', selection(directory))),
  delete: (options: QueueDeskOptions, directory: string) =>
    withQueue(options, (at) => changeSelected(at, 'delete', selection(directory))),
  'requeue all': (options: QueueDeskOptions, directory: string) =>
    withQueue(options, (at) => requeueEverything(at, selection(directory).owner)),
  flush: (options: QueueDeskOptions, directory: string) =>
    withQueue(options, (at) => flushSelected(at, selection(directory))),
  headers: (options: QueueDeskOptions, directory: string) =>
    withQueue(options, (at) => showHeaders(at, selection(directory).owner, 'ABCDEF1')),
} as const;
type QueueCommand = keyof typeof queueCommands;

async function withQueue(
  options: QueueDeskOptions,
  perform: (at: ReturnType<typeof queueDesk>) => Promise<void>,
): Promise<readonly string[]> {
  const at = queueDesk(options);
  await perform(at);
  return at.seen.filter((line) => !line.startsWith('sure?') && line !== 'refreshed');
}

describePostfix('a main.cf that Postfix cannot read', () => {
  const said = (directory: string) =>
    `${directory}/main.cf, line 2: missing '=' after attribute name: "broken"`;
  const expected: Record<Control, (directory: string) => string> = {
    check: (at) =>
      `error: Postfix cannot read the configuration: postmap: fatal: ${said(at)} [Show Problems] [Show Log]`,
    reload: (at) =>
      `error: Postfix was not reloaded, because it cannot read the configuration: postmap: fatal: ${said(at)} [Show Problems] [Show Log]`,
    start: (at) =>
      `error: Postfix was not started, because it cannot read the configuration: postmap: fatal: ${said(at)} [Show Problems] [Show Log]`,
    stop: (at) => `error: postfix stop failed: postmap: fatal: ${said(at)}. [Show Problems] [Show Log]`,
    status: (at) =>
      `error: Postfix cannot read its configuration, so it does not say whether it is running: postconf: fatal: ${said(at)} [Show Problems] [Show Log]`,
    flush: (at) => `error: The queue of ${at} was not flushed: postqueue: fatal: ${said(at)}. [Show Log]`,
  };
  test.each(Object.keys(controls) as Control[])('is named with its line: %s', async (name) => {
    const { seen, directory } = await unchanged(files, async (_, main) => (await control(name, main)).seen);
    expect(seen.at(-1)).toBe(expected[name](directory));
  });

  describe.sequential('in a command for the queue', () => {
    const inQueue: Record<QueueCommand, string> = {
      requeue: 'Postfix could not requeue 2 messages: SAID.',
      delete: 'Postfix could not delete 2 messages: SAID.',
      'requeue all': 'Postfix could not requeue the messages: SAID.',
      flush: 'Flushed 0 messages of 2: SAID.',
      headers: 'The headers of ABCDEF1 cannot be read: SAID.',
    };
    test.each(Object.keys(queueCommands) as QueueCommand[])('is named: %s', async (name) => {
      const script = 'exec "/usr/sbin/${0##*/}" "$@"';
      const { seen, directory } = await unchanged(files, (at) => queueCommands[name]({ script }, at));
      expect(seen).toEqual([`error: ${inQueue[name].replace('SAID', said(directory))} [Show Log]`]);
    });
  });

  test('is named by a comparison with what Postfix reads', async () => {
    const { seen, directory } = await unchanged(files, async (_, main) => {
      const context = settingsDesk({ files: { 'main.cf': files['main.cf'] } });
      const real = desk();
      await compareWithRunning({ ...context, findProgram: real.findProgram, run: real.run }, main);
      return context.seen;
    });
    expect(seen).toEqual([
      `error: Postfix cannot read the configuration in ${directory}: postconf: fatal: ${said(directory)} [Show Log]`,
    ]);
  });
});

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A directory with programs that do the same, whatever they are asked, and with the real postconf and postmap. */
function fakes(names: readonly string[], script: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'failures-'));
  folders.push(directory);
  for (const name of ['postconf', 'postmap']) symlinkSync(`/usr/sbin/${name}`, join(directory, name));
  for (const name of names) writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return directory;
}

const readable = { ...files, 'main.cf': 'queue_directory = /nowhere\n' };
const queuePrograms = ['postsuper', 'postqueue', 'postcat'];

describePostfix('a program that is killed', () => {
  const programs = ['postfix', ...queuePrograms];
  const kill = 'kill -9 $$';
  const terminal = 'Run it in a terminal to see more details. [Open Terminal]';
  const expected: Partial<Record<Control, string>> = {
    check: `error: postfix check failed: it was terminated by the signal SIGKILL. ${terminal}`,
    start: `error: postfix start failed: it was terminated by the signal SIGKILL. ${terminal}`,
    flush: 'error: The queue of DIRECTORY was not flushed: postqueue was terminated by SIGKILL. [Show Log]',
  };
  test.each(Object.entries(expected) as [Control, string][])('is named: postfix %s', async (name, text) => {
    const commandDirectory = fakes(programs, kill);
    const { seen, directory } = await unchanged(
      readable,
      async (_, main) => (await control(name, main, { commandDirectory })).seen,
    );
    expect(seen.at(-1)).toBe(text.replace('DIRECTORY', directory));
  });

  describe.sequential('in a command for the queue', () => {
    const inQueue: Record<QueueCommand, string> = {
      requeue: 'Postfix could not requeue 2 messages: postsuper was terminated by SIGKILL.',
      delete: 'Postfix could not delete 2 messages: postsuper was terminated by SIGKILL.',
      'requeue all': 'Postfix could not requeue the messages: postsuper was terminated by SIGKILL.',
      flush: 'Flushed 0 messages of 2: postqueue was terminated by SIGKILL.',
      headers: 'The headers of ABCDEF1 cannot be read: postcat was terminated by SIGKILL.',
    };
    test.each(Object.entries(inQueue) as [QueueCommand, string][])('is named: %s', async (name, text) => {
      const { seen } = await unchanged(readable, (at) => queueCommands[name]({ script: kill }, at));
      expect(seen).toEqual([`error: ${text} [Show Log]`]);
    });
  });
});

/** Cancels what a desk is busy with, as soon as a program has written a file. */
function canceling<T extends Desk | ReturnType<typeof queueDesk>>(at: T, folder: string): T {
  const busy: T['ui']['busy'] = async (_, task) => {
    const controller = new AbortController();
    const result = task(controller.signal);
    await whenChanged(
      folder,
      async () => existsSync(join(folder, 'started')) || undefined,
      async () => 'the program did not start',
    );
    controller.abort();
    return result;
  };
  return { ...at, ui: { ...at.ui, busy } };
}

describePostfix('a command that is canceled half-way', () => {
  test.each(['check', 'start'] as const)('says so: postfix %s', async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'failures-'));
    folders.push(folder);
    const commandDirectory = fakes(['postfix'], `: > ${folder}/started; exec sleep 600`);
    const { seen } = await unchanged(readable, async (_, main) => {
      const at = desk({ commandDirectory });
      await controls[name](canceling(at, folder), main);
      return at.seen;
    });
    expect(seen).toEqual([`told: postfix ${name} was canceled`]);
  });

  describe.sequential('in the queue', () => {
    const inQueue = {
      requeue:
        'Postfix could not requeue 2 messages: you canceled the command. Before that, it was done for 1 message.',
      delete:
        'Postfix could not delete 2 messages: you canceled the command. Before that, it was done for 1 message.',
    } as const;
    test.each(Object.entries(inQueue))('says how far it came: %s', async (name, text) => {
      const folder = mkdtempSync(join(tmpdir(), 'failures-'));
      folders.push(folder);
      const done = name === 'requeue' ? 'requeued' : 'removed';
      // postsuper exits without a summary when it gets the signal (postsuper.c).
      const script = `echo "postsuper: ABCDEF1: ${done}" >&2; : > ${folder}/started; exec sleep 600`;
      const { seen } = await unchanged(readable, async (directory) => {
        const at = queueDesk({ script });
        await changeSelected(canceling(at, folder), name as 'requeue' | 'delete', selection(directory));
        return at.seen;
      });
      expect(seen.filter((line) => !line.startsWith('sure?'))).toEqual([
        `error: ${text} [Show Log]`,
        'refreshed',
      ]);
    });
  });
});
