// Compares `postfix-lint show -d` with `postconf -d` of the installed Postfix: the same bytes, except for what its
// build or this host determines.

import { expect, test } from 'vitest';
import { show } from '../../server/src/cli/show.ts';
import { machineFacts } from '../../server/src/host-node/machine.ts';
import { parameters, valueTypes } from '../catalog/data.ts';
import { docs } from '../support/docs.ts';
import { describePostfix, findPostfix, postconf, withInstanceDirectory } from './harness.ts';

/**
 * What Debian's build sets differently, or what belongs to one process. The catalog has the values of Postfix's own
 * build. Nothing else is excused, not even the patch level.
 */
const excused: Readonly<Record<string, string>> = {
  alias_maps: 'a build with NIS goes on with nis:mail.aliases',
  command_directory: 'where this build puts its programs',
  daemon_directory: 'where this build puts its programs',
  data_directory: 'where this build puts its data',
  html_directory: 'where this build puts its manual',
  mail_release_date: 'the catalog has that of the newest patch',
  manpage_directory: 'where this build puts its manual',
  meta_directory: 'where this build puts its own files',
  process_id: 'each process has its own',
  readme_directory: 'where this build puts its manual',
  shlib_directory: 'a build with shared libraries has a place for them',
};

describePostfix('postfix-lint show -d', () => {
  test.each([
    ['no settings', { 'main.cf': '', 'master.cf': '' }],
    [
      'settings that other defaults are computed from',
      {
        'main.cf':
          'mydomain = example.com\nmyhostname = mx.example.net\nmynetworks_style = host\ninet_protocols = ipv4\n',
        'master.cf': 'paint unix - n n - - pipe\n  user=nobody argv=/bin/true\n',
      },
    ],
  ])('prints what postconf -d prints, with %s', async (_, files) => {
    await withInstanceDirectory(files, async (directory) => {
      const theirs = await postconf(directory, ['-d'], { encoding: 'latin1' });
      const ours = await showDefaults(directory);
      expect(theirs.stdout.split('\n').length).toBeGreaterThan(800);
      expect(withoutExcused(ours)).toBe(withoutExcused(theirs.stdout));
    });
  });

  test('prints them expanded as postconf -d -x does', async () => {
    await withInstanceDirectory({ 'main.cf': '', 'master.cf': '' }, async (directory) => {
      const theirs = await postconf(directory, ['-d', '-x'], { encoding: 'latin1' });
      const ours = await showDefaults(directory, true);
      expect(ours.split('\n').length).toBe(theirs.stdout.split('\n').length);
      // Other defaults refer to those that are excused.
      const differing = differences(withoutExcused(ours), withoutExcused(theirs.stdout));
      expect(differing.filter((name) => !refersToExcused(name))).toEqual([]);
    });
  });
});

describePostfix('every parameter that postconf prints', () => {
  test('has a value type and a text', async () => {
    const { stdout } = await withInstanceDirectory({ 'main.cf': '', 'master.cf': '' }, (directory) =>
      postconf(directory, ['-d']),
    );
    const names = stdout.split('\n').flatMap((line) => /^\S+/.exec(line) ?? []);
    expect(names.length).toBeGreaterThan(800);
    expect(names.filter((name) => valueTypes[name] === undefined)).toEqual([]);
    expect(names.filter((name) => docs.parameter(name) === undefined)).toEqual([]);
  });
});

async function showDefaults(directory: string, expanded = false): Promise<string> {
  const chunks: Uint8Array[] = [];
  const errors: unknown[] = [];
  const version = findPostfix()?.version ?? '';
  const status = await show(
    {
      kind: 'show',
      what: 'parameters',
      set: false,
      defaults: true,
      expanded,
      settings: [],
      target: { version },
      directory,
      names: [],
    },
    version,
    {
      stdout: { write: (chunk) => chunks.push(Buffer.from(chunk)) },
      stderr: { write: (chunk) => errors.push(chunk) },
      machine: machineFacts(),
      color: false,
      stdin: () => Promise.resolve(new Uint8Array()),
    },
  );
  expect({ status, errors }).toEqual({ status: 0, errors: [] });
  return Buffer.concat(chunks).toString('latin1');
}

/** The lines of excused parameters stay, without their values. */
function withoutExcused(output: string): string {
  return output.replace(/^(\w+) =.*$/gm, (line, name: string) => (name in excused ? `${name} =` : line));
}

function differences(ours: string, theirs: string): string[] {
  const lines = new Set(theirs.split('\n'));
  return ours.split('\n').flatMap((line) => (lines.has(line) ? [] : [line.split(' ')[0] ?? '']));
}

/** Whether the default, or one that it refers to, refers to an excused one. */
function refersToExcused(name: string): boolean {
  const value = parameters.find((parameter) => parameter.name === name)?.defaults?.at(-1)?.value ?? '';
  const names = [...value.matchAll(/\$\{?(\w+)/g)].map(([, used = '']) => used);
  return names.some((used) => used in excused || refersToExcused(used));
}
