// What commands say when something fails, and that they leave files as they were: no Postfix, a main.cf that Postfix
// cannot read, a program that is killed, and a command that is canceled halfway. Other tests show what happens without
// permissions, and on a full disk.
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir, readFile, stat, utimes } from 'node:fs/promises';
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
import { indexAll, indexSaved, newaliases } from '../../client/src/commands/index-tables.ts';
import { lookUpKey } from '../../client/src/commands/look-up.ts';
import { postmap } from '../../client/src/commands/postmap.ts';
import {
  changeSelected,
  flushSelected,
  requeueEverything,
  showHeaders,
} from '../../client/src/commands/queue.ts';
import { describePostfix } from '../postfix/support/describe';
import { withInstanceDirectory } from '../postfix/support/directory';
import { standardMasterCf, withPostfix } from '../postfix/support/instance';
import { whenChanged } from '../support/waiting.ts';
import { type Desk, type DeskOptions, desk, fileAt, use } from './desk.ts';
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
  const at = queueDesk({ ...options, folder: newFolder() });
  await perform(at);
  return at.seen.filter((line) => !line.startsWith('sure?') && line !== 'refreshed');
}

/** An alias table and another one, each with an index that is older than the table. */
interface SomeTables {
  readonly directory: string;
  readonly options: DeskOptions;
}

type PerformOnTables = (at: Desk, directory: string) => Promise<unknown>;
const tableAt = (directory: string) => fileAt(join(directory, 't'), 'postfix-table');
const aliasesAt = (directory: string) => fileAt(join(directory, 'aliases'), 'postfix-aliases');
const mainOf = (directory: string) => fileAt(join(directory, 'main.cf'), 'postfix-main');
const tableCommands = {
  postmap: (at, directory) => postmap(at, tableAt(directory)),
  postalias: (at, directory) => postmap(at, aliasesAt(directory), { program: 'postalias' }),
  newaliases: (at, directory) => newaliases(at, mainOf(directory)),
  indexAll: (at, directory) => indexAll(at, mainOf(directory)),
  'index on save': (at, directory) => indexSaved(at, tableAt(directory)),
  lookUpKey: (at, directory) => lookUpKey(at, tableAt(directory), '', async () => false),
} as const satisfies Record<string, PerformOnTables>;
type TableCommand = keyof typeof tableCommands;
const tableCommandNames = Object.keys(tableCommands) as TableCommand[];

/** Checks that nothing in the directory changes. */
async function withTables(perform: (tables: SomeTables) => Promise<void>): Promise<void> {
  const texts = { 'main.cf': 'compatibility_level = 3.6\n', t: 'key value\n', aliases: 'key: value\n' };
  await withInstanceDirectory(texts, async (directory) => {
    const [t, aliases] = [join(directory, 't'), join(directory, 'aliases')];
    await postmap(desk({ uses: { uses: [use('transport_maps', 'hash', t)] } }), tableAt(directory));
    await postmap(desk({ uses: { uses: [use('alias_maps', 'hash', aliases)] } }), aliasesAt(directory));
    for (const index of [`${t}.db`, `${aliases}.db`]) await utimes(index, 1, 1);
    const options: DeskOptions = {
      uses: { uses: [use('transport_maps', 'hash', t)], configDirectory: directory },
      tables: [
        { path: t, type: 'hash', isAlias: false, isAliasDatabase: false, parameters: ['transport_maps'] },
        { path: aliases, type: 'hash', isAlias: true, isAliasDatabase: true, parameters: ['alias_maps'] },
      ],
      presses: ['key'],
    };
    const times = async () =>
      Promise.all([`${t}.db`, `${aliases}.db`].map(async (index) => (await stat(index)).mtimeMs));
    const before = [await contents(directory), await times()];
    await perform({ directory, options });
    expect([await contents(directory), await times()]).toEqual(before);
  });
}

