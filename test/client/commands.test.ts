// What a person sees of the commands.
import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { File } from '../../client/src/commands/context.ts';
import { postmap } from '../../client/src/commands/postmap.ts';
import { reloadPostfix } from '../../client/src/commands/reload.ts';
import { type Run, run } from '../../client/src/postfix/run.ts';
import { describePostfix, describeRunningPostfix } from '../postfix/support/describe';
import { withInstanceDirectory } from '../postfix/support/directory';
import { standardMasterCf, startPostfix } from '../postfix/support/instance';
import { findPostfix } from '../postfix/support/programs';
import { desk, fileAt, use } from './desk.ts';

const main = { 'main.cf': 'compatibility_level = 3.6\n' };
const nothingUnsaved = () => [];
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

  test('runs nothing in a workspace that is not trusted, and says the way out', async () => {
    const untrusted = () => desk({ trusted: false, presses: ['Manage Workspace Trust'] });
    for (const perform of [
      async (at: ReturnType<typeof desk>) => postmap(at, file),
      async (at: ReturnType<typeof desk>) => reloadPostfix(at, file, nothingUnsaved),
    ]) {
      const at = untrusted();
      await perform(at);
      expect(at.ran).toEqual([]);
      expect(at.seen).toEqual([
        'warning: This workspace is not trusted, so none of Postfix’s programs is run in it. [Manage Workspace Trust]',
        'trust managed',
      ]);
    }
  });

  test('says that Postfix is not here, and that all else works', async () => {
    const at = desk({ commandDirectory: '/nowhere', presses: ['Open Settings'] });
    await postmap(at, file);
    await reloadPostfix(at, undefined, nothingUnsaved);
    expect(at.seen).toEqual([
      'information: There is no postmap in /nowhere. Reading and checking the configuration works without it. [Open Settings]',
      'setting opened: postfix.commandDirectory',
      'information: There is no postfix in /nowhere. Reading and checking the configuration works without it. [Open Settings]',
    ]);
  });

  test('to index says what it cannot index', async () => {
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
      'information: Open the lookup table that is to be indexed or checked.',
      'information: main.cf is not a lookup table: postmap has no use for it.',
      'information: t is not on a disk of this machine, where postmap could read it.',
    ]);
    expect(at.ran).toEqual([]);
  });

  test('to index has nothing to do where a lookup asks a database', async () => {
    const at = desk({ uses: { uses: [use('virtual_alias_maps', 'mysql', '/t')] } });
    await postmap(at, file);
    expect(at.seen).toEqual([
      'told: t: a mysql table has nothing to index, and no lines that postmap could check',
    ]);
    expect(at.ran).toEqual([]);
  });
});

