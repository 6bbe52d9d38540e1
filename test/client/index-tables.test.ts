// Indexing several tables, and what happens to an index if that fails.
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { indexAll, indexSaved, newaliases } from '../../client/src/commands/index-tables.ts';
import { lookUpKey } from '../../client/src/commands/look-up.ts';
import { postmap } from '../../client/src/commands/postmap.ts';
import { type Run, run } from '../../client/src/postfix/run.ts';
import type { IndexedTable } from '../../server/src/lsp/protocol.ts';
import { describePostfix } from '../postfix/support/describe';
import { withInstanceDirectory } from '../postfix/support/directory';
import { desk, fileAt, use } from './desk.ts';
import { age, failing } from './indexes.ts';

const main = { 'main.cf': 'compatibility_level = 3.6\n' };
const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

function tableAt(path: string, more: Partial<IndexedTable> = {}): IndexedTable {
  return { path, type: 'hash', isAlias: false, isAliasDatabase: false, parameters: ['x'], ...more };
}

describePostfix('Index All Outdated Tables', () => {
  test('indexes what has no index or an older one, and nothing else', async () => {
    await withInstanceDirectory({ ...main, a: 'a 1\n', b: 'b 1\n', c: 'c 1\n' }, async (directory) => {
      const [a = '', b = '', c = ''] = ['a', 'b', 'c'].map((name) => join(directory, name));
      const tables = [a, b, c].map((path) => tableAt(path));
      const file = fileAt(join(directory, 'main.cf'), 'postfix-main');
      const uses = { configDirectory: directory };
      await indexAll(desk({ tables, uses }), file);
      await age(`${b}.db`);
      await rm(`${c}.db`);
      const before = await stat(`${a}.db`);
      const at = desk({ tables, uses });
      expect(await indexAll(at, file)).toBe(true);
      expect(at.seen).toEqual(['told: Indexed 2 tables']);
      expect(at.ran.map((words) => words.at(-1))).toEqual([`hash:${b}`, `hash:${c}`]);
      expect((await stat(`${a}.db`)).mtimeMs).toBe(before.mtimeMs);
      const again = desk({ tables, uses });
      expect(await indexAll(again, file)).toBe(false);
      expect([again.seen, again.ran]).toEqual([['told: All indexes are up to date'], []]);
    });
  });

  test('names the table that fails, and indexes the others', async () => {
    await withInstanceDirectory({ ...main, a: 'a 1\n', b: 'b 1\nlonely\n' }, async (directory) => {
      const [a = '', b = ''] = ['a', 'b'].map((name) => join(directory, name));
      await mkdir(`${a}.db`);
      await age(`${a}.db`);
      const at = desk({ tables: [tableAt(a), tableAt(b)], uses: { configDirectory: directory } });
      expect(await indexAll(at, fileAt(a, 'postfix-table'))).toBe(false);
      expect(at.seen).toEqual([
        `error: Could not index ${a}: postmap: fatal: open ${a}.db: Is a directory [Show Problems] [Show Log]`,
      ]);
      expect(await exists(`${b}.db`)).toBe(true);
      expect(at.reported.get(`file://${b}`)).toMatchObject([{ line: 2, severity: 'warning' }]);
    });
  });

  test('stops when it is canceled', async () => {
    const tables = [tableAt('/nowhere/a'), tableAt('/nowhere/b')];
    await withInstanceDirectory({ ...main, a: 'a 1\n' }, async (directory) => {
      const at = desk({ tables: [tableAt(join(directory, 'a')), ...tables] });
      const canceled: typeof at.ui.busy = (_, task) => task(AbortSignal.abort());
      expect(await indexAll({ ...at, ui: { ...at.ui, busy: canceled } }, fileAt('/x', ''))).toBe(false);
      expect(at.seen).toEqual(['told: Canceled after 0 tables']);
      expect(at.ran).toEqual([]);
    });
  });

  test('needs a file of a configuration', async () => {
    const at = desk();
    await indexAll(at, undefined);
    expect(at.seen[0]).toMatch(/^information: Open main.cf or another file of the configuration/);
  });
});

