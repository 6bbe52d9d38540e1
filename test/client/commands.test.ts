// What the user sees of the commands.
import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { File } from '../../client/src/commands/context.ts';
import { reloadPostfix } from '../../client/src/commands/control.ts';
import { postmap } from '../../client/src/commands/postmap.ts';
import { type Run, run } from '../../client/src/postfix/run.ts';
import { describePostfix } from '../postfix/support/describe';
import { withInstanceDirectory } from '../postfix/support/directory';
import { findPostfix } from '../postfix/support/programs';
import { desk, fileAt, use } from './desk.ts';
import { fakeSudo } from './sudo.ts';

const main = { 'main.cf': 'compatibility_level = 3.6\n' };
const asNobody: Run = (program, args, options) =>
  run('/usr/bin/setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', program, ...args], options);

describe('any command', () => {
  const file: File = {
    uri: 'file:///t',
    name: 't',
    path: '/t',
    languageId: 'postfix-table',
    text: () => '',
    save: async () => true,
  };

  test('runs nothing in a workspace that is not trusted, and offers to manage the trust', async () => {
    const untrusted = () => desk({ trusted: false, presses: ['Manage Workspace Trust'] });
    for (const perform of [
      async (at: ReturnType<typeof desk>) => postmap(at, file),
      async (at: ReturnType<typeof desk>) => reloadPostfix(at, file),
    ]) {
      const at = untrusted();
      await perform(at);
      expect(at.ran).toEqual([]);
      expect(at.seen).toEqual([
        'warning: This workspace is not trusted, so the extension does not run programs in it. [Manage Workspace Trust]',
        'trust managed',
      ]);
    }
  });

  test('says that a program is missing, and that other features work', async () => {
    const at = desk({ commandDirectory: '/nowhere', presses: ['Open Settings'] });
    await postmap(at, file);
    await reloadPostfix(at, undefined);
    expect(at.seen).toEqual([
      'information: postmap was not found in /nowhere. You can edit and check the configuration without it. [Open Settings]',
      'setting opened: postfix.commandDirectory',
      'information: postfix was not found in /nowhere. You can edit and check the configuration without it. [Open Settings]',
    ]);
  });

  test('to index a table says what it cannot index', async () => {
    const at = desk();
    await postmap(at, undefined);
    await postmap(at, { ...file, name: 'main.cf', languageId: 'postfix-main' });
    await postmap(at, {
      uri: 'vscode-vfs://x/t',
      name: 't',
      languageId: 'postfix-table',
      text: () => '',
      save: async () => true,
    });
    expect(at.seen).toEqual([
      'information: Open the lookup table that you want to index or check.',
      'information: main.cf is not a lookup table, so postmap cannot use it.',
      'information: t is not on a local disk, so postmap cannot read it.',
    ]);
    expect(at.ran).toEqual([]);
  });

  test('to index a table has nothing to do if lookups query a database', async () => {
    const at = desk({ uses: { uses: [use('virtual_alias_maps', 'mysql', '/t')] } });
    await postmap(at, file);
    expect(at.seen).toEqual(['told: t: a mysql table does not need an index, and postmap cannot check it']);
    expect(at.ran).toEqual([]);
  });
});

