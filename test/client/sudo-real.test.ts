// The real sudo(8), for a user of its own: without a password, with a password in a terminal, and refused.
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { checkPostfix, reloadPostfix, stopPostfix } from '../../client/src/commands/control.ts';
import { saveAsRoot } from '../../client/src/commands/save-as-root.ts';
import { run } from '../../client/src/postfix/run.ts';
import { describeWith } from '../postfix/support/describe';
import { withInstanceDirectory } from '../postfix/support/directory';
import { type PostfixInstance, withPostfix } from '../postfix/support/instance';
import { type OtherUser, otherUser, whyNoOtherUser } from '../support/other-user.ts';
import { inTerminal, type Reply } from '../support/terminal.ts';
import { type DeskOptions, desk, fileAt } from './desk.ts';

const mainCf = 'compatibility_level = 3.6\n';
const asked = (words: string) =>
  `asked: /usr/bin/sudo -- ${words} [Run] [Run, and Do Not Ask Again in This Session]`;

const users: OtherUser[] = [];
afterAll(() => {
  for (const user of users) user.remove();
});

function userWith(sudoers: string): OtherUser {
  const user = otherUser({ sudoers });
  users.push(user);
  return user;
}

/** A desk of this user: all programs run as the user, and the terminal is a real one. */
function deskOf(user: OtherUser, replies: readonly Reply[] = [], options: DeskOptions = {}) {
  const printed: string[] = [];
  const at = desk({
    isSuperuser: false,
    elevation: 'sudo',
    run: (program, args, more) => run(user.launcher, [program, ...args], more),
    presses: ['Run'],
    inTerminal: async (words) => {
      const { exitCode, output } = await inTerminal(user.launcher, words, replies);
      printed.push(output);
      return { exitCode };
    },
    ...options,
  });
  return { at, printed };
}

async function onPostfix(use: (postfix: PostfixInstance) => Promise<void>): Promise<void> {
  await withPostfix({ mainCf }, use);
}

const mainOf = ({ directory }: PostfixInstance) => fileAt(join(directory, 'main.cf'), 'postfix-main');
const passwordOf = ({ name, password }: OtherUser): Reply => ({
  after: new RegExp(`password for ${name}:`),
  text: password,
});

const needed = { sudo: 'sudo', script: 'bsdutils', unshare: 'util-linux', openssl: 'openssl' };

