// A command prefix with the real ssh(1): as root, as a user with sudo, and to a host that does not answer.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkPostfix, reloadPostfix, showStatus } from '../../client/src/commands/control.ts';
import { lookUpKey } from '../../client/src/commands/look-up.ts';
import { postmap } from '../../client/src/commands/postmap.ts';
import { withPrefix } from '../../client/src/postfix/prefix.ts';
import { readQueue } from '../../client/src/postfix/queue.ts';
import { QueueModel } from '../../client/src/queue/model.ts';
import { describeWith } from '../postfix/support/describe';
import { writeCold } from '../postfix/support/directory';
import { type PostfixInstance, withPostfix } from '../postfix/support/instance';
import { type OtherUser, otherUser, whyNoOtherUser } from '../support/other-user.ts';
import { type SshHost, startSsh } from '../support/ssh.ts';
import { inTerminal } from '../support/terminal.ts';
import { type DeskOptions, desk, fileAt, use } from './desk.ts';
import { hostileNames } from './hostile.ts';

const mainOf = ({ directory }: PostfixInstance) => fileAt(join(directory, 'main.cf'), 'postfix-main');
const needed = {
  sshd: 'openssh-server',
  ssh: 'openssh-client',
  sudo: 'sudo',
  script: 'bsdutils',
  unshare: 'util-linux',
  openssl: 'openssl',
};
const mainCf = `compatibility_level = 3.6
transport_maps = inline:{ example.net=later: }
defer_transports = later
`;

