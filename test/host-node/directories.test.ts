// The contents of a directory on the local disk, for the completion of paths.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { localDirectory } from '../../server/src/host-node/files.ts';
import { configurationsIn } from '../../server/src/lsp/workspace-files.ts';

const directory = mkdtempSync(join(tmpdir(), 'postfix-directory-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('names, and which of them are directories, also through links', async () => {
  writeFileSync(join(directory, 'transport'), '');
  mkdirSync(join(directory, 'sql'));
  symlinkSync('sql', join(directory, 'link'));
  symlinkSync('nowhere', join(directory, 'dangling'));
  const found = await localDirectory(pathToFileURL(directory).href);
  expect([...(found ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { name: 'dangling', isDirectory: false, isLink: true },
    { name: 'link', isDirectory: true, isLink: true },
    { name: 'sql', isDirectory: true },
    { name: 'transport', isDirectory: false },
  ]);
});

test('the configurations of a folder, each once despite links', async () => {
  const folder = join(directory, 'workspace');
  mkdirSync(join(folder, 'etc/postfix'), { recursive: true });
  writeFileSync(join(folder, 'etc/postfix/main.cf'), '');
  symlinkSync('..', join(folder, 'etc/up'));
  symlinkSync('postfix', join(folder, 'etc/postfix-old'));
  const { href } = pathToFileURL(folder);
  expect(await configurationsIn([href], localDirectory)).toEqual([`${href}/etc/postfix/main.cf`]);
});

test.each(['file:///no/such/directory', 'untitled:x', 'vscode-remote://host-node/etc', 'file:///etc/%00'])(
  'nothing for %s',
  async (uri) => {
    expect(await localDirectory(uri)).toBeUndefined();
  },
);