describeWith('sudo', needed, whyNoOtherUser, () => {
  test('that needs no password for the programs of Postfix reloads Postfix', async () => {
    await onPostfix(async (postfix) => {
      const user = userWith('tester ALL=(root) NOPASSWD: /usr/sbin/postfix, /usr/sbin/postsuper');
      const { at, printed } = deskOf(user);
      expect(await reloadPostfix(at, mainOf(postfix))).toBe(true);
      expect(at.seen).toEqual([
        asked(`/usr/sbin/postfix -c ${postfix.directory} reload`),
        `told: Postfix has reloaded ${postfix.directory}`,
      ]);
      expect(printed).toEqual([]);
      await postfix.waitForLog(/reload -- version/);
    });
  });

  test('that needs a password asks for it in a terminal', async () => {
    await onPostfix(async (postfix) => {
      const user = userWith('tester ALL=(root) ALL');
      const { at, printed } = deskOf(user, [passwordOf(user)]);
      expect(await reloadPostfix(at, mainOf(postfix))).toBe(true);
      expect(at.seen).toEqual([
        asked(`/usr/sbin/postfix -c ${postfix.directory} reload`),
        `in a terminal: /usr/bin/sudo -- /usr/sbin/postfix -c ${postfix.directory} reload`,
        `told: Postfix has reloaded ${postfix.directory}`,
      ]);
      expect(printed[0]).toContain('refreshing the Postfix mail system');
      await postfix.waitForLog(/reload -- version/);
    });
  });

  test('that needs a terminal in any case gets one', async () => {
    await onPostfix(async (postfix) => {
      const user = userWith('Defaults requiretty\ntester ALL=(root) NOPASSWD: ALL');
      const { at, printed } = deskOf(user);
      expect(await reloadPostfix(at, mainOf(postfix))).toBe(true);
      expect(at.seen.at(-2)).toMatch(/^in a terminal: /);
      expect(printed[0]).toContain('refreshing the Postfix mail system');
    });
  });

  test('that gets a wrong password, or does not know the user, changes nothing', async () => {
    await onPostfix(async (postfix) => {
      const allowed = userWith('Defaults passwd_tries=1\ntester ALL=(root) ALL');
      const wrong = deskOf(allowed, [{ after: /password for/, text: 'wrong' }]);
      const unknown = userWith('');
      const stranger = deskOf(unknown, [passwordOf(unknown)]);
      for (const { at } of [wrong, stranger]) {
        expect(await reloadPostfix(at, mainOf(postfix))).toBe(false);
        expect(at.seen.at(-1)).toBe('error: postfix reload failed: exit status 1. [Show Log]');
      }
      expect(wrong.printed[0]).toMatch(/incorrect password attempt/);
      expect(stranger.printed[0]).toMatch(/tester is not in the sudoers file/);
      expect(await postfix.log()).not.toMatch(/reload -- version/);
    });
  });

  test('that refuses a command is quoted, with the command for an administrator', async () => {
    await onPostfix(async (postfix) => {
      const user = userWith(
        'Defaults !authenticate\ntester ALL=(root) /usr/sbin/postfix -c * check, !/usr/sbin/postfix -c * reload',
      );
      const { at, printed } = deskOf(user);
      expect(await reloadPostfix(at, mainOf(postfix))).toBe(false);
      const command = `/usr/sbin/postfix -c ${postfix.directory} reload`;
      expect(at.seen[1]).toMatch(
        /^warning: Only root can reload Postfix\. sudo refused: Sorry, user tester is not allowed to execute /,
      );
      expect(at.seen[1]).toMatch(new RegExp(`\\. Run this command as root: ${command} \\[Show Log\\]$`));
      expect(printed).toEqual([]);
      const checking = deskOf(user).at;
      await checkPostfix(checking, mainOf(postfix));
      expect(checking.seen.at(-1)).toBe(`told: Postfix found no problems in ${postfix.directory}`);
    });
  });

  test('can be refused once and allowed for a session', async () => {
    await onPostfix(async (postfix) => {
      const user = userWith('tester ALL=(root) NOPASSWD: ALL');
      const no = deskOf(user, [], { presses: ['Stop'] }).at;
      await stopPostfix(no, mainOf(postfix));
      expect(no.seen.slice(1)).toEqual([
        asked(`/usr/sbin/postfix -c ${postfix.directory} stop`),
        'told: Nothing was changed',
      ]);
      const { at } = deskOf(user, [], { presses: ['Run, and Do Not Ask Again in This Session'] });
      for (let i = 0; i < 2; i++) expect(await reloadPostfix(at, mainOf(postfix))).toBe(true);
      expect(at.seen.filter((line) => line.startsWith('asked:'))).toHaveLength(1);
    });
  });

  test('saves a file that the user may not write, with its owner and permissions', async () => {
    await withInstanceDirectory({ 'main.cf': 'old = 1\n' }, async (directory) => {
      const path = join(directory, 'main.cf');
      await chmod(path, 0o644);
      const user = userWith('tester ALL=(root) NOPASSWD: /bin/cp, /usr/bin/cp');
      const { at } = deskOf(user, [], { presses: ['Save as Root', 'Run'] });
      expect(await saveAsRoot(at, { path, name: 'main.cf', text: 'new = 1\n' })).toBe(true);
      expect((await run('/bin/cat', [path])).stdout).toBe('new = 1\n');
      expect((await run('/usr/bin/stat', ['-c', '%u %a', path])).stdout).toBe('0 644\n');
    });
  });

  test('passes on the signal that cancels a command', async () => {
    const user = userWith('tester ALL=(root) NOPASSWD: ALL');
    const bundle = join(user.folder, 'run.cjs');
    await build({
      entryPoints: ['client/src/postfix/run.ts'],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: bundle,
    });
    // The command waits until it gets the signal.
    const command =
      'trap "kill \\$other; echo ended >&2; exit 3" TERM; sleep 600 & other=$!; echo started; wait';
    const script = `const { stream } = require(${JSON.stringify(bundle)});
const controller = new AbortController();
const { signal } = controller;
stream('/usr/bin/sudo', ['-n', '--', '/bin/sh', '-c', process.argv[1]], () => controller.abort(), { signal })
  .then((result) => console.log(JSON.stringify(result)));`;
    await chmod(bundle, 0o644);
    const { stdout, stderr } = await run(user.launcher, [process.execPath, '-e', script, command]);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ end: 'canceled', exitCode: 3, stdout: '', stderr: 'ended\n' });
  });
});