describeWith('ssh', needed, whyNoOtherUser, () => {
  let user: OtherUser;
  let host: SshHost;
  beforeAll(async () => {
    user = otherUser({
      sudoers: 'tester ALL=(root) ALL\ntester ALL=(root) NOPASSWD: /usr/sbin/postfix -c * reload',
    });
    host = await startSsh(user);
  });
  afterAll(async () => {
    await host?.stop();
    user?.remove();
  });
  const asRoot = (options: DeskOptions = {}) => desk({ commandPrefix: host.asRoot, ...options });
  const asUser = (options: DeskOptions = {}) => desk({ commandPrefix: host.asUser, ...options });

  test('finds the programs of the other host, and the user there', async () => {
    expect(await asRoot().findProgram('postmap')).toEqual({ found: true, path: '/usr/sbin/postmap' });
    expect(await asRoot().isSuperuser()).toBe(true);
    expect(await asUser().isSuperuser()).toBe(false);
  });

  test('passes on hostile names byte for byte, or refuses them', async () => {
    const names = hostileNames(400);
    const passed = names.filter((name) => 'words' in withPrefix(host.asRoot, [name]));
    const { stdout } = await asRoot().run('/usr/bin/printf', ['%s\\0', ...passed]);
    expect(stdout).toBe(`${passed.join('\0')}\0`);
    expect(passed.length).toBeGreaterThan(200);
    for (const name of names.filter((each) => !passed.includes(each)))
      expect((await asRoot().run('/usr/bin/printf', [name])).reason).toMatch(/control character\.$/);
  });

  test('reloads the mail system, and shows what it logs there', async () => {
    await withPostfix({ mainCf }, async (postfix) => {
      const at = asRoot();
      expect(await reloadPostfix(at, mainOf(postfix))).toBe(true);
      expect(at.seen).toEqual([`told: Postfix has reloaded ${postfix.directory}`]);
      await postfix.waitForLog(/reload -- version/);

      const main = join(postfix.directory, 'main.cf');
      await writeCold(main, `${await readFile(main, 'utf8')}inet_interfaces = 127.0.0.1, localhost\n`);
      const changed = asRoot();
      await reloadPostfix(changed, mainOf(postfix));
      expect(changed.seen[1]).toMatch(
        /^warning: Postfix ignores the change to inet_interfaces until it is stopped and started\. /,
      );
    });
  });

  test('checks, and asks whether Postfix runs', async () => {
    await withPostfix({ mainCf }, async (postfix) => {
      const at = asRoot();
      await showStatus(at, mainOf(postfix));
      await checkPostfix(at, mainOf(postfix));
      expect(at.seen).toEqual([
        expect.stringMatching(/^information: Postfix [\d.]+ is running with the configuration in /),
        `told: Postfix found no problems in ${postfix.directory}`,
      ]);
      const broken = join(postfix.directory, 'main.cf');
      await writeCold(broken, `${await readFile(broken, 'utf8')}message_size_limit = 10MB\n`);
      const failing = asRoot();
      await checkPostfix(failing, mainOf(postfix));
      expect(failing.seen[0]).toMatch(
        /^error: Postfix cannot read the configuration: .*message_size_limit = 10MB/,
      );
    });
  });

  test('runs sudo there: without a password, in a terminal, or not at all', async () => {
    await withPostfix({ mainCf }, async (postfix) => {
      const { directory } = postfix;
      const options = { presses: ['Run'] };
      const free = asUser(options);
      expect(await reloadPostfix(free, mainOf(postfix))).toBe(true);
      const line = (...more: string[]) => [...host.asUser, ...more].join(' ');
      expect(free.seen[0]).toBe(
        `asked: ${line(`sudo -- /usr/sbin/postfix -c ${directory} reload`)} [Run] [Run, and Do Not Ask Again in This Session]`,
      );

      let printed = '';
      const typing = asUser({
        ...options,
        inTerminal: async (words) => {
          const replies = [{ after: /password for tester:/, text: user.password }];
          const { exitCode, output } = await inTerminal(user.asRoot, words, replies);
          printed = output;
          return { exitCode };
        },
      });
      await checkPostfix(typing, mainOf(postfix));
      expect(typing.seen[1]).toMatch(
        /^in a terminal: ssh -t -F \S+ mail sudo -- \/usr\/sbin\/postfix -c \S+ check$/,
      );
      expect(typing.seen[2]).toBe(`told: Postfix found no problems in ${directory}`);
      expect(printed).toMatch(/password for tester:/);
    });
  });

  test('indexes a table, and looks up a key', async () => {
    await withPostfix(
      { mainCf, tables: { transport: 'example.com smtp:[192.0.2.1]\n' } },
      async (postfix) => {
        const path = join(postfix.directory, 'transport');
        const uses = { uses: [use('transport_maps', 'hash', path)], configDirectory: postfix.directory };
        const at = asRoot({ uses, presses: ['example.com'] });
        expect(await postmap(at, fileAt(path, 'postfix-table'))).toBe(true);
        expect(at.seen).toEqual(['told: Created transport.db (1 entry)']);
        await lookUpKey(at, fileAt(path, 'postfix-table'), 'example.com', async () => false);
        expect(at.seen.at(-1)).toContain('smtp:[192.0.2.1]');
        await writeFile(path, 'example.com smtp:[192.0.2.2]\nlonely\n');
        const warned = asRoot({ uses });
        expect(await postmap(warned, fileAt(path, 'postfix-table'))).toBe(true);
        expect(warned.reported.get(`file://${path}`)).toMatchObject([{ line: 2, severity: 'warning' }]);
      },
    );
  });

  test('reads the queue', async () => {
    await withPostfix({ mainCf }, async (postfix) => {
      for (let i = 0; i < 3; i++)
        await postfix.script('#!/bin/sh\necho hello | sendmail -f a@example.com b@example.net\n');
      await postfix.waitForQueue(
        (queue) => queue.filter((each) => each.queue_name === 'deferred').length === 3,
      );
      const model = new QueueModel();
      const owner = { directory: postfix.directory, isDefault: false };
      const { signal } = new AbortController();
      const { exitCode } = await readQueue(asRoot(), '/usr/sbin/postqueue', owner, model, signal, () => {});
      expect([exitCode, model.total]).toEqual([0, 3]);
    });
  });

  test('to a host that does not answer is quoted', async () => {
    const at = desk({ commandPrefix: host.down });
    await checkPostfix(at, fileAt('/etc/postfix/main.cf', 'postfix-main', ''));
    expect(at.seen).toEqual([
      expect.stringMatching(
        /^error: postfix cannot run through the command prefix: ssh: connect to host 127\.0\.0\.1 port \d+: Connection refused\. You can .* \[Open Settings\]$/,
      ),
    ]);
  });
});
