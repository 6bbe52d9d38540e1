// Where the extension looks for Postfix programs.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installedVersion, readParameters, tableTypes } from '../../client/src/postfix/parameters.ts';
import { findProgram } from '../../client/src/postfix/programs.ts';
import { run } from '../../client/src/postfix/run.ts';
import { describePostfix } from '../postfix/support/describe';
import { withInstanceDirectory } from '../postfix/support/directory';
import { findPostfix } from '../postfix/support/programs';

describe('a program', () => {
  const root = mkdtempSync(join(tmpdir(), 'programs-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const directory = (name: string, ...programs: string[]) => {
    const path = join(root, name);
    mkdirSync(path, { recursive: true });
    for (const program of programs) {
      writeFileSync(join(path, program), `#!/bin/sh\necho ${join(root, 'commands')}\n`);
      chmodSync(join(path, program), 0o755);
    }
    return path;
  };
  let inPath = '';
  let usual = '';
  beforeAll(() => {
    inPath = directory('path', 'postmap', 'postconf');
    usual = directory('usual', 'postmap', 'postalias');
    directory('commands', 'postfix');
  });
  const places = (commandDirectory = '') => ({ commandDirectory, path: inPath, usual: [usual], run });

  test('is searched in PATH before the usual directories', async () => {
    expect(await findProgram('postmap', places())).toEqual({ found: true, path: join(inPath, 'postmap') });
    expect(await findProgram('postalias', places())).toEqual({ found: true, path: join(usual, 'postalias') });
  });

  test('is searched in the command_directory that postconf prints', async () => {
    expect(await findProgram('postfix', places())).toEqual({
      found: true,
      path: join(root, 'commands', 'postfix'),
    });
  });

  test('is searched only in the directory of the setting, if it is set', async () => {
    const commands = directory('commands');
    expect(await findProgram('postfix', places(commands))).toMatchObject({ found: true });
    expect(await findProgram('postmap', places(commands))).toEqual({ found: false, directories: [commands] });
    expect(await findProgram('postmap', places('bin'))).toEqual({ found: false, directories: [] });
  });

  test('is not searched in relative directories of PATH, and a folder or a file without execute permission is not a program', async () => {
    const bad = directory('bad');
    mkdirSync(join(bad, 'postmap'));
    writeFileSync(join(bad, 'postconf'), '');
    const path = ['.', '', 'bin', bad].join(delimiter);
    expect(await findProgram('postmap', { commandDirectory: '', path, usual: [], run })).toEqual({
      found: false,
      directories: [bad],
    });
    expect(await findProgram('postconf', { commandDirectory: '', path, usual: [], run })).toMatchObject({
      found: false,
    });
  });
});

describePostfix('postconf', () => {
  const postfix = findPostfix();
  const postconf = postfix?.programs.postconf ?? '';

  test('prints the release and the table types', async () => {
    expect(await installedVersion(postconf, run)).toBe(postfix?.version);
    expect(await tableTypes(postconf, undefined, run)).toEqual(postfix?.tableTypes);
  });

  test('prints a value with its references expanded, and an empty value', async () => {
    await withInstanceDirectory(
      { 'main.cf': 'myhostname = a.example\nmydomain = $myhostname\nrelayhost =\n' },
      async (dir) => {
        const values = await readParameters(postconf, dir, ['mydomain', 'relayhost', 'no_such'], run);
        expect(Object.fromEntries(values)).toEqual({ mydomain: 'a.example', relayhost: '' });
      },
    );
    expect((await readParameters(postconf, '/nowhere', ['relayhost'], run)).size).toBe(0);
  });
});
