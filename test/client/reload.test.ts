// `postfix reload` with a separate Postfix instance.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Performed, perform } from '../../client/src/postfix/control.ts';
import { controlTarget } from '../../client/src/postfix/control-target.ts';
import { isRunning } from '../../client/src/postfix/instances.ts';
import { mailLog } from '../../client/src/postfix/mail-log.ts';
import { run } from '../../client/src/postfix/run.ts';
import { describePostfix, describeRunningPostfix } from '../postfix/support/describe';
import { withInstanceDirectory, writeCold } from '../postfix/support/directory';
import { standardMasterCf, startPostfix } from '../postfix/support/instance';
import { findPostfix } from '../postfix/support/programs';
import { desk } from './desk.ts';

const programs = findPostfix()?.programs ?? { postfix: '', postconf: '', postmap: '' };
async function again(directory: string, isSuperuser = true): Promise<Performed> {
  const at = desk({ isSuperuser, path: '/nowhere' });
  const log = await mailLog(at, directory, '/nowhere');
  return perform(
    'reload',
    {
      programs,
      directory,
      isRunning: () => isRunning(at, directory),
      runAsRoot: (args) => at.runAsRoot(programs.postfix, args, { why: '' }),
      ...(log && { log }),
    },
    at.run,
  );
}
const place = (reloaded: Performed) =>
  reloaded.kind === 'unreadable'
    ? `${reloaded.said.file?.replace(/^.*\//, '') ?? '-'}:${reloaded.said.line ?? '-'} ${reloaded.said.text}`
    : reloaded.kind;
const stopped = async (reloaded: Performed) =>
  reloaded.kind === 'done' ? (await reloaded.afterwards).hasStopped : reloaded.kind;

describePostfix('a configuration that Postfix cannot read', () => {
  const main = 'compatibility_level = 3.6\n';
  test.each([
    [`${main}broken line\n`, `main.cf:2 missing '=' after attribute name: "broken line"`],
    [
      `${main}message_size_limit = 50MB\n`,
      'main.cf:2 bad numerical configuration: message_size_limit = 50MB',
    ],
    [`${main}biff = no\nmyhostname = a..b\n`, 'main.cf:3 parameter myhostname: bad parameter value: a..b'],
    [
      `${main}mail_owner = _nobody_here\n`,
      'main.cf:2 parameter mail_owner: unknown user name value: _nobody_here',
    ],
  ])('is not reloaded: main.cf %j', async (text, said) => {
    await withInstanceDirectory({ 'main.cf': text, 'master.cf': standardMasterCf }, async (directory) => {
      expect(place(await again(directory))).toBe(said);
    });
  });

  test.each([
    ['smtp inet n - n -\n', 'master.cf:1 bad field count'],
    [
      '# one\nsmtp tcp n - n - - smtpd\n',
      'master.cf:2 invalid type field "tcp" in "smtp tcp n - n - - smtpd"',
    ],
    [
      'smtp unix n - yes - - smtpd\n  -o x=y\n',
      'master.cf:1 invalid chroot field "yes" in "smtp unix n - yes - - smtpd  -o x=y"',
    ],
  ])('is not reloaded: master.cf %j', async (text, said) => {
    await withInstanceDirectory({ 'main.cf': main, 'master.cf': text }, async (directory) => {
      expect(place(await again(directory))).toBe(said);
    });
  });
});

describePostfix('a reload', () => {
  const files = { 'main.cf': 'compatibility_level = 3.6\n', 'master.cf': standardMasterCf };
  test('needs a running Postfix', async () => {
    await withInstanceDirectory(files, async (directory) => {
      await writeCold(join(directory, 'main.cf'), `queue_directory = ${directory}/queue\n`);
      expect((await again(directory)).kind).toBe('not-running');
    });
    await withInstanceDirectory({ ...files, 'main.cf': 'queue_directory = /proc\n' }, async (directory) => {
      expect((await again(directory, false)).kind).toBe('not-running');
    });
  });

  test('works for a directory with its own queue, but not for a copy of the default configuration', async () => {
    const { postconf } = programs;
    const { stdout } = await run(postconf, ['-dh', 'config_directory']);
    const live = stdout.trim();
    expect(await controlTarget(postconf, undefined, run)).toEqual({ kind: 'instance', directory: live });
    expect(await controlTarget(postconf, `${live}/`, run)).toEqual({ kind: 'instance', directory: live });
    await withInstanceDirectory(files, async (directory) => {
      expect(await controlTarget(postconf, directory, run)).toEqual({ kind: 'copy', directory, live });
      await writeCold(join(directory, 'main.cf'), `queue_directory = ${directory}/queue\n`);
      expect(await controlTarget(postconf, directory, run)).toEqual({ kind: 'instance', directory });
    });
  });
});

describeRunningPostfix('a running Postfix', () => {
  test('reloads its configuration', async () => {
    const postfix = await startPostfix({ mainCf: 'compatibility_level = 3.6\n' });
    const reloaded = await again(postfix.directory);
    expect(reloaded).toMatchObject({ kind: 'done', messages: [] });
    expect(await stopped(reloaded)).toBe(false);
    await postfix.waitForLog(/reload -- version/);
    await postfix.stop();
  });

  test('continues if its files cannot be read, because it is not reloaded', async () => {
    const postfix = await startPostfix({ mainCf: 'compatibility_level = 3.6\n' });
    await postfix.update({ masterCf: 'broken\n' });
    expect((await again(postfix.directory)).kind).toBe('unreadable');
    await postfix.update({ masterCf: standardMasterCf });
    expect((await again(postfix.directory)).kind).toBe('done');
    await postfix.stop();
  });

  test('stops because of an entry in master.cf that only master checks', async () => {
    const postfix = await startPostfix({ mainCf: 'compatibility_level = 3.6\n' });
    await writeCold(
      join(postfix.directory, 'master.cf'),
      `${standardMasterCf}127.0.0.1:0 inet - - n - - smtpd\n`,
    );
    expect(await stopped(await again(postfix.directory))).toBe(true);
    expect((await again(postfix.directory)).kind).toBe('not-running');
    await postfix.stop();
  });
});
