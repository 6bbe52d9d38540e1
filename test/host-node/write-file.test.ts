// A file gets new content, and nothing else about it changes; or it does not change at all, and the answer says why.

import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

/** Called when a file is opened. */
const disk = vi.hoisted(() => ({ opened: async (_file: FileHandle, _flags: unknown): Promise<void> => {} }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>();
  return {
    ...real,
    open: async (...args: Parameters<typeof real.open>) => {
      const file = await real.open(...args);
      await disk.opened(file, args[1]);
      return file;
    },
  };
});

// Another test file in this process may have loaded the module with the real file system.
vi.resetModules();
const { replaceFile } = await import('../../server/src/host-node/write-file.ts');

const isRoot = process.getuid?.() === 0;
const before = Buffer.from('# Gr\xfc\xdfe\nbiff = no\n', 'latin1');
const after = Buffer.from('# Gr\xfc\xdfe\nbiff = yes\n', 'latin1');

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'postfix-write-'));
  file = join(directory, 'main.cf');
  writeFileSync(file, before);
});

afterEach(() => {
  disk.opened = async () => {};
  rmSync(directory, { recursive: true, force: true });
});

/** As a user other than root, because file modes do not restrict root. */
async function unprivileged<T>(run: () => Promise<T>): Promise<T> {
  if (!isRoot) return run();
  process.seteuid?.(65534);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
  }
}

describe('what does not change', () => {
  test('every byte of the new content is written, and no other file remains', async () => {
    expect(await replaceFile(file, before, after)).toBeUndefined();
    expect(readFileSync(file)).toEqual(after);
    expect(readdirSync(directory)).toEqual(['main.cf']);
  });

  test('the mode', async () => {
    chmodSync(file, 0o2640);
    expect(await replaceFile(file, before, after)).toBeUndefined();
    expect(statSync(file).mode & 0o7777).toBe(0o2640);
  });

  test('the owner', async () => {
    if (isRoot) chownSync(file, 1234, 5678);
    const { uid, gid } = statSync(file);
    expect(await replaceFile(file, before, after)).toBeUndefined();
    expect(statSync(file)).toMatchObject({ uid, gid });
  });

  test('symbolic links: the target of the last one is replaced', async () => {
    mkdirSync(join(directory, 'etc'));
    symlinkSync('../main.cf', join(directory, 'etc/main.cf'));
    symlinkSync('etc/main.cf', join(directory, 'link'));
    expect(await replaceFile(join(directory, 'link'), before, after)).toBeUndefined();
    expect(readlinkSync(join(directory, 'link'))).toBe('etc/main.cf');
    expect(readlinkSync(join(directory, 'etc/main.cf'))).toBe('../main.cf');
    expect(lstatSync(file).isFile()).toBe(true);
    expect(readFileSync(file)).toEqual(after);
  });

  test('the file itself, if it already has the content', async () => {
    writeFileSync(file, after);
    const { ino } = statSync(file);
    expect(await replaceFile(file, before, after)).toBeUndefined();
    expect(statSync(file).ino).toBe(ino);
  });
});

describe('a file is left alone', () => {
  const theirs = Buffer.from('biff = maybe\n');

  test('that has changed since it was read', async () => {
    writeFileSync(file, theirs);
    expect(await replaceFile(file, before, after)).toMatch(/^it has changed on disk since it was read/);
    expect(readFileSync(file)).toEqual(theirs);
    expect(readdirSync(directory)).toEqual(['main.cf']);
  });

  test('that no longer exists', async () => {
    rmSync(file);
    expect(await replaceFile(file, before, after)).toBe('no such file or directory');
    expect(readdirSync(directory)).toEqual([]);
  });

  test('that has another name', async () => {
    const other = join(directory, 'other');
    linkSync(file, other);
    expect(await replaceFile(file, before, after)).toMatch(/^it has 2 hard links/);
    expect(readFileSync(file)).toEqual(before);
    expect(statSync(other).ino).toBe(statSync(file).ino);
  });

  test('that is write-protected', async () => {
    chmodSync(directory, 0o777);
    chmodSync(file, 0o444);
    expect(await unprivileged(() => replaceFile(file, before, after))).toBe('permission denied');
    expect(readFileSync(file)).toEqual(before);
  });

  test('in a directory that is write-protected', async () => {
    chmodSync(file, 0o666);
    chmodSync(directory, 0o555);
    expect(await unprivileged(() => replaceFile(file, before, after))).toBe(
      `cannot create a file in ${directory}: permission denied`,
    );
    expect(readFileSync(file)).toEqual(before);
  });

  test('whose owner this user cannot keep', async ({ skip }) => {
    if (!isRoot) skip('only root can give a file to somebody else');
    chmodSync(directory, 0o777);
    chmodSync(file, 0o666);
    expect(await unprivileged(() => replaceFile(file, before, after))).toBe('its owner cannot be kept');
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(directory)).toEqual(['main.cf']);
  });

  test('that changes while the new content is written', async () => {
    disk.opened = async (_, flags) => {
      if (flags === 'wx') writeFileSync(file, theirs);
    };
    expect(await replaceFile(file, before, after)).toMatch(/^it has changed on disk since it was read/);
    expect(readFileSync(file)).toEqual(theirs);
    expect(readdirSync(directory)).toEqual(['main.cf']);
  });

  test.each(['writeFile', 'sync'] as const)('on a disk that is full (%s)', async (method) => {
    disk.opened = async (handle) => {
      handle[method] = async () => {
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', errno: -constants.errno.ENOSPC });
      };
    };
    expect(await replaceFile(file, before, after)).toBe('no space left on device');
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(directory)).toEqual(['main.cf']);
  });
});
