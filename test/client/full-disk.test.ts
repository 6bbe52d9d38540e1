// Files that Postfix uses stay as they were if a disk is full. The disk is a small tmpfs(5).
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { indexAll, newaliases } from '../../client/src/commands/index-tables.ts';
import { postmap } from '../../client/src/commands/postmap.ts';
import { saveAsRoot } from '../../client/src/commands/save-as-root.ts';
import { run } from '../../client/src/postfix/run.ts';
import { describeRunningPostfix } from '../postfix/support/describe';
import { withInstanceDirectory } from '../postfix/support/directory';
import { desk, fileAt, use } from './desk.ts';
import { age, failing } from './indexes.ts';
import { fakeSudo } from './sudo.ts';

const main = { 'main.cf': 'compatibility_level = 3.6\n' };

/** Calls `use` with a small disk, on which temporary files are, too. */
async function withDisk(
  size: string,
  use: (at: { readonly directory: string; readonly disk: string }) => Promise<void>,
): Promise<void> {
  await withInstanceDirectory({ ...main, 'disk/x': '' }, async (directory) => {
    const disk = join(directory, 'disk');
    const mounted = await run('/bin/mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk]);
    expect(mounted).toMatchObject({ exitCode: 0 });
    vi.stubEnv('TMPDIR', disk);
    try {
      await use({ directory, disk });
    } finally {
      vi.unstubAllEnvs();
      await run('/bin/umount', [disk]);
    }
  });
}

// Only root can mount a disk.
describeRunningPostfix('a file', () => {
  // The disk for temporary files is that of the whole process.
  describe.sequential('on a full disk', () => {
    test('survives, even if temporary files are on the same disk', async () => {
      await withDisk('200k', async ({ directory, disk }) => {
        const path = join(disk, 't');
        await writeFile(path, 'key old\n');
        const uses = { uses: [use('transport_maps', 'hash', path)], configDirectory: directory };
        expect(await postmap(desk({ uses }), fileAt(path, 'postfix-table'))).toBe(true);
        const lines = Array.from({ length: 4000 }, (_, i) => `key${i} a rather long value ${i}\n`);
        await writeFile(path, lines.join(''));
        await age(`${path}.db`);
        const before = await readFile(`${path}.db`);
        const at = desk({ uses });
        expect(await postmap(at, fileAt(path, 'postfix-table'))).toBe(false);
        expect(at.seen[0]).toMatch(
          /^error: Could not create t\.db: postmap: fatal: .*No space left on device\. The index is as it was before\. Free some disk space, and try again\. /,
        );
        expect(await readFile(`${path}.db`)).toEqual(before);
        // It is still older than the table.
        expect((await stat(`${path}.db`)).mtimeMs).toBe(1000);
      });
    });

    test('survives newaliases and indexAll, which name the table and what to do', async () => {
      await withDisk('200k', async ({ directory, disk }) => {
        const path = join(disk, 't');
        const table = {
          path,
          type: 'hash',
          parameters: ['alias_maps'],
          isAlias: true,
          isAliasDatabase: true,
        };
        await writeFile(path, 'key: old\n');
        const options = { uses: { uses: [], configDirectory: directory }, tables: [table] };
        const file = fileAt(join(directory, 'main.cf'), 'postfix-main');
        expect(await newaliases(desk(options), file)).toBe(true);
        const lines = Array.from({ length: 4000 }, (_, i) => `key${i}: a-rather-long-value-${i}\n`);
        await writeFile(path, lines.join(''));
        await age(`${path}.db`);
        const before = await readFile(`${path}.db`);
        for (const command of [newaliases, indexAll]) {
          const at = desk(options);
          expect(await command(at, file)).toBe(false);
          expect(at.seen[0]).toMatch(
            /^error: Could not index \S+\/t: postalias: fatal: .*No space left on device\. The index is as it was before\. Free some disk space, and try again\. /,
          );
          expect(await readFile(`${path}.db`)).toEqual(before);
        }
      });
    });

    test('stays as it was if a file cannot be saved as root, because there is no temporary file', async () => {
      await withDisk('64k', async ({ directory, disk }) => {
        const path = join(directory, 'main.cf');
        await writeFile(join(disk, 'full'), Buffer.alloc(60_000));
        const sudo = fakeSudo();
        const at = desk({ isSuperuser: false, path: sudo.directory, presses: ['Save as Root', 'Run'] });
        const text = 'x'.repeat(20_000);
        expect(await saveAsRoot(at, { path, name: 'main.cf', text })).toBe(false);
        sudo.remove();
        expect(at.ran).toEqual([]);
        expect(at.seen.at(-1)).toMatch(
          /^error: main\.cf was not saved, because the extension needs a temporary file: ENOSPC.*\. Free some space in \S+\/disk, and try again\.$/,
        );
        expect(await readFile(path, 'utf8')).toBe(main['main.cf']);
        expect(await readdir(disk)).toEqual(['full']);
      });
    });

    /** Larger than what the extension keeps in memory. The file has no blocks. */
    const large = 40 * 1024 * 1024;

    describe('of 40 MB', () => {
      test('survives if the disk of temporary files is full', async () => {
        await withDisk('200k', async ({ directory }) => {
          const path = join(directory, 't');
          await writeFile(path, 'key new\n');
          await writeFile(`${path}.db`, 'old');
          await truncate(`${path}.db`, large);
          const uses = { uses: [use('transport_maps', 'hash', path)], configDirectory: directory };
          const commandDirectory = await failing(directory, 'kill -9 $$');
          expect(await postmap(desk({ uses, commandDirectory }), fileAt(path, 'postfix-table'))).toBe(false);
          const after = await readFile(`${path}.db`);
          expect([after.length, after.toString('latin1', 0, 3)]).toEqual([large, 'old']);
          expect((await readdir(directory)).sort()).toEqual(['disk', 'main.cf', 'programs', 't', 't.db']);
        });
      });

      test('is not touched if no disk has space for a copy', async () => {
        await withDisk('200k', async ({ directory, disk }) => {
          const path = join(disk, 't');
          await writeFile(path, 'key new\n');
          await writeFile(`${path}.db`, 'old');
          await truncate(`${path}.db`, large);
          const uses = { uses: [use('transport_maps', 'hash', path)], configDirectory: directory };
          const at = desk({ uses });
          expect(await postmap(at, fileAt(path, 'postfix-table'))).toBe(false);
          expect(at.seen).toEqual([
            'error: Could not create t.db: there is no disk space for a copy of the existing index, which postmap would leave incomplete if it failed. Free some disk space, and try again. [Show Log]',
          ]);
          expect(at.ran.filter(([program]) => program === 'postmap')).toEqual([]);
          expect((await stat(`${path}.db`)).size).toBe(large);
          expect((await readdir(disk)).sort()).toEqual(['t', 't.db']);
        });
      });
    });
  });
});