describePostfix('Index All Alias Tables', () => {
  test('runs postalias for each table in alias_database', async () => {
    await withInstanceDirectory({ ...main, a: 'root: x\n', b: 'y: z\n', t: 't 1\n' }, async (directory) => {
      const [a = '', b = '', t = ''] = ['a', 'b', 't'].map((name) => join(directory, name));
      const alias = { isAlias: true, isAliasDatabase: true };
      const tables = [tableAt(a, alias), tableAt(t), tableAt(b, alias)];
      const at = desk({ tables, uses: { configDirectory: directory } });
      expect(await newaliases(at, fileAt(a, 'postfix-aliases'))).toBe(true);
      expect(at.ran.map(([program, ...args]) => [program, args.at(-1)])).toEqual([
        ['postalias', `hash:${a}`],
        ['postalias', `hash:${b}`],
      ]);
      expect(await exists(`${t}.db`)).toBe(false);
    });
  });
});

describePostfix('indexing on save', () => {
  test('indexes only a table that main.cf names at this place', async () => {
    await withInstanceDirectory({ ...main, a: 'a 1\n' }, async (directory) => {
      const path = join(directory, 'a');
      const elsewhere = {
        uses: [use('transport_maps', 'hash', '/etc/postfix/a')],
        configDirectory: directory,
      };
      const copy = desk({ uses: elsewhere });
      expect(await indexSaved(copy, fileAt(path, 'postfix-table'))).toBe(false);
      const untrusted = desk({ uses: { uses: [use('transport_maps', 'hash', path)] }, trusted: false });
      expect(await indexSaved(untrusted, fileAt(path, 'postfix-table'))).toBe(false);
      expect([copy.ran, copy.seen, untrusted.ran, untrusted.seen]).toEqual([[], [], [], []]);
      const at = desk({ uses: { uses: [use('transport_maps', 'hash', path)], configDirectory: directory } });
      expect(await indexSaved(at, fileAt(path, 'postfix-table'))).toBe(true);
      expect(at.seen).toEqual(['told: Indexed 1 table']);
    });
  });
});