describePostfix('Index or Check This Table', () => {
  test('saves the file and makes the table that main.cf names', async () => {
    await withInstanceDirectory({ ...main, transport: '' }, async (configDirectory) => {
      const path = join(configDirectory, 'transport');
      const uses = { uses: [use('transport_maps', 'hash', '/etc/postfix/transport')], configDirectory };
      const at = desk({ uses });
      await postmap(at, fileAt(path, 'postfix-table', 'example.com smtp:[a]\nexample.org smtp:[b]\n'));
      expect(at.ran).toEqual([['postmap', '-c', configDirectory, `hash:${path}`]]);
      expect(at.seen).toEqual(['told: transport.db indexed, 2 entries']);
      expect(await readFile(path, 'utf8')).toContain('example.org');
      expect((await stat(`${path}.db`)).isFile()).toBe(true);
    });
  });

  test('does nothing when the file could not be saved', async () => {
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
      expect(at.seen).toEqual(['told: staff.db indexed, 1 entry']);
    });
  });

  test('asks which of several types, and which at all when main.cf does not name the file', async () => {
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
      expect(several.seen).toEqual(['picked from: hash, btree', 'told: t.db indexed, 1 entry']);

      const none = desk({ uses: { defaultType: 'btree' } });
      await postmap(none, fileAt(path, 'postfix-table'));
      expect(none.seen[0]).toMatch(/^picked from: btree, .*hash/);
      // Nothing was chosen.
      expect(none.ran).toEqual([['postconf', '-m']]);
    });
  });

  test('shows what Postfix did not take', async () => {
    await withInstanceDirectory({ ...main, t: 'a b\nlonely\n' }, async (configDirectory) => {
      const path = join(configDirectory, 't');
      const uses = { uses: [use('relay_domains', 'hash', path)], configDirectory };
      const at = desk({ uses, presses: ['Show Problems'] });
      await postmap(at, fileAt(path, 'postfix-table'));
      expect(at.seen).toEqual([
        'warning: t.db is indexed. postmap: warning: line 2: expected format: key whitespace value [Show Problems] [Show Log]',
        'problems shown',
      ]);
      expect(at.reported.get(`file://${path}`)).toMatchObject([{ file: path, line: 2, severity: 'warning' }]);

      const more = desk({ uses, presses: [] });
      await postmap(more, fileAt(path, 'postfix-table', 'a b\nlonely\na c\nagain\n'));
      expect(more.seen).toEqual([
        'warning: t.db is indexed. postmap has 3 warnings. [Show Problems] [Show Log]',
      ]);
      await postmap(more, fileAt(path, 'postfix-table', 'a b\n'));
      expect(more.seen.at(-1)).toBe('told: t.db indexed, 1 entry');
      expect(more.reported.get(`file://${path}`)).toEqual([]);
    });
  });

  test('is not disturbed by what Postfix thinks of main.cf', async () => {
    const twice = 'compatibility_level = 3.6\nbiff = no\nbiff = yes\n';
    await withInstanceDirectory({ 'main.cf': twice, t: 'a b\n' }, async (configDirectory) => {
      const path = join(configDirectory, 't');
      const at = desk({ uses: { uses: [use('relay_domains', 'hash', path)], configDirectory } });
      await postmap(at, fileAt(path, 'postfix-table'));
      expect(at.seen).toEqual(['told: t.db indexed, 1 entry']);
    });
  });

  test('says in Postfix’s words why it failed', async () => {
    await withInstanceDirectory({ ...main, t: 'a b\n' }, async (configDirectory) => {
      const path = join(configDirectory, 't');
      await mkdir(`${path}.db`);
      const at = desk({
        uses: { uses: [use('relay_domains', 'hash', path)], configDirectory },
        presses: ['Show Log'],
      });
      await postmap(at, fileAt(path, 'postfix-table'));
      expect(at.seen).toEqual([
        `error: t.db was not indexed: postmap: fatal: open ${path}.db: Is a directory [Show Log]`,
        'log shown',
      ]);
    });
  });

  describe.skipIf(process.getuid?.() !== 0)('without rights (needs root to give them up)', () => {
    test('types the line with sudo, for the person to run', async () => {
      await withInstanceDirectory({ ...main, "it's": 'a b\n' }, async (configDirectory) => {
        const path = join(configDirectory, "it's");
        const at = desk({
          uses: { uses: [use('relay_domains', 'hash', path)], configDirectory },
          presses: ['Open Terminal'],
          isSuperuser: false,
          run: asNobody,
        });
        await postmap(at, fileAt(path, 'postfix-table'));
        expect(at.seen).toEqual([
          `error: it's.db was not indexed: open database ${path}.db: Permission denied. [Open Terminal]`,
          `typed: sudo /usr/sbin/postmap -c ${configDirectory} 'hash:${configDirectory}/it'\\''s'`,
        ]);
      });
    });
  });
});

