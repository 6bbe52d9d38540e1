// A command prefix that leads into a container. nsenter(1) enters one as `docker exec` does: it has its own processes,
// its own files, and its own Postfix.
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reloadPostfix, showStatus, startPostfix, stopPostfix } from '../../client/src/commands/control.ts';
import { Attended } from '../postfix/support/attended';
import { describeWith } from '../postfix/support/describe';
import { makeDirectory, writeCold } from '../postfix/support/directory';
import { isolateMainCf, isolateMasterCf, layoutOf } from '../postfix/support/isolation';
import { makeQueue } from '../postfix/support/queue';
import { supportingServices } from '../postfix/support/services';
import { whyNoOtherUser } from '../support/other-user.ts';
import { untilDefined } from '../support/waiting.ts';
import { desk, fileAt } from './desk.ts';

/** Starts a container, calls `use` with the words that lead into it, and ends it with everything that runs in it. */
async function withContainer(
  root: string,
  prepare: string,
  use: (prefix: readonly string[]) => Promise<void>,
): Promise<void> {
  const pidFile = join(root, 'container');
  // Only SIGKILL ends the first process of a process ID namespace from outside. All others end with it.
  const inside = `${prepare}\necho ready > ${root}/ready\nexec sleep infinity`;
  const outside = `unshare --mount --propagation private --pid --fork --kill-child --mount-proc /bin/sh -ec "$1" &
echo $! > ${pidFile}
trap "kill -KILL $!" TERM
wait $!`;
  const container = new Attended('/bin/sh', ['-c', outside, 'container', inside], '/');
  try {
    await untilDefined(
      () =>
        readFile(join(root, 'ready')).then(
          () => true as const,
          () => undefined,
        ),
      async () => 'the container did not start',
    );
    const unshare = (await readFile(pidFile, 'utf8')).trim();
    const [first = ''] = execFileSync('pgrep', ['-P', unshare], { encoding: 'utf8' }).split('\n');
    await use(['nsenter', '--target', first, '--mount', '--pid', '--']);
  } finally {
    await container.stop();
  }
}

const needed = { unshare: 'util-linux', nsenter: 'util-linux', pgrep: 'procps' };

describeWith('a Postfix in a container', needed, whyNoOtherUser, () => {
  test('is started, reloaded, and stopped, and its log is shown', async () => {
    const layout = layoutOf(await makeDirectory());
    const { root, config } = layout;
    try {
      await makeQueue(layout);
      await mkdir(config, { recursive: true });
      const text = 'compatibility_level = 3.6\n';
      await writeCold(join(config, 'main.cf'), isolateMainCf(text, layout));
      await writeCold(join(config, 'master.cf'), isolateMasterCf(supportingServices, text));
      // Only the container has the queue and the log.
      const { queue, log } = layout;
      const prepare = `cp -a ${queue} ${root}/own
mount -t tmpfs tmpfs ${queue}
cp -a ${root}/own/. ${queue}/
chown --reference ${root}/own ${queue}`;
      await withContainer(root, prepare, async (commandPrefix) => {
        const file = fileAt(join(config, 'main.cf'), 'postfix-main');
        const at = desk({ commandPrefix, presses: ['Stop'] });
        await showStatus(at, file);
        await startPostfix(at, file);
        await showStatus(at, file);
        expect(await reloadPostfix(at, file)).toBe(true);
        expect(at.seen).toEqual([
          expect.stringMatching(/is not running with the configuration in \S+\. \[Start Postfix\]$/),
          `restarted: ${config}`,
          `told: Postfix has started ${config}`,
          expect.stringMatching(/^information: Postfix [\d.]+ is running with/),
          `told: Postfix has reloaded ${config}`,
        ]);
        expect(await readFile(log, 'utf8')).toMatch(/reload -- version/);
        // Outside, nothing runs with this queue.
        const outside = desk();
        await showStatus(outside, file);
        expect(outside.seen[0]).toMatch(/is not running with/);

        await writeCold(
          join(config, 'main.cf'),
          isolateMainCf(`${text}tcp_windowsize = 1\ninet_protocols = ipv4\n`, layout),
        );
        const changed = desk({ commandPrefix, presses: ['Stop and Start'] });
        await reloadPostfix(changed, file);
        expect(changed.seen[1]).toMatch(
          /^warning: Postfix ignores the change to inet_protocols until it is stopped and started\./,
        );
        expect(changed.seen.slice(2)).toEqual([
          `restarted: ${config}`,
          `told: Postfix has started ${config}`,
        ]);
        await stopPostfix(at, file);
        expect(at.seen.at(-1)).toBe('told: Postfix has stopped');
      });
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});
