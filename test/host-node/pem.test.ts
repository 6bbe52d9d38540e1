// The kinds of objects in a file of keys and certificates, and nothing else from it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { localPemLabels } from '../../server/src/host-node/files.ts';

const directory = mkdtempSync(join(tmpdir(), 'postfix-pem-'));
afterAll(() => rmSync(directory, { recursive: true }));

function labelsOf(text: string): Promise<readonly string[] | undefined> {
  writeFileSync(join(directory, 'mail.pem'), text);
  return localPemLabels(pathToFileURL(join(directory, 'mail.pem')).href);
}

const pem = (label: string): string => `-----BEGIN ${label}-----\nMAo=\n-----END ${label}-----\n`;

test('the labels, in their order', async () => {
  expect(await labelsOf(`Bag Attributes\n${pem('EC PRIVATE KEY')}${pem('CERTIFICATE')}`)).toEqual([
    'EC PRIVATE KEY',
    'CERTIFICATE',
  ]);
  expect(await labelsOf(pem('CERTIFICATE').replaceAll('\n', '\r\n'))).toEqual(['CERTIFICATE']);
});

test('none for text that only mentions them', async () => {
  expect(await labelsOf('root:x:0:0\n# -----BEGIN CERTIFICATE-----\n')).toEqual([]);
});

test('nothing from a file that is too large to be a chain', async () => {
  expect(await labelsOf(pem('CERTIFICATE').repeat(30_000))).toBeUndefined();
});

test.each(['file:///no/such/file', 'file:///dev/zero', 'file:///tmp', 'vscode-remote://host-node/mail.pem'])(
  'nothing for %s',
  async (uri) => {
    expect(await localPemLabels(uri)).toBeUndefined();
  },
);