describePostfix('Index or Check This Table, where Postfix reads the file as it is', () => {
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

  test.each(types)(
    '%s: the warnings of Postfix itself stand at their lines',
    async (type, { text, says }) => {
      await withInstanceDirectory({ ...main, t: text }, async (configDirectory) => {
        const path = join(configDirectory, 't');
        const uses = { uses: [use('header_checks', type, path)], configDirectory };
        const at = desk({ uses, presses: ['Show Problems'] });
        await postmap(at, fileAt(path, 'postfix-regexp'));
        expect(at.ran).toEqual([['postmap', '-c', configDirectory, '-q', 'x', `${type}:${path}`]]);
        expect(at.seen).toEqual([
          `warning: Postfix itself has read t as a ${type} table. postmap: warning: ${says} [Show Problems] [Show Log]`,
          'problems shown',
        ]);
        expect(at.reported.get(`file://${path}`)).toMatchObject([
          { program: 'postmap', file: path, line: 2, severity: 'warning' },
        ]);

        await postmap(at, fileAt(path, 'postfix-regexp', `${text.split('\n')[0]}\n`));
        expect(at.seen.at(-1)).toBe(
          `told: Postfix itself has read t as a ${type} table, and takes all of its lines`,
        );
        expect(at.reported.get(`file://${path}`)).toEqual([]);
      });
    },
  );

  test('whatever the answer to the question by which it is read', async () => {
    await withInstanceDirectory({ ...main, t: 'x answer\n' }, async (configDirectory) => {
      const path = join(configDirectory, 't');
      const at = desk({ uses: { uses: [use('relay_domains', 'texthash', path)], configDirectory } });
      await postmap(at, fileAt(path, 'postfix-table'));
      expect(at.seen).toEqual([
        'told: Postfix itself has read t as a texthash table, and takes all of its lines',
      ]);
    });
  });

  test('all of its warnings, and only those', async () => {
    const text = '/a(/ OK\n/b/ $2\n/c/Z OK\nif /x/\n';
    await withInstanceDirectory(
      { 'main.cf': 'biff = no\nbiff = yes\n', t: text },
      async (configDirectory) => {
        const path = join(configDirectory, 't');
        const at = desk({ uses: { uses: [use('header_checks', 'regexp', path)], configDirectory } });
        await postmap(at, fileAt(path, 'postfix-regexp'));
        expect(at.seen).toEqual([
          'warning: Postfix itself has read t as a regexp table. postmap has 4 warnings. [Show Problems] [Show Log]',
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

  test('asks regexp or pcre when main.cf does not name the file', async () => {
    await withInstanceDirectory({ ...main, t: '/a/ OK\n' }, async (configDirectory) => {
      const path = join(configDirectory, 't');
      const at = desk({ uses: { configDirectory }, presses: ['regexp'] });
      await postmap(at, fileAt(path, 'postfix-regexp'));
      expect(at.seen).toEqual([
        'picked from: regexp, pcre',
        'told: Postfix itself has read t as a regexp table, and takes all of its lines',
      ]);
    });
  });

  test('says that a Postfix without the type cannot read it', async () => {
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
    'without the right to read it: sudo (needs root to give it up)',
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

describePostfix('Reload Postfix', () => {
  test('says that a copy is not what Postfix runs with, before it reloads anything', async () => {
    await withInstanceDirectory({ ...main, 'master.cf': standardMasterCf }, async (directory) => {
      const at = desk();
      await reloadPostfix(at, fileAt(join(directory, 'main.cf'), 'postfix-main'), nothingUnsaved);
      expect(at.seen).toEqual([
        `warning: ${directory} is not the configuration that Postfix runs with here: that is /etc/postfix. [Reload /etc/postfix]`,
      ]);
      expect(at.ran.filter(([program]) => program === 'postfix')).toEqual([]);
    });
  });

  test('offers to save first, and may be called off', async () => {
    const files = { 'main.cf': 'queue_directory = /nowhere\n', 'master.cf': standardMasterCf };
    await withInstanceDirectory(files, async (directory) => {
      const file = fileAt(join(directory, 'main.cf'), 'postfix-main', 'queue_directory = /nowhere\nbroken\n');
      const at = desk();
      await reloadPostfix(at, file, () => [file]);
      expect(at.seen).toEqual([
        'warning: main.cf has unsaved changes, which Postfix would not see. [Save and Reload] [Reload Without Saving]',
      ]);
      const saving = desk({ presses: ['Save and Reload', 'Show Problems'] });
      await reloadPostfix(saving, file, (of) => (of === directory ? [file] : []));
      expect(saving.seen.slice(1)).toEqual([
        `error: Postfix was not reloaded, since it cannot read its configuration: postmap: fatal: ${directory}/main.cf, line 2: missing '=' after attribute name: "broken" [Show Problems] [Show Log]`,
        'problems shown',
      ]);
      expect(saving.reported.get(directory)).toMatchObject([{ file: `${directory}/main.cf`, line: 2 }]);
    });
  });

  test('types the line with sudo where it is not the superuser', async () => {
    const files = { 'main.cf': 'queue_directory = /nowhere\n', 'master.cf': standardMasterCf };
    await withInstanceDirectory(files, async (directory) => {
      const at = desk({ isSuperuser: false, presses: ['Open Terminal'] });
      await reloadPostfix(at, fileAt(join(directory, 'main.cf'), 'postfix-main'), nothingUnsaved);
      expect(at.seen).toEqual([
        'information: The postfix command is reserved for the superuser. [Open Terminal]',
        `typed: sudo /usr/sbin/postfix -c ${directory} reload`,
      ]);
    });
  });

  test('offers a terminal where postfix would say more than to us', async () => {
    const files = { 'main.cf': 'queue_directory = /nowhere\n', 'master.cf': standardMasterCf };
    await withInstanceDirectory(files, async (directory) => {
      const at = desk();
      await reloadPostfix(at, fileAt(join(directory, 'main.cf'), 'postfix-main'), nothingUnsaved);
      expect(at.seen).toEqual([
        'error: postfix reload failed: exit status 1. In a terminal it says more. [Open Terminal]',
      ]);
    });
  });
});

describeRunningPostfix('Reload Postfix, when Postfix runs', () => {
  test('reloads the instance of the file in the editor', async () => {
    const postfix = await startPostfix({
      ...{ mainCf: main['main.cf'] },
      tables: { 'hash:transport': 'a b\n' },
    });
    const { directory } = postfix;
    const at = desk({ uses: { configDirectory: directory } });
    await reloadPostfix(at, fileAt(join(directory, 'transport'), 'postfix-table'), nothingUnsaved);
    expect(at.seen).toEqual([`told: Postfix has read ${directory} again`]);
    await postfix.waitForLog(/reload -- version/);

    await run('/usr/sbin/postfix', ['-c', directory, 'stop']);
    await reloadPostfix(at, fileAt(join(directory, 'main.cf'), 'postfix-main'), nothingUnsaved);
    expect(at.seen.slice(1)).toEqual([
      `information: The Postfix mail system is not running with ${directory}.`,
    ]);
    await postfix.stop();
  });
});
