// The contents of a directory on the local disk, for the completion of paths.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { localDirectory } from '../../server/src/host-node/files.ts';

const directory = mkdtempSync(join(tmpdir(), 'postfix-directory-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('names, and which of them are directories, also through links', async () => {
  writeFileSync(join(directory, 'transport'), '');
  mkdirSync(join(directory, 'sql'));
  symlinkSync('sql', join(directory, 'link'));
  symlinkSync('nowhere', join(directory, 'dangling'));
  const found = await localDirectory(pathToFileURL(directory).href);
  expect([...(found ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { name: 'dangling', isDirectory: false },
    { name: 'link', isDirectory: true },
    { name: 'sql', isDirectory: true },
    { name: 'transport', isDirectory: false },
  ]);
});

test.each(['file:///no/such/directory', 'untitled:x', 'vscode-remote://host-node/etc', 'file:///etc/%00'])(
  'nothing for %s',
  async (uri) => {
    expect(await localDirectory(uri)).toBeUndefined();
  },
);
