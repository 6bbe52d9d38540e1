// The instances of a host, and whether they run, for root and for other users.
import { chmod } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  hasQueue,
  instanceArguments,
  isRunning,
  listInstances,
  readList,
} from '../../client/src/postfix/instances.ts';
import { type Run, run } from '../../client/src/postfix/run.ts';
import { describePostfix, describeRunningPostfix } from '../postfix/support/describe';
import { withInstanceDirectory } from '../postfix/support/directory';
import { startPostfix } from '../postfix/support/instance';
import { desk } from './desk.ts';

const asNobody: Run = (program, args, options) =>
  run('/usr/bin/setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', program, ...args], options);

describe('the list of postmulti', () => {
  test('has names, groups, and states', () => {
    const output = [
      '-               -               y         /etc/postfix',
      'postfix-out     mta             n         /etc/postfix-out',
      'postfix-in      -               y         /etc/postfix-in',
      'nonsense',
      '',
    ].join('\n');
    const [first, ...others] = readList(output);
    expect(first).toEqual({ directory: '/etc/postfix', isDefault: true, isEnabled: true });
    expect(others).toEqual([
      { directory: '/etc/postfix-out', name: 'postfix-out', isDefault: false, isEnabled: false },
      { directory: '/etc/postfix-in', name: 'postfix-in', isDefault: false, isEnabled: true },
    ]);
    expect([first, ...others].map((instance) => instance && instanceArguments(instance))).toEqual([
      [],
      ['-c', '/etc/postfix-out'],
      ['-c', '/etc/postfix-in'],
    ]);
  });
});

describePostfix('the instances of this host', () => {
  test('begin with the default one, for every user', async () => {
    for (const at of [desk(), desk({ isSuperuser: false, run: asNobody })]) {
      const [first] = await listInstances(at);
      expect(first).toMatchObject({ directory: '/etc/postfix', isDefault: true });
    }
    expect(await listInstances(desk({ commandDirectory: '/nowhere' }))).toEqual([]);
    expect(await listInstances(desk({ trusted: false }))).toEqual([]);
  });

  test('do not include a copy, or a queue that does not exist', async () => {
    await withInstanceDirectory({ 'main.cf': 'compatibility_level = 3.6\n' }, async (directory) => {
      expect(await hasQueue(desk(), directory)).toBe(false);
    });
    await withInstanceDirectory({ 'main.cf': 'queue_directory = /nowhere\n' }, async (directory) => {
      expect(await hasQueue(desk(), directory)).toBe(false);
      expect(await isRunning(desk(), directory)).toBe('stopped');
    });
  });
});

describeRunningPostfix('a running Postfix', () => {
  test('is recognized by every user', async () => {
    const postfix = await startPostfix({ mainCf: 'compatibility_level = 3.6\n' });
    const { directory } = postfix;
    await chmod(dirname(directory), 0o755);
    await chmod(directory, 0o755);
    const other = desk({ isSuperuser: false, run: asNobody });
    expect(await hasQueue(desk(), directory)).toBe(true);
    expect([await isRunning(desk(), directory), await isRunning(other, directory)]).toEqual([
      'running',
      'running',
    ]);
    await run('/usr/sbin/postfix', ['-c', directory, 'stop']);
    expect([await isRunning(desk(), directory), await isRunning(other, directory)]).toEqual([
      'stopped',
      'stopped',
    ]);
    await postfix.stop();
  });
});