describePostfix('Index or Check This Table', () => {
  test('saves the file and creates the index that main.cf names', async () => {
    await withInstanceDirectory({ ...main, transport: '' }, async (configDirectory) => {
      const path = join(configDirectory, 'transport');
      const uses = { uses: [use('transport_maps', 'hash', '/etc/postfix/transport')], configDirectory };
      const at = desk({ uses });
      await postmap(at, fileAt(path, 'postfix-table', 'example.com smtp:[a]\nexample.org smtp:[b]\n'));
      expect(at.ran).toEqual([['postmap', '-c', configDirectory, `hash:${path}`]]);
      expect(at.seen).toEqual(['told: Created transport.db (2 entries)']);
      expect(await readFile(path, 'utf8')).toContain('example.org');
      expect((await stat(`${path}.db`)).isFile()).toBe(true);
    });
  });

  test('does nothing if the file cannot be saved', async () => {
    const at = desk({ uses: { uses: [use('transport_maps', 'hash', '/t')] } });
    await postmap(at, { ...fileAt('/t', 'postfix-table', ''), save: async () => false });
    expect([at.seen, at.ran]).toEqual([[], []]);
  });

  test('runs postalias for aliases', async () => {
    await withInstanceDirectory({ ...main, staff: 'root: me\n' }, async (configDirectory) => {
      const path = join(configDirectory, 'staff');
      const at = desk({ uses: { uses: [use('alias_maps', 'hash', path)], configDirectory } });
      await postmap(at, fileAt(path, 'postfix-table'));
      const unnamed = desk({ uses: { configDirectory }, presses: ['hash'] });
      await postmap(unnamed, fileAt(path, 'postfix-aliases'));
      expect([at.ran[0]?.[0], unnamed.ran.at(-1)?.[0]]).toEqual(['postalias', 'postalias']);
      expect(at.seen).toEqual(['told: Created staff.db (1 entry)']);
    });
  });

  test('asks for the type if main.cf uses several, or does not name the file', async () => {
    await withInstanceDirectory({ ...main, t: 'a b\n' }, async (configDirectory) => {
      const path = join(configDirectory, 't');
      const several = desk({
        uses: {
          uses: [use('relay_domains', 'hash', path), use('mydestination', 'btree', path)],
          configDirectory,
        },
        presses: ['btree'],
      });
      await postmap(several, fileAt(path, 'postfix-table'));
      expect(several.seen).toEqual(['picked from: hash, btree', 'told: Created t.db (1 entry)']);

      const none = desk({ uses: { defaultType: 'btree' } });
      await postmap(none, fileAt(path, 'postfix-table'));
      expect(none.seen[0]).toMatch(/^picked from: btree, .*hash/);
      // The user chose nothing.
      expect(none.ran).toEqual([['postconf', '-m']]);
    });
  });

  test('shows the warnings of Postfix', async () => {
    await withInstanceDirectory({ ...main, t: 'a b\nlonely\n' }, async (configDirectory) => {
      const path = join(configDirectory, 't');
      const uses = { uses: [use('relay_domains', 'hash', path)], configDirectory };
      const at = desk({ uses, presses: ['Show Problems'] });
      await postmap(at, fileAt(path, 'postfix-table'));
      expect(at.seen).toEqual([
        'warning: Created t.db. postmap: warning: line 2: expected format: key whitespace value [Show Problems] [Show Log]',
        'problems shown',
      ]);
      expect(at.reported.get(`file://${path}`)).toMatchObject([{ file: path, line: 2, severity: 'warning' }]);

      const more = desk({ uses, presses: [] });
      await postmap(more, fileAt(path, 'postfix-table', 'a b\nlonely\na c\nagain\n'));
      expect(more.seen).toEqual([
        'warning: Created t.db. postmap reported 3 warnings. [Show Problems] [Show Log]',
      ]);
      await postmap(more, fileAt(path, 'postfix-table', 'a b\n'));
      expect(more.seen.at(-1)).toBe('told: Created t.db (1 entry)');
      expect(more.reported.get(`file://${path}`)).toEqual([]);
    });
  });

  test('ignores messages about main.cf', async () => {
    const twice = 'compatibility_level = 3.6\nbiff = no\nbiff = yes\n';
    await withInstanceDirectory({ 'main.cf': twice, t: 'a b\n' }, async (configDirectory) => {
      const path = join(configDirectory, 't');
      const at = desk({ uses: { uses: [use('relay_domains', 'hash', path)], configDirectory } });
      await postmap(at, fileAt(path, 'postfix-table'));
      expect(at.seen).toEqual(['told: Created t.db (1 entry)']);
    });
  });

  test('quotes the error of Postfix if it fails', async () => {
    await withInstanceDirectory({ ...main, t: 'a b\n' }, async (configDirectory) => {
      const path = join(configDirectory, 't');
      await mkdir(`${path}.db`);
      const at = desk({
        uses: { uses: [use('relay_domains', 'hash', path)], configDirectory },
        presses: ['Show Log'],
      });
      await postmap(at, fileAt(path, 'postfix-table'));
      expect(at.seen).toEqual([
        `error: Could not create t.db: postmap: fatal: open ${path}.db: Is a directory [Show Log]`,
        'log shown',
      ]);
    });
  });

  describe.skipIf(process.getuid?.() !== 0)(
    'without permission (the test needs root to drop its permissions)',
    () => {
      test('runs the program as root after the user has seen the command', async () => {
        await withInstanceDirectory({ ...main, "it's": 'a b\n' }, async (configDirectory) => {
          const path = join(configDirectory, "it's");
          const uses = { uses: [use('relay_domains', 'hash', path)], configDirectory };
          const line = `/usr/sbin/postmap -c ${configDirectory} 'hash:${configDirectory}/it'\\''s'`;
          const said = `Could not create it's.db: open database ${path}.db: Permission denied.`;
          const without = desk({ uses, isSuperuser: false, run: asNobody, path: '/nowhere' });
          await postmap(without, fileAt(path, 'postfix-table'));
          expect(without.seen).toEqual([
            `error: ${said} sudo and pkexec were not found. Run this command as root: ${line} [Show Log]`,
          ]);

          const { directory, remove } = fakeSudo();
          const asUser: Run = (program, args, options) =>
            program.startsWith(directory) ? run(program, args, options) : asNobody(program, args, options);
          const refusing = desk({ uses, isSuperuser: false, run: asUser, path: directory });
          await postmap(refusing, fileAt(path, 'postfix-table'));
          const asked = `asked: ${directory}/sudo -- ${line} [Run] [Run, and Do Not Ask Again in This Session]`;
          expect(refusing.seen).toEqual([asked, 'told: Nothing was changed']);

          const at = desk({ uses, isSuperuser: false, run: asUser, path: directory, presses: ['Run'] });
          expect(await postmap(at, fileAt(path, 'postfix-table'))).toBe(true);
          expect(at.seen).toEqual([asked, "told: Created it's.db (1 entry)"]);
          remove();
        });
      });
    },
  );
});

