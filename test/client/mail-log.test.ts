// What is read from a log: on this host, and through a command prefix.
import { appendFile, chmod, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mailLog } from '../../client/src/postfix/mail-log.ts';
import { describePostfix } from '../postfix/support/describe';
import { withInstanceDirectory } from '../postfix/support/directory';
import { desk } from './desk.ts';

const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

/** A configuration with a log file, and a log that is read from this point on. */
async function withLog(
  prefix: readonly string[],
  use: (log: Awaited<ReturnType<typeof mailLog>>, file: string, folder: string) => Promise<void>,
): Promise<void> {
  await withInstanceDirectory({ log: 'before\n' }, async (folder) => {
    const file = join(folder, 'log');
    await writeFile(join(folder, 'main.cf'), `maillog_file = ${file}\nmaillog_file_prefixes = ${folder}\n`);
    const at = desk({ commandPrefix: prefix });
    await use(await mailLog(at, folder, '/nowhere'), file, folder);
  });
}

describePostfix('a log file', () => {
  const ways: [string, readonly string[]][] = [
    ['of this host', []],
    ['where the command prefix leads', ['env']],
  ];
  test.each(ways)('%s is read from now on, in complete lines', async (_, prefix) => {
    await withLog(prefix, async (log, file) => {
      expect(await log?.read()).toEqual([]);
      await appendFile(file, 'one\ntwo ü\nthr');
      expect(await log?.read()).toEqual(['one', 'two ü']);
      await appendFile(file, 'ee\n');
      expect(await log?.read()).toEqual(['one', 'two ü', 'three']);
    });
  });

  test.each(ways)('%s is read from its start after it was rotated', async (_, prefix) => {
    await withLog(prefix, async (log, file) => {
      await rename(file, `${file}.1`);
      expect(await log?.read()).toEqual([]);
      await writeFile(file, 'a new file that is longer than the old one\n');
      expect(await log?.read()).toEqual(['a new file that is longer than the old one']);
      await rm(file);
      expect(await log?.read()).toEqual([]);
    });
  });

  test.each(ways)('%s is read up to a limit', async (_, prefix) => {
    await withLog(prefix, async (log, file) => {
      await appendFile(file, `${'x'.repeat(99)}\n`.repeat(100_000));
      expect((await log?.read())?.length).toBe(Math.floor(2 ** 20 / 100));
    });
  });

  test('that the user may not read is not read', async () => {
    await withInstanceDirectory({ log: 'secret\n' }, async (folder) => {
      const file = join(folder, 'log');
      await chmod(file, 0);
      await writeFile(join(folder, 'main.cf'), `maillog_file = ${file}\nmaillog_file_prefixes = ${folder}\n`);
      // No other log either: the program for the journal is missing.
      const commandPrefix = process.getuid?.() === 0 ? asNobody : ['env'];
      const log = await mailLog(desk({ commandPrefix }), folder, '/nowhere');
      await appendFile(file, 'more\n').catch(() => {});
      expect(await log?.read()).toEqual([]);
    });
  });
});

describe('the journal', () => {
  test('is read if there is no file, from the time of the other host', async () => {
    await withInstanceDirectory({ 'main.cf': '' }, async (folder) => {
      const script = (name: string, text: string) =>
        writeFile(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
      await script('date', 'echo 12345');
      await script('journalctl', 'printf "%s\\n" "$@" half');
      await script('ls', 'exit 2');
      const path = `${folder}:/usr/bin`;
      const programs = desk({
        commandPrefix: ['env', `PATH=${path}`],
        path,
        commandDirectory: '/nowhere',
      });
      const log = await mailLog(programs, folder, '/nowhere');
      expect(await log?.read()).toEqual([
        '--quiet',
        '--no-pager',
        '--output=short-iso',
        '--lines=5000',
        '--since=@12345',
        '--facility=mail',
        'half',
      ]);
    });
  });
});