describePostfix('an index', () => {
  const ends = {
    'the program is killed': [
      'kill -9 $$',
      'postmap was terminated by the signal SIGKILL. The index is as it was before.',
    ],
    'the disk is full': [
      'echo "postmap: fatal: close database t.db: No space left on device" >&2; exit 1',
      'postmap: fatal: close database t.db: No space left on device. The index is as it was before. Free some disk space, and try again.',
    ],
  } as const;
  test.each(Object.entries(ends))('stays as it was if %s', async (_, [end, said]) => {
    await withInstanceDirectory({ ...main, t: 'key old\n' }, async (directory) => {
      const path = join(directory, 't');
      const uses = { uses: [use('transport_maps', 'hash', path)], configDirectory: directory };
      await postmap(desk({ uses }), fileAt(path, 'postfix-table'));
      const before = await readFile(`${path}.db`);
      const commandDirectory = await failing(directory, end);
      const at = desk({ uses, commandDirectory });
      expect(await postmap(at, fileAt(path, 'postfix-table', 'key new\n'))).toBe(false);
      expect(at.seen).toEqual([`error: Could not create t.db: ${said} [Show Log]`]);
      expect(await readFile(`${path}.db`)).toEqual(before);

      await rm(`${path}.db`);
      await postmap(desk({ uses, commandDirectory }), fileAt(path, 'postfix-table'));
      expect(await exists(`${path}.db`)).toBe(false);
    });
  });

  test('that cannot be written back is saved in another file', async () => {
    await withInstanceDirectory({ ...main, t: 'key old\n' }, async (directory) => {
      const path = join(directory, 't');
      const uses = { uses: [use('transport_maps', 'hash', path)], configDirectory: directory };
      await postmap(desk({ uses }), fileAt(path, 'postfix-table'));
      const before = await readFile(`${path}.db`);
      const end = 'rm "${last#*:}.db"; mkdir "${last#*:}.db"; kill -9 $$';
      const at = desk({ uses, commandDirectory: await failing(directory, end) });
      expect(await postmap(at, fileAt(path, 'postfix-table'))).toBe(false);
      const [, copy = ''] =
        /^error: Could not create t\.db: postmap was terminated by the signal SIGKILL\. The index is incomplete, and the previous one could not be written back\. The previous index is in (\S+)\. \[Show Log\]$/.exec(
          at.seen[0] ?? '',
        ) ?? [];
      expect(await readFile(copy)).toEqual(before);
      await rm(dirname(copy), { recursive: true });
    });
  });

  test('that only root may write stays as it was if the user does not allow the command', async () => {
    await withInstanceDirectory({ ...main, t: 'key old\n', 'sudo/x': '' }, async (directory) => {
      const path = join(directory, 't');
      const uses = { uses: [use('transport_maps', 'hash', path)], configDirectory: directory };
      await writeFile(join(directory, 'sudo/sudo'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
      const denied = 'echo "postmap: fatal: open database t.db: Permission denied" >&2; exit 1';
      const commandDirectory = await failing(directory, denied);
      const tables = [tableAt(path), tableAt(path)];
      const options = { uses, tables, commandDirectory, isSuperuser: false, path: join(directory, 'sudo') };
      const at = desk(options);
      expect(await indexAll(at, fileAt(path, 'postfix-table'))).toBe(false);
      expect(at.seen.map((line) => line.replace(/: .*/, ''))).toEqual(['asked', 'asked', 'told']);
      expect(at.seen.at(-1)).toBe('told: Nothing was changed');
      expect(await exists(`${path}.db`)).toBe(false);
    });
  });

  test('that root writes is written back by root', async () => {
    await withInstanceDirectory({ ...main, t: 'key old\n', 'sudo/x': '' }, async (directory) => {
      const path = join(directory, 't');
      const uses = { uses: [use('transport_maps', 'hash', path)], configDirectory: directory };
      await postmap(desk({ uses }), fileAt(path, 'postfix-table'));
      const before = await readFile(`${path}.db`);
      // The user may not write the index. As root, postmap is killed.
      const denied = 'echo "postmap: fatal: open database t.db: Permission denied" >&2; exit 1';
      const programs = await failing(directory, 'kill -9 $$');
      const script = await readFile(join(programs, 'postmap'), 'utf8');
      const asUser = script.replace('#!/bin/sh\n', `#!/bin/sh\n[ "$AS_ROOT" ] || { ${denied}; }\n`);
      await writeFile(join(programs, 'postmap'), asUser, { mode: 0o755 });
      const sudo = '#!/bin/sh\nshift 2\nAS_ROOT=1 exec "$@"\n';
      await writeFile(join(directory, 'sudo/sudo'), sudo, { mode: 0o755 });
      const at = desk({
        uses,
        commandDirectory: programs,
        isSuperuser: false,
        path: join(directory, 'sudo'),
        presses: ['Run', 'Run'],
      });
      expect(await postmap(at, fileAt(path, 'postfix-table'))).toBe(false);
      expect(at.seen.map((line) => line.replace(/ \[Run\].*| \/\S*postfix-index-\S*/g, ''))).toEqual([
        `asked: ${directory}/sudo/sudo -- ${programs}/postmap -c ${directory} hash:${path}`,
        `asked: ${directory}/sudo/sudo -- /bin/cp -- ${path}.db`,
        'error: Could not create t.db: postmap was terminated by the signal SIGKILL. The index is as it was before. [Show Log]',
      ]);
      expect(await readFile(`${path}.db`)).toEqual(before);
    });
  });

  test.each(['lmdb', 'cdb'])('of type %s survives a killed postmap without our help', async (type) => {
    await withInstanceDirectory({ ...main, t: 'key old\n' }, async (directory) => {
      const path = join(directory, 't');
      const uses = { uses: [use('transport_maps', type, path)], configDirectory: directory };
      await postmap(desk({ uses }), fileAt(path, 'postfix-table'));
      const lines = Array.from({ length: 300_000 }, (_, i) => `key${i} value${i}\n`);
      await writeFile(path, lines.join(''));
      const killing: Run = (program, args, options) =>
        run('/usr/bin/timeout', ['-s', 'KILL', '0.05', program, ...args], options);
      const at = desk({ uses, run: killing });
      expect(await postmap(at, fileAt(path, 'postfix-table'))).toBe(false);
      const { stdout } = await run('/usr/sbin/postmap', ['-c', directory, '-q', 'key', `${type}:${path}`]);
      expect(stdout).toBe('old\n');
    });
  });
});

describePostfix('Look Up a Key', () => {
  const text = '# comment\nexample.com smtp:[192.0.2.1]\n';
  const line = { kind: 'found', line: 1, value: 'smtp:[192.0.2.1]' } as const;
  const never = async () => {
    throw new Error('not to be indexed');
  };
  const withTable = (
    how: (path: string, uses: { uses: ReturnType<typeof use>[]; configDirectory: string }) => Promise<void>,
  ) =>
    withInstanceDirectory({ ...main, t: text }, async (directory) => {
      const path = join(directory, 't');
      await how(path, { uses: [use('transport_maps', 'hash', path)], configDirectory: directory });
    });

  test('shows what Postfix answers, and the line', async () => {
    await withTable(async (path, uses) => {
      await postmap(desk({ uses }), fileAt(path, 'postfix-table'));
      const at = desk({ uses, answer: line, presses: ['example.com', 'Go to Entry'] });
      await lookUpKey(at, fileAt(path, 'postfix-table'), '', never);
      expect(at.seen).toEqual([
        'asked for: Look up a key in hash:t',
        'information: example.com → smtp:[192.0.2.1] (line 2) [Go to Entry]',
        'shown: t, line 2',
      ]);
      const none = desk({ uses, answer: { kind: 'not-found' }, presses: ['example.org'] });
      await lookUpKey(none, fileAt(path, 'postfix-table'), '', never);
      expect(none.seen.at(-1)).toBe('information: t has no entry for example.org.');
      expect([at.logged, none.logged]).toEqual([[], []]);
    });
  });

  test('says that the entry has no result', async () => {
    await withInstanceDirectory({ ...main, t: '/^From:/\n' }, async (directory) => {
      const path = join(directory, 't');
      const at = desk({
        uses: { uses: [use('header_checks', 'regexp', path)], configDirectory: directory },
        answer: { kind: 'found', line: 0, value: '' },
        presses: ['From: x'],
      });
      await lookUpKey(at, fileAt(path, 'postfix-regexp'), '', never);
      expect(at.seen.at(-1)).toBe('information: The entry for From: x has no result (line 1). [Go to Entry]');
    });
  });

  test('names the entry that Postfix finds instead', async () => {
    await withTable(async (path, uses) => {
      await postmap(desk({ uses }), fileAt(path, 'postfix-table'));
      const next = { key: 'example.com', value: 'smtp:[192.0.2.1]', line: 1 };
      const answer = { kind: 'not-found', next } as const;
      const at = desk({ uses, answer, presses: ['kim@example.com', 'Go to Entry'] });
      await lookUpKey(at, fileAt(path, 'postfix-table'), '', never);
      expect(at.seen.slice(1)).toEqual([
        'information: t has no entry for kim@example.com. Postfix uses the entry for example.com instead: smtp:[192.0.2.1] (line 2). [Go to Entry]',
        'shown: t, line 2',
      ]);
      await age(`${path}.db`);
      const old = desk({ uses, answer, presses: ['kim@example.com'] });
      await lookUpKey(old, fileAt(path, 'postfix-table'), '', never);
      expect(old.seen.at(-1)).toBe(
        'information: t has no entry for kim@example.com (the index is older than the file). [Index This Table]',
      );
    });
  });

  test('reports a difference from our own reading as our bug', async () => {
    await withTable(async (path, uses) => {
      await postmap(desk({ uses }), fileAt(path, 'postfix-table'));
      const at = desk({ uses, answer: { ...line, value: 'other' }, presses: ['example.com', 'Show Log'] });
      await lookUpKey(at, fileAt(path, 'postfix-table'), '', never);
      expect(at.seen.slice(1)).toEqual([
        'information: example.com → smtp:[192.0.2.1]. The extension reads the table differently, which is a bug in the extension. The log shows what to report. [Show Log]',
        'log shown',
      ]);
      expect(at.logged).toEqual([
        'A bug in the extension: for the key "example.com" in hash:t',
        '  Postfix answers "smtp:[192.0.2.1]"',
        '  the extension reads "other", line 2',
        '  Report these lines and the entry of the table as an issue. Replace addresses and passwords first.',
      ]);
    });
  });

  test('does not log passwords', async () => {
    await withTable(async (path, { configDirectory }) => {
      const uses = { uses: [use('smtp_sasl_password_maps', 'hash', path)], configDirectory };
      await postmap(desk({ uses }), fileAt(path, 'postfix-table'));
      const at = desk({ uses, answer: { ...line, value: 'other' }, presses: ['example.com'] });
      await lookUpKey(at, fileAt(path, 'postfix-table'), '', never);
      expect(at.logged.slice(1, 3)).toEqual([
        '  Postfix answers (hidden)',
        '  the extension reads (hidden), line 2',
      ]);
    });
  });

  test('explains an index that is missing or older than the file', async () => {
    await withTable(async (path, uses) => {
      const at = desk({ uses, presses: ['example.com', 'Index This Table'] });
      let indexed = 0;
      await lookUpKey(at, fileAt(path, 'postfix-table'), '', async () => indexed++);
      expect(at.seen.at(-1)).toBe(
        'error: t has no index, so Postfix cannot look up a key in it. [Index This Table]',
      );
      expect(indexed).toBe(1);
      await postmap(desk({ uses }), fileAt(path, 'postfix-table'));
      await age(`${path}.db`);
      const old = desk({ uses, answer: { kind: 'not-found' }, presses: ['example.com'] });
      await lookUpKey(old, fileAt(path, 'postfix-table'), '', never);
      expect(old.seen.at(-1)).toBe(
        'information: example.com → smtp:[192.0.2.1] (the index is older than the file) [Index This Table]',
      );
      expect(old.logged).toEqual([]);
    });
  });

  test('does nothing without a table, a key, or a program', async () => {
    const none = desk();
    await lookUpKey(none, undefined, '', never);
    await lookUpKey(none, fileAt('/x/main.cf', 'postfix-main', ''), '', never);
    expect(new Set(none.seen)).toEqual(
      new Set(['information: Open the lookup table in which you want to look up a key.']),
    );
    const uses = { uses: [use('transport_maps', 'hash', '/x/t')] };
    const empty = desk({ uses });
    await lookUpKey(empty, fileAt('/x/t', 'postfix-table', ''), '', never);
    const missing = desk({ uses, commandDirectory: dirname('/nowhere/x') });
    await lookUpKey(missing, fileAt('/x/t', 'postfix-table', ''), '', never);
    expect(missing.seen[0]).toMatch(/^information: postmap was not found in \/nowhere/);
    expect([empty.ran, missing.ran]).toEqual([[], []]);
  });
});
