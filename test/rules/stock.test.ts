// Correct configurations: those of Debian, those in the source, and one for each purpose that the manual describes.
// They have no finding of severity warning or error.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { debianSource } from '../catalog/debian-source.ts';
import { findPostfix } from '../postfix/harness';
import { corpusFiles, corpusFolder, orSkip } from '../support/corpus.ts';
import { findingsIn } from '../support/markers.ts';

const folder = fileURLToPath(new URL('../fixtures/standard/', import.meta.url));
const usualMasterCf = `
smtp      inet  n - n - - smtpd
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
rewrite   unix  - - n - - trivial-rewrite
smtp      unix  - - n - - smtp
relay     unix  - - n - - smtp
error     unix  - - n - - error
local     unix  - n n - - local
`;

test.each(readdirSync(folder))('%s', async (name) => {
  const master = `${folder}${name}/master.cf`;
  const files = {
    'main.cf': read(`${folder}${name}/main.cf`),
    'master.cf': existsSync(master) ? read(master) : usualMasterCf,
  };
  for (const version of ['3.7', '3.11']) expect(await weighty(files, version)).toEqual([]);
});

test.for(['main.cf.debian', 'main.cf.dist'])('Debian’s %s', async (name, context) => {
  const debian = '/usr/share/postfix/';
  if (!existsSync(debian + name)) return context.skip('Debian’s files are not here');
  const files = { 'main.cf': read(debian + name), 'master.cf': read(`${debian}master.cf.dist`) };
  expect(await weighty(files, findPostfix()?.version ?? '3.7')).toEqual([]);
});

test('conf/ of the source that the installed Postfix was built from', async (context) => {
  const version = findPostfix()?.version;
  if (version === undefined) return context.skip('Postfix is not installed');
  let source: string;
  try {
    source = debianSource(version);
  } catch (error) {
    return context.skip(String(error));
  }
  expect(await weighty(filesIn(`${source}/conf`), version)).toEqual([]);
});

test.for(['main.cf.debian', 'main.cf.dist', 'main.cf.tls'])('Debian’s %s alone', async (name, context) => {
  const debian = '/usr/share/postfix/';
  if (!existsSync(debian + name)) return context.skip('Debian’s files are not here');
  expect(await weighty({ 'main.cf': read(debian + name) }, '3.7')).toEqual([]);
});

test.for(['main.cf', 'master.cf'])('conf/%s of a newer source, alone', async (name, context) => {
  orSkip(context, corpusFiles('trees'));
  const text = read(`${corpusFolder}/trees/vdukhovni__postfix/${name}`);
  expect(await weighty({ [name]: text }, '3.11')).toEqual([]);
});

test('conf/ of a newer source', async (context) => {
  orSkip(context, corpusFiles('trees'));
  expect(await weighty(filesIn(`${corpusFolder}/trees/vdukhovni__postfix`), '3.11')).toEqual([]);
});

function filesIn(directory: string) {
  return { 'main.cf': read(`${directory}/main.cf`), 'master.cf': read(`${directory}/master.cf`) };
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

async function weighty(files: Readonly<Record<string, string>>, version: string): Promise<readonly string[]> {
  const found = await findingsIn(files, { version });
  return found
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ file, line, code, text }) => `${file}:${line} ${code}: ${text}`);
}
