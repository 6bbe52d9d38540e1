// The real postmap and postalias index and read tables.
import { chmod, chown, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { placeDuplicates } from '../../client/src/postfix/entries.ts';
import { type Run, run } from '../../client/src/postfix/run.ts';
import { indexArguments, indexTable, type Outcome } from '../../client/src/postfix/table.ts';
import { suffixOf } from '../../client/src/postfix/table-types.ts';
import { describePostfix } from '../postfix/support/describe';
import { type Files, withInstanceDirectory } from '../postfix/support/directory';
import { findPostfix } from '../postfix/support/programs';

const main = { 'main.cf': 'compatibility_level = 3.6\n' };
const programs = findPostfix()?.programs;
const types = findPostfix()?.tableTypes ?? [];
const nobody = 65534;

/** Runs a program as a user without permissions. */
const asNobody: Run = (program, args, options) =>
  run(
    '/usr/bin/setpriv',
    [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', program, ...args],
    options,
  );

/** Indexes the table `name` of these files. Resolves to the outcome, with the line and the text of each message. */
async function make(
  files: Files,
  name: string,
  how: {
    type?: string;
    program?: 'postmap' | 'postalias';
    as?: Run;
    before?: (dir: string) => Promise<void>;
  } = {},
): Promise<{ made: Outcome; said: string[]; index: boolean }> {
  const { type = 'hash', program = 'postmap', as = run } = how;
  return withInstanceDirectory(files, async (directory) => {
    await how.before?.(directory);
    const path = join(directory, name);
    const made = await indexTable({ program: programs?.[program] ?? '', type, path, directory }, as);
    const text = await readFile(path, 'utf8');
    const messages =
      'messages' in made ? placeDuplicates(made.messages, text, program === 'postalias' ? ':' : ' ') : [];
    const said = messages.map(({ file, line, text }) => {
      const about =
        file === undefined ? '-' : file.startsWith(`${directory}/`) ? file.slice(directory.length + 1) : file;
      return `${about}:${line ?? '-'} ${text.replaceAll(directory, 'DIR')}`;
    });
    const index = await stat(`${path}${suffixOf(type)}`).then(
      () => true,
      () => false,
    );
    return { made, said, index };
  });
}

describePostfix('postmap', () => {
  test('creates an index', async () => {
    for (const type of ['hash', 'btree', 'lmdb', 'cdb'].filter((type) => types.includes(type))) {
      const { made, index } = await make({ ...main, transport: 'example.com smtp:[a]\n' }, 'transport', {
        type,
      });
      expect({ type, made, index }).toEqual({ type, made: { kind: 'done', messages: [] }, index: true });
    }
  });

  const strange = [
    'a b',
    "it's",
    '"quoted"',
    '-dash',
    'new\nline',
    'é ü',
    '$HOME',
    'a:b',
    'x, line 3: y',
    'x.db',
    '?*',
  ];
  const bad = 'good one\nlonely\nkey: value\ngood two\n"unbalanced x\n';
  test.each(strange)('reads a file named %j, and its messages have line numbers', async (name) => {
    const { made, said, index } = await make({ ...main, [name]: bad }, name);
    expect(made.kind).toBe('done');
    expect(index).toBe(true);
    expect(said).toEqual([
      `${name}:2 expected format: key whitespace value`,
      `${name}:3 record is in "key: value" format; is this an alias file?`,
      `${name}:4 duplicate entry: "good"`,
      `${name}:5 unbalanced '"' in '"unbalanced x' -- ignoring this line`,
    ]);
  });

  test('names duplicates in every table type', async () => {
    for (const type of ['hash', 'btree', 'lmdb', 'cdb'].filter((type) => types.includes(type))) {
      const { said } = await make({ ...main, t: 'a b\nc d\n"x y" z\nA b\n"x Y" z\na b\n' }, 't', { type });
      expect([type, ...said]).toEqual([
        type,
        't:4 duplicate entry: "a"',
        't:5 duplicate entry: ""x y""',
        't:6 duplicate entry: "a"',
      ]);
    }
  });

  test('finds its file even without SMTPUTF8', async () => {
    const { said } = await make({ 'main.cf': 'smtputf8_enable = no\n', é: 'a b\na c\nlonely\n' }, 'é');
    expect(said).toEqual(['é:2 duplicate entry: "a"', 'é:3 expected format: key whitespace value']);
  });

  test('fails for an unknown type, and for a type without an index', async () => {
    const unknown = await make({ ...main, t: 'a b\n' }, 't', { type: 'nosuch' });
    expect(unknown.made.kind).toBe('failed');
    expect(unknown.said[0]).toMatch(/^-:- unsupported dictionary type: nosuch/);
    expect((await make({ ...main, t: 'a b\n' }, 't', { type: 'regexp' })).made.kind).toBe('failed');
  });

  test('creates the index even if the main.cf next to the table does not work on this host', async () => {
    const { made, index } = await make({ 'main.cf': 'mail_owner = _nobody_here\n', t: 'a b\n' }, 't');
    expect([made.kind, index]).toEqual(['done', true]);
  });

  test('uses the main.cf of the directory only if it exists', async () => {
    await withInstanceDirectory({ t: 'a b\n' }, async (directory) => {
      const making = { program: '', type: 'hash', path: join(directory, 't'), directory };
      expect(await indexArguments(making)).toEqual([`hash:${directory}/t`]);
    });
    await withInstanceDirectory({ ...main, t: 'a b\n' }, async (directory) => {
      const making = { program: '', type: 'hash', path: join(directory, 't'), directory };
      expect(await indexArguments(making)).toEqual(['-c', directory, `hash:${directory}/t`]);
    });
  });

  test('is stopped on request', async () => {
    const signal = AbortSignal.abort();
    const making = { program: programs?.postmap ?? '', type: 'hash', path: '/nowhere' };
    expect(await indexTable(making, run, signal)).toEqual({ kind: 'canceled' });
  });

  describe.skipIf(process.getuid?.() !== 0)(
    'without permission (the test needs root to drop its permissions)',
    () => {
      test('to write the index', async () => {
        for (const type of ['hash', 'lmdb', 'cdb'].filter((type) => types.includes(type))) {
          const { made, said } = await make({ ...main, t: 'a b\n' }, 't', { type, as: asNobody });
          expect(made.kind).toBe('no-rights');
          expect(said[0]).toMatch(/^-:- open (?:database )?DIR\/t\.\S+: Permission denied$/);
        }
      });

      test('to read the source', async () => {
        const { made } = await make({ ...main, t: 'a b\n' }, 't', {
          as: asNobody,
          before: (dir) => chmod(join(dir, 't'), 0o600),
        });
        expect(made.kind).toBe('no-rights');
      });

      test('as root, which uses the permissions of the file’s owner', async () => {
        const { made } = await make({ ...main, t: 'a b\n' }, 't', {
          before: (dir) => chown(join(dir, 't'), nobody, nobody),
        });
        expect(made.kind).toBe('no-rights');
      });
    },
  );
});

describePostfix('postalias', () => {
  test('creates an alias database, and its messages have line numbers', async () => {
    const aliases = '# mail\nroot: me\nno pair\nuser@example.com: y\nRoot: you\n';
    const { made, said, index } = await make({ ...main, aliases }, 'aliases', { program: 'postalias' });
    expect([made.kind, index]).toEqual(['done', true]);
    expect(said).toEqual([
      'aliases:3 need name:value pair',
      'aliases:4 name must be local',
      'aliases:5 duplicate entry: "root"',
    ]);
  });
});
