// The real pkexec(1), which asks polkitd(8) on a system bus of its own.
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reloadPostfix } from '../../client/src/commands/control.ts';
import { run } from '../../client/src/postfix/run.ts';
import { Attended } from '../postfix/support/attended';
import { describeWith } from '../postfix/support/describe';
import { type PostfixInstance, withPostfix } from '../postfix/support/instance';
import { type OtherUser, otherUser, whyNoOtherUser } from '../support/other-user.ts';
import { untilDefined } from '../support/waiting.ts';
import { desk, fileAt } from './desk.ts';

const polkitd = '/usr/lib/polkit-1/polkitd';
const mainOf = ({ directory }: PostfixInstance) => fileAt(join(directory, 'main.cf'), 'postfix-main');

/** Starts the system bus and polkitd, in the mount namespace of this process. */
async function withPolkit(
  rule: string,
  use: (launcher: string, user: OtherUser) => Promise<void>,
): Promise<void> {
  const rules = '/etc/polkit-1/rules.d';
  const user = otherUser({ prepare: `mount --bind "$1/rules" ${rules}` });
  mkdirSync(join(user.folder, 'rules'));
  writeFileSync(join(user.folder, 'rules/10-test.rules'), rule, { mode: 0o644 });
  const ready = join(user.folder, 'ready');
  const daemons = `mkdir /run/dbus
dbus-daemon --system --nofork --nopidfile & bus=$!
${polkitd} --no-debug > ${user.folder}/polkitd.log 2>&1 & polkit=$!
trap "kill $polkit $bus" TERM
echo $$ > ${ready}
while kill -0 $bus 2>/dev/null; do wait; done`;
  const attended = new Attended(user.asRoot, ['/bin/sh', '-c', daemons], '/');
  try {
    const pid = await untilDefined(
      async () => (await readFile(ready, 'utf8').catch(() => '')).trim() || undefined,
      async () => 'the system bus did not start',
    );
    const launcher = join(user.folder, 'enter');
    writeFileSync(
      launcher,
      `#!/bin/sh
# pkexec refuses to run for a process without a parent.
nsenter --target ${pid} --mount -- setpriv --reuid=${user.userId} --regid=${user.userId} --init-groups "$@"
`,
      { mode: 0o755 },
    );
    // polkitd is ready when it answers.
    await untilDefined(
      async () => {
        const { stderr } = await run(launcher, ['/usr/bin/pkexec', '/bin/true']);
        return /Error getting authority/.test(stderr) ? undefined : true;
      },
      async () => `polkitd did not start:\n${await readFile(join(user.folder, 'polkitd.log'), 'utf8')}`,
    );
    await use(launcher, user);
  } finally {
    await attended.stop();
    user.remove();
  }
}

async function reload(launcher: string, postfix: PostfixInstance) {
  const at = desk({
    isSuperuser: false,
    elevation: 'pkexec',
    presses: ['Run'],
    run: (program, args, options) => run(launcher, [program, ...args], options),
  });
  const isReloaded = await reloadPostfix(at, mainOf(postfix));
  return { isReloaded, seen: at.seen };
}

const needed = {
  pkexec: 'pkexec',
  'dbus-daemon': 'dbus',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  openssl: 'openssl',
};
const mainCf = 'compatibility_level = 3.6\n';

describeWith('pkexec', needed, whyNoOtherUser, () => {
  test('reloads Postfix if polkit allows it', async () => {
    const rule =
      'polkit.addRule(function (action) { if (action.id == "org.freedesktop.policykit.exec") return polkit.Result.YES; });';
    await withPolkit(rule, async (launcher) => {
      await withPostfix({ mainCf }, async (postfix) => {
        const { isReloaded, seen } = await reload(launcher, postfix);
        expect(seen).toEqual([
          `asked: /usr/bin/pkexec /usr/sbin/postfix -c ${postfix.directory} reload [Run] [Run, and Do Not Ask Again in This Session]`,
          `told: Postfix has reloaded ${postfix.directory}`,
        ]);
        expect(isReloaded).toBe(true);
        await postfix.waitForLog(/reload -- version/);
      });
    });
  });

  const only = 'warning: Only root can reload Postfix. pkexec did not run the command: ';
  const refusals = {
    'polkit forbids it': [
      'polkit.addRule(function (action) { return polkit.Result.NO; });',
      'Error executing command as another user: Not authorized',
    ],
    'no program can ask for a password': [
      '',
      "Error creating textual authentication agent: Error opening current controlling terminal for the process (`/dev/tty'): No such device or address",
    ],
  } as const;
  test.each(Object.entries(refusals))('changes nothing if %s', async (_, [rule, said]) => {
    await withPolkit(rule, async (launcher) => {
      await withPostfix({ mainCf }, async (postfix) => {
        const { isReloaded, seen } = await reload(launcher, postfix);
        expect(isReloaded).toBe(false);
        expect(seen[1]).toBe(
          `${only}${said}. Run this command as root: /usr/sbin/postfix -c ${postfix.directory} reload [Show Log]`,
        );
        expect(await postfix.log()).not.toMatch(/reload -- version/);
      });
    });
  });

  test('changes nothing without polkit', async () => {
    const user = otherUser();
    try {
      await withPostfix({ mainCf }, async (postfix) => {
        const { isReloaded, seen } = await reload(user.launcher, postfix);
        expect(isReloaded).toBe(false);
        expect(seen[1]).toBe(
          `${only}Error getting authority: Error initializing authority: Could not connect: No such file or directory. Run this command as root: /usr/sbin/postfix -c ${postfix.directory} reload [Show Log]`,
        );
      });
    } finally {
      user.remove();
    }
  });
});