describePostfix('Index or Check This Table, if Postfix reads the file itself', () => {
  const faulty = {
    regexp: { text: '/ok/ OK\n/a(/ OK\n', says: 'line 2: Unmatched ( or \\(' },
    pcre: {
      text: '/ok/ OK\n/a(?=b/ OK\n',
      says: 'line 2: error in regex at offset 5: missing closing parenthesis',
    },
    cidr: {
      text: '192.0.2.0/24 OK\n192.0.2.1/24 OK\n',
      says: 'line 2: non-null host address bits in "192.0.2.1/24", perhaps you should use "192.0.2.0/24" instead: skipping this rule',
    },
    texthash: {
      text: 'a b\nlonely\n',
      says: 'line 2: expected format: key whitespace value -- ignoring this line',
    },
  };
  const types = Object.entries(faulty).filter(([type]) => findPostfix()?.tableTypes.includes(type));

  test.each(types)('%s: the warnings of Postfix appear at their lines', async (type, { text, says }) => {
    await withInstanceDirectory({ ...main, t: text }, async (configDirectory) => {
      const path = join(configDirectory, 't');
      const uses = { uses: [use('header_checks', type, path)], configDirectory };
      const at = desk({ uses, presses: ['Show Problems'] });
      await postmap(at, fileAt(path, 'postfix-regexp'));
      expect(at.ran).toEqual([['postmap', '-c', configDirectory, '-q', 'x', `${type}:${path}`]]);
      expect(at.seen).toEqual([
        `warning: Postfix read t as a ${type} table. postmap: warning: ${says} [Show Problems] [Show Log]`,
        'problems shown',
      ]);
      expect(at.reported.get(`file://${path}`)).toMatchObject([
        { program: 'postmap', file: path, line: 2, severity: 'warning' },
      ]);

      await postmap(at, fileAt(path, 'postfix-regexp', `${text.split('\n')[0]}\n`));
      expect(at.seen.at(-1)).toBe(`told: Postfix read t as a ${type} table and accepts all lines`);
      expect(at.reported.get(`file://${path}`)).toEqual([]);
    });
  });

  test('succeeds regardless of the result of the lookup', async () => {
    await withInstanceDirectory({ ...main, t: 'x answer\n' }, async (configDirectory) => {
      const path = join(configDirectory, 't');
      const at = desk({ uses: { uses: [use('relay_domains', 'texthash', path)], configDirectory } });
      await postmap(at, fileAt(path, 'postfix-table'));
      expect(at.seen).toEqual(['told: Postfix read t as a texthash table and accepts all lines']);
    });
  });

  test('reports all warnings about the table, and no others', async () => {
    const text = '/a(/ OK\n/b/ $2\n/c/Z OK\nif /x/\n';
    await withInstanceDirectory(
      { 'main.cf': 'biff = no\nbiff = yes\n', t: text },
      async (configDirectory) => {
        const path = join(configDirectory, 't');
        const at = desk({ uses: { uses: [use('header_checks', 'regexp', path)], configDirectory } });
        await postmap(at, fileAt(path, 'postfix-regexp'));
        expect(at.seen).toEqual([
          'warning: Postfix read t as a regexp table. postmap reported 4 warnings. [Show Problems] [Show Log]',
        ]);
        expect(at.reported.get(`file://${path}`)?.map(({ line, text }) => `${line}: ${text}`)).toEqual([
          '1: Unmatched ( or \\(',
          '2: out of range replacement index "2": skipping this rule',
          '3: unknown regexp option "Z": skipping this rule',
          '4: IF has no matching ENDIF',
        ]);
      },
    );
  });

  test('asks whether the type is regexp or pcre if main.cf does not name the file', async () => {
    await withInstanceDirectory({ ...main, t: '/a/ OK\n' }, async (configDirectory) => {
      const path = join(configDirectory, 't');
      const at = desk({ uses: { configDirectory }, presses: ['regexp'] });
      await postmap(at, fileAt(path, 'postfix-regexp'));
      expect(at.seen).toEqual([
        'picked from: regexp, pcre',
        'told: Postfix read t as a regexp table and accepts all lines',
      ]);
    });
  });

  test('says that Postfix cannot read a table of an unsupported type', async () => {
    await withInstanceDirectory({ ...main, t: '/a/ OK\n' }, async (configDirectory) => {
      const path = join(configDirectory, 't');
      const without: Run = (program, args, options) =>
        run(program, [...args.slice(0, -1), `no${args.at(-1)}`], options);
      const uses = { uses: [use('header_checks', 'pcre', path)], configDirectory };
      const at = desk({ uses, run: without });
      await postmap(at, fileAt(path, 'postfix-regexp'));
      expect(at.seen).toEqual([
        'error: Postfix could not read t: postmap: fatal: unsupported dictionary type: nopcre [Show Log]',
      ]);
    });
  });

  test.skipIf(process.getuid?.() !== 0)(
    'offers sudo without permission to read the table (the test needs root to drop its permissions)',
    async () => {
      await withInstanceDirectory({ ...main, t: '/a/ OK\n' }, async (configDirectory) => {
        const path = join(configDirectory, 't');
        await chmod(path, 0o600);
        const uses = { uses: [use('header_checks', 'regexp', path)], configDirectory };
        const at = desk({ uses, presses: ['Open Terminal'], isSuperuser: false, run: asNobody });
        await postmap(at, fileAt(path, 'postfix-regexp'));
        expect(at.seen).toEqual([
          `error: Postfix could not read t: open ${path}: Permission denied. [Open Terminal]`,
          `typed: sudo /usr/sbin/postmap -c ${configDirectory} -q x regexp:${path}`,
        ]);
      });
    },
  );
});
