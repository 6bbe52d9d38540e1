// An index that Postfix uses stays as it was if a disk is full. The disk is a small tmpfs(5).
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { postmap } from '../../client/src/commands/postmap.ts';
import { run } from '../../client/src/postfix/run.ts';
import { describeRunningPostfix } from '../postfix/support/describe';
import { withInstanceDirectory } from '../postfix/support/directory';
import { desk, fileAt, use } from './desk.ts';
import { age, failing } from './indexes.ts';

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
describeRunningPostfix('the index of a table', () => {
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
