// Saving a file that the user may not write.
import { chmod, chown, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isReadOnly, saveAsRoot } from '../../client/src/commands/save-as-root.ts';
import { run } from '../../client/src/postfix/run.ts';
import { withInstanceDirectory } from '../postfix/support/directory';
import { type DeskOptions, desk } from './desk.ts';
import { fakeSudo } from './sudo.ts';

const cause = 'warning: You do not have permission to write main.cf.';

async function save(path: string, text: string, options: DeskOptions = {}) {
  const sudo = fakeSudo();
  const presses = ['Save as Root', 'Run'];
  const at = desk({ isSuperuser: false, path: sudo.directory, presses, ...options });
  const isSaved = await saveAsRoot(at, { path, name: 'main.cf', text });
  sudo.remove();
  return { isSaved, seen: at.seen, ran: at.ran };
}

test('keeps the owner and the permissions of the file', async () => {
  await withInstanceDirectory({ 'main.cf': 'old = 1\n' }, async (directory) => {
    const path = join(directory, 'main.cf');
    await chmod(path, 0o640);
    if (process.getuid?.() === 0) await chown(path, 1, 2);
    const before = await stat(path);
    const { isSaved, seen } = await save(path, 'new = ü\r\n');
    expect(isSaved).toBe(true);
    expect(await readFile(path, 'utf8')).toBe('new = ü\r\n');
    const after = await stat(path);
    expect([after.ino, after.mode, after.uid, after.gid]).toEqual([
      before.ino,
      before.mode,
      before.uid,
      before.gid,
    ]);
    expect(seen[0]).toBe(
      `${cause} Save it as root, or open VS Code as a user who may write it. [Save as Root]`,
    );
    expect(seen[1]).toMatch(/^asked: \S+\/sudo -- \/bin\/cp -- \S+\/main\.cf \S+\/main\.cf \[Run\]/);
    expect(seen[2]).toBe('told: Saved main.cf as root');
  });
});

test('does nothing if the user does not want it, or if it cannot be done', async () => {
  await withInstanceDirectory({ 'main.cf': 'old = 1\n' }, async (directory) => {
    const path = join(directory, 'main.cf');
    const refused = await save(path, 'new\n', { presses: [] });
    const declined = await save(path, 'new\n', { presses: ['Save as Root'] });
    const untrusted = await save(path, 'new\n', { trusted: false });
    const elsewhere = await save(path, 'new\n', { commandPrefix: ['docker', 'exec', 'mail'] });
    for (const { isSaved, ran } of [refused, declined, untrusted, elsewhere]) {
      expect([isSaved, ran]).toEqual([false, []]);
    }
    expect(untrusted.seen).toEqual([
      `${cause} Open VS Code as a user who may write it, or ask an administrator for permission.`,
    ]);
    const never = await save(path, 'new\n', { elevation: 'never' });
    expect(never.seen[1]).toMatch(/^error: main\.cf was not saved: Run this command as root: \/bin\/cp -- /);
    expect(await readFile(path, 'utf8')).toBe('old = 1\n');
  });
});

test.skipIf(process.getuid?.() !== 0)(
  'writes the previous text back if the disk is full (the test needs root to mount one)',
  async () => {
    await withInstanceDirectory({ 'disk/x': '' }, async (directory) => {
      const disk = join(directory, 'disk');
      expect(await run('/bin/mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk])).toMatchObject({
        exitCode: 0,
      });
      try {
        const path = join(disk, 'main.cf');
        await writeFile(path, 'old = 1\n');
        const { isSaved, seen } = await save(path, 'x'.repeat(200_000), {
          presses: ['Save as Root', 'Run, and Do Not Ask Again in This Session', 'Run'],
        });
        expect(isSaved).toBe(false);
        expect(seen.at(-1)).toMatch(
          /^error: main\.cf was not saved: .*No space left on device.* The previous text was restored\. \[Show Log\]$/,
        );
        expect(await readFile(path, 'utf8')).toBe('old = 1\n');
      } finally {
        await run('/bin/umount', [disk]);
      }
    });
  },
);

test('notices a file that the user may not write', async () => {
  await withInstanceDirectory({ 'main.cf': '' }, async (directory) => {
    const path = join(directory, 'main.cf');
    expect(await isReadOnly(path)).toBe(false);
    expect(await isReadOnly(join(directory, 'new'))).toBe(false);
    await chmod(path, 0o444);
    // Root may write every file.
    expect(await isReadOnly(path)).toBe(process.getuid?.() !== 0);
  });
});