describePostfix('without Postfix', () => {
  const missing = (program: string) =>
    `information: ${program} was not found in /nowhere. You can edit and check the configuration without it. [Open Settings]`;
  const commandDirectory = '/nowhere';

  test.each(Object.keys(controls) as Control[])('a command says so: postfix %s', async (name) => {
    const { seen } = await unchanged(
      readable,
      async (_, main) => (await control(name, main, { commandDirectory })).seen,
    );
    expect(seen).toEqual([missing('postfix')]);
  });

  test.each(tableCommandNames)('a command says so: %s', async (name) => {
    await withTables(async ({ directory, options }) => {
      const at = desk({ ...options, commandDirectory });
      await tableCommands[name](at, directory);
      expect(at.seen).toEqual([missing(/alias/.test(name) ? 'postalias' : 'postmap')]);
    });
  });

  test('a comparison with what Postfix reads says so', async () => {
    const context = settingsDesk({ files: { 'main.cf': readable['main.cf'] } });
    const { findProgram } = desk({ commandDirectory });
    await compareWithRunning({ ...context, findProgram }, fileAt('/x/main.cf', 'postfix-main', ''));
    expect(context.seen).toEqual([missing('postconf')]);
  });
});

describePostfix('a main.cf that Postfix cannot read', () => {
  const said = (directory: string) =>
    `${directory}/main.cf, line 2: missing '=' after attribute name: "broken"`;
  const expected: Record<Control, (directory: string) => string> = {
    check: (at) =>
      `error: Postfix cannot read the configuration: postmap: fatal: ${said(at)} [Show Problems] [Explain] [Show Log]`,
    reload: (at) =>
      `error: Postfix was not reloaded, because it cannot read the configuration: postmap: fatal: ${said(at)} [Show Problems] [Explain] [Show Log]`,
    start: (at) =>
      `error: Postfix was not started, because it cannot read the configuration: postmap: fatal: ${said(at)} [Show Problems] [Explain] [Show Log]`,
    stop: (at) =>
      `error: Postfix may still be running, because postfix stop cannot read the configuration: postmap: fatal: ${said(at)} [Show Problems] [Explain] [Show Log]`,
    status: (at) =>
      `error: Postfix cannot read its configuration, so it is unknown whether Postfix is running: postconf: fatal: ${said(at)} [Show Problems] [Explain] [Show Log]`,
    flush: (at) => `error: The queue of ${at} was not flushed: postqueue: fatal: ${said(at)}. [Show Log]`,
  };
  test.each(Object.keys(controls) as Control[])('is named with its line: %s', async (name) => {
    const { seen, directory } = await unchanged(files, async (_, main) => (await control(name, main)).seen);
    expect(seen.at(-1)).toBe(expected[name](directory));
  });

  test('and a master.cf are named with their lines by postfix status', async () => {
    const broken = { ...readable, 'master.cf': `${standardMasterCf}smtp inet n - n\n` };
    const line = broken['master.cf'].split('\n').length - 1;
    const { seen, directory } = await unchanged(broken, async (_, main) => {
      const at = await control('status', main);
      expect(at.reported.get(join(main.path ?? '', '..'))).toMatchObject([
        { file: main.path?.replace('main.cf', 'master.cf'), line },
      ]);
      return at.seen;
    });
    expect(seen.at(-1)).toBe(
      `error: Postfix cannot read its configuration, so it is unknown whether Postfix is running: postconf: fatal: ${directory}/master.cf, line ${line}: bad field count [Show Problems] [Explain] [Show Log]`,
    );
  });

  describe.sequential('in a command for the queue', () => {
    const inQueue: Record<QueueCommand, string> = {
      requeue: 'Postfix could not requeue 2 messages: SAID.',
      delete: 'Postfix could not delete 2 messages: SAID.',
      'requeue all': 'Postfix could not requeue the messages: SAID.',
      flush: 'Flushed none of the 2 messages: SAID.',
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

/** Removed after the last test: these tests run beside each other. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'failures-'));
  folders.push(folder);
  return folder;
}

/** A directory with programs that do the same for all arguments, and with the real postconf and postmap. */
function fakes(names: readonly string[], script: string): string {
  const directory = newFolder();
  for (const name of ['postconf', 'postmap']) symlinkSync(`/usr/sbin/${name}`, join(directory, name));
  for (const name of names) writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return directory;
}

/** The same for postmap and postalias. */
function fakeTablePrograms(script: string): string {
  const directory = newFolder();
  symlinkSync('/usr/sbin/postconf', join(directory, 'postconf'));
  for (const name of ['postmap', 'postalias'])
    writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return directory;
}

/** Part of a script: leaves an incomplete index. */
const overwrite = 'for last; do :; done; echo broken > "${last#*:}.db"';

/** Part of a script: the real postconf, unless it lists what main.cf or master.cf sets. */
const unlessListing = 'case $3 in -n|-M) ;; *) exec /usr/sbin/postconf "$@";; esac\n';

/** What the command for the state says. */
async function stateOf(directory: string): Promise<string | undefined> {
  const at = desk();
  await showStatus(at, mainOf(directory));
  return at.seen.at(-1);
}

const readable = { ...files, 'main.cf': 'queue_directory = /nowhere\n' };
const queuePrograms = ['postsuper', 'postqueue', 'postcat'];

describePostfix('a program that is killed', () => {
  const programs = ['postfix', ...queuePrograms];
  const kill = 'kill -9 $$';
  const terminal = 'Run it in a terminal to see more details. [Open Terminal]';
  const expected: Partial<Record<Control, (directory: string) => string>> = {
    check: () => `error: postfix check failed: it was terminated by the signal SIGKILL. ${terminal}`,
    start: () => `error: postfix start failed: it was terminated by the signal SIGKILL. ${terminal}`,
    flush: (at) =>
      `error: The queue of ${at} was not flushed: postqueue was terminated by SIGKILL. [Show Log]`,
  };
  test.each(Object.keys(expected) as Control[])('is named: postfix %s', async (name) => {
    const commandDirectory = fakes(programs, kill);
    const { seen, directory } = await unchanged(
      readable,
      async (_, main) => (await control(name, main, { commandDirectory })).seen,
    );
    expect(seen.at(-1)).toBe(expected[name]?.(directory));
  });

  test.each(['reload', 'stop'] as const)('is named, and Postfix still runs: postfix %s', async (name) => {
    await withPostfix({ mainCf: 'compatibility_level = 3.6\n' }, async ({ directory }) => {
      const before = await contents(directory);
      const { seen } = await control(name, mainOf(directory), { commandDirectory: fakes(programs, kill) });
      const state = name === 'stop' ? 'Postfix is still running, because ' : '';
      const text = `${state}postfix ${name} failed: it was terminated by the signal SIGKILL.`;
      expect(seen.at(-1)).toBe(`error: ${text} ${terminal}`);
      expect(await contents(directory)).toEqual(before);
      expect(await stateOf(directory)).toContain(' is running with');
    });
  });

  test('is named: postfix status', async () => {
    // Through a prefix, only postfix status can tell.
    const options = { commandDirectory: fakes(programs, kill), commandPrefix: ['/usr/bin/env'] };
    const { seen } = await unchanged(
      readable,
      async (_, main) => (await control('status', main, options)).seen,
    );
    const text = 'postfix status failed: it was terminated by the signal SIGKILL.';
    expect(seen.at(-1)).toBe(`error: ${text} [Show Log]`);
  });

  test.each(Object.keys(controls) as Control[])(
    'is named, and no other one runs: postconf, before postfix %s',
    async (name) => {
      const commandDirectory = newFolder();
      for (const program of ['postconf', 'postmap', ...programs])
        writeFileSync(join(commandDirectory, program), `#!/bin/sh\n${kill}\n`, { mode: 0o755 });
      const { seen } = await unchanged(readable, async (_, main) => {
        const at = await control(name, main, { commandDirectory });
        expect(new Set(at.ran.map(([program]) => program))).toEqual(new Set(['postconf']));
        return at.seen;
      });
      expect(seen).toEqual([
        'error: postconf failed, so it is unknown which configuration is active on this host. Run postconf -d in a terminal to see the cause. [Show Log]',
      ]);
    },
  );

  test('is named by a comparison with what Postfix reads: postconf', async () => {
    const commandDirectory = newFolder();
    writeFileSync(join(commandDirectory, 'postconf'), `#!/bin/sh\n${unlessListing}${kill}\n`, {
      mode: 0o755,
    });
    const { seen, directory } = await unchanged(readable, async (_, main) => {
      const context = settingsDesk({ files: { 'main.cf': readable['main.cf'] } });
      const { findProgram, run } = desk({ commandDirectory });
      await compareWithRunning({ ...context, findProgram, run }, main);
      return context.seen;
    });
    const text = 'postconf was terminated by SIGKILL';
    expect(seen).toEqual([
      `error: Postfix cannot read the configuration in ${directory}: ${text} [Show Log]`,
    ]);
  });

  const inTables: Record<TableCommand, (directory: string) => string> = {
    postmap: () => 'Could not create t.db: postmap',
    postalias: () => 'Could not create aliases.db: postalias',
    newaliases: (at) => `Could not index ${at}/aliases: postalias`,
    indexAll: (at) => `Could not index ${at}/t, and 1 table more: postmap`,
    'index on save': (at) => `Could not index ${at}/t: postmap`,
    lookUpKey: () => 'The lookup failed: postmap',
  };
  test.each(tableCommandNames)('is named, and the index is as it was: %s', async (name) => {
    await withTables(async ({ directory, options }) => {
      const script = name === 'lookUpKey' ? kill : `${overwrite}\n${kill}`;
      const commandDirectory = fakeTablePrograms(script);
      const at = desk({ ...options, commandDirectory });
      await tableCommands[name](at, directory);
      const end =
        name === 'lookUpKey'
          ? 'was terminated by SIGKILL.'
          : 'was terminated by the signal SIGKILL. The index is as it was before.';
      expect(at.seen.at(-1)).toBe(`error: ${inTables[name](directory)} ${end} [Show Log]`);
    });
  });

  describe.sequential('in a command for the queue', () => {
    const inQueue: Record<QueueCommand, string> = {
      requeue: 'Postfix could not requeue 2 messages: postsuper was terminated by SIGKILL.',
      delete: 'Postfix could not delete 2 messages: postsuper was terminated by SIGKILL.',
      'requeue all': 'Postfix could not requeue the messages: postsuper was terminated by SIGKILL.',
      flush: 'Flushed none of the 2 messages: postqueue was terminated by SIGKILL.',
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

/** A script that runs until it is canceled. */
const waits = (folder: string) => `: > ${folder}/started; exec sleep 600`;

describePostfix('a command that is canceled halfway', () => {
  test.each(['check', 'start'] as const)('says so: postfix %s', async (name) => {
    const folder = newFolder();
    const commandDirectory = fakes(['postfix'], `: > ${folder}/started; exec sleep 600`);
    const { seen } = await unchanged(readable, async (_, main) => {
      const at = desk({ commandDirectory });
      await controls[name](canceling(at, folder), main);
      return at.seen;
    });
    expect(seen).toEqual([`told: postfix ${name} was canceled`]);
  });

  test.each(['reload', 'stop'] as const)('says so, and Postfix still runs: postfix %s', async (name) => {
    await withPostfix({ mainCf: 'compatibility_level = 3.6\n' }, async ({ directory }) => {
      const before = await contents(directory);
      const folder = newFolder();
      const at = desk({ commandDirectory: fakes(['postfix'], waits(folder)), presses: ['Stop'] });
      await controls[name](canceling(at, folder), mainOf(directory));
      expect(at.seen.at(-1)).toBe(`told: postfix ${name} was canceled`);
      expect(await contents(directory)).toEqual(before);
      expect(await stateOf(directory)).toContain(' is running with');
    });
  });

  test('says so: postfix status, which sudo runs', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'sudo'), `#!/bin/sh\n${waits(folder)}\n`, { mode: 0o755 });
    writeFileSync(join(folder, 'id'), '#!/bin/sh\necho 1000\n', { mode: 0o755 });
    const { seen } = await unchanged(readable, async (_, main) => {
      // Through a prefix, the extension cannot read /proc/locks.
      const at = desk({
        path: folder,
        isSuperuser: false,
        presses: ['Run'],
        commandPrefix: ['/usr/bin/env', `PATH=${folder}:/usr/bin:/bin`],
      });
      await showStatus(canceling(at, folder), main);
      return at.seen;
    });
    expect(seen.at(-1)).toBe('told: postfix status was canceled');
  });

  test('says so: postqueue -f', async () => {
    const folder = newFolder();
    const { seen } = await unchanged(readable, async (_, main) => {
      const at = desk({ commandDirectory: fakes(['postfix', 'postqueue'], waits(folder)) });
      await flushQueue(canceling(at, folder), main);
      return at.seen;
    });
    expect(seen).toEqual(['told: postqueue was canceled']);
  });

  test('says so: postconf', async () => {
    const folder = newFolder();
    const commandDirectory = newFolder();
    const script = `#!/bin/sh\n${unlessListing}${waits(folder)}\n`;
    writeFileSync(join(commandDirectory, 'postconf'), script, { mode: 0o755 });
    const { seen } = await unchanged(readable, async (_, main) => {
      const context = settingsDesk({ files: { 'main.cf': readable['main.cf'] } });
      const at = canceling(desk({ commandDirectory }), folder);
      const ui = { ...context.ui, busy: at.ui.busy };
      await compareWithRunning({ ...context, ui, findProgram: at.findProgram, run: at.run }, main);
      return context.seen;
    });
    expect(seen).toEqual(['told: postconf was canceled']);
  });

  const inTables: Record<TableCommand, string> = {
    postmap: 'postmap was canceled',
    postalias: 'postalias was canceled',
    newaliases: 'Canceled after 0 tables',
    indexAll: 'Canceled after 0 tables',
    'index on save': 'Canceled after 0 tables',
    lookUpKey: 'postmap was canceled',
  };
  test.each(tableCommandNames)('says so, and the index is as it was: %s', async (name) => {
    await withTables(async ({ directory, options }) => {
      const folder = newFolder();
      const script = name === 'lookUpKey' ? waits(folder) : `${overwrite}\n${waits(folder)}`;
      const at = desk({ ...options, commandDirectory: fakeTablePrograms(script) });
      await tableCommands[name](canceling(at, folder), directory);
      expect(at.seen.at(-1)).toBe(`told: ${inTables[name]}`);
    });
  });

  describe.sequential('in the queue', () => {
    test('says so: postcat', async () => {
      const folder = newFolder();
      const { seen } = await unchanged(readable, async (directory) => {
        const at = queueDesk({ script: waits(folder), folder: newFolder() });
        await showHeaders(canceling(at, folder), selection(directory).owner, 'ABCDEF1');
        return at.seen;
      });
      expect(seen).toEqual(['told: postcat was canceled']);
    });

    const inQueue = {
      requeue: 'Requeued only 1 of 2 messages: you canceled the command.',
      delete: 'Deleted only 1 of 2 messages: you canceled the command.',
    } as const;
    test.each(Object.entries(inQueue))('says how far it got: %s', async (name, text) => {
      const folder = newFolder();
      const done = name === 'requeue' ? 'requeued' : 'removed';
      // postsuper exits without a summary when it gets the signal (postsuper.c).
      const script = `echo "postsuper: ABCDEF1: ${done}" >&2; : > ${folder}/started; exec sleep 600`;
      const { seen } = await unchanged(readable, async (directory) => {
        const at = queueDesk({ script, folder: newFolder() });
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
