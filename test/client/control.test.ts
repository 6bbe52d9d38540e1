// Reload, check, start, stop, status, and flush, with a separate Postfix instance.
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  checkPostfix,
  flushQueue,
  reloadPostfix,
  showStatus,
  startPostfix as startCommand,
  stopPostfix,
} from '../../client/src/commands/control.ts';
import { pageFor } from '../../client/src/postfix/log-pages.ts';
import { troubles } from '../../client/src/postfix/mail-log.ts';
import { changedUntilRestart } from '../../client/src/postfix/restart.ts';
import { type Run, run } from '../../client/src/postfix/run.ts';
import { describePostfix, describeRunningPostfix } from '../postfix/support/describe';
import { withInstanceDirectory, writeCold } from '../postfix/support/directory';
import { type PostfixInstance, standardMasterCf, withPostfix } from '../postfix/support/instance';
import { type DeskOptions, desk, fileAt } from './desk.ts';
import { fakeSudo } from './sudo.ts';

const mainCf = 'compatibility_level = 3.6\n';
const asNobody: Run = (program, args, options) =>
  run('/usr/bin/setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', program, ...args], options);
const mainOf = ({ directory }: { readonly directory: string }) =>
  fileAt(join(directory, 'main.cf'), 'postfix-main');

/** A configuration with its own queue, which is not running. */
function withStopped(how: (directory: string) => Promise<void>, text = ''): Promise<void> {
  const files = { 'main.cf': `queue_directory = /nowhere\n${text}`, 'master.cf': standardMasterCf };
  return withInstanceDirectory(files, how);
}

describePostfix('a command for the mail system', () => {
  test('says that a copy is not the active configuration, before it does anything', async () => {
    const files = { 'main.cf': mainCf, 'master.cf': standardMasterCf };
    await withInstanceDirectory(files, async (directory) => {
      for (const [command, verb] of [
        [reloadPostfix, 'Reload'],
        [checkPostfix, 'Check'],
        [startCommand, 'Start'],
        [stopPostfix, 'Stop'],
        [flushQueue, 'Flush'],
      ] as const) {
        const at = desk();
        await command(at, mainOf({ directory }));
        expect(at.seen).toEqual([
          `warning: ${directory} is not the active Postfix configuration on this host. The active configuration is /etc/postfix. [${verb} /etc/postfix]`,
        ]);
        expect(at.ran.filter(([program]) => program !== 'postconf')).toEqual([]);
      }
    });
  });

  test('offers to save first, and can be canceled', async () => {
    await withStopped(async (directory) => {
      const file = fileAt(join(directory, 'main.cf'), 'postfix-main', 'queue_directory = /nowhere\nbroken\n');
      const at = desk({ unsaved: [file] });
      await reloadPostfix(at, file);
      expect(at.seen).toEqual([
        'warning: main.cf has unsaved changes that Postfix would not see. [Save and Reload] [Reload Without Saving]',
      ]);
      const saving = desk({ unsaved: [file], presses: ['Save and Reload', 'Show Problems'] });
      await reloadPostfix(saving, file);
      expect(saving.seen.slice(1)).toEqual([
        `error: Postfix was not reloaded, because it cannot read the configuration: postmap: fatal: ${directory}/main.cf, line 2: missing '=' after attribute name: "broken" [Show Problems] [Explain] [Show Log]`,
        'problems shown',
      ]);
      expect(saving.reported.get(directory)).toMatchObject([{ file: `${directory}/main.cf`, line: 2 }]);
    });
  });

  test('says that Postfix is not running, and runs nothing as root', async () => {
    await withStopped(async (directory) => {
      const errors = [{ name: 'main.cf', count: 1 }];
      for (const options of [{ errors }, { isSuperuser: false, run: asNobody }] satisfies DeskOptions[]) {
        const at = desk(options);
        await chmod(directory, 0o755);
        await reloadPostfix(at, mainOf({ directory }));
        expect(at.seen).toEqual([
          `information: Postfix is not running with the configuration in ${directory}, so nothing was reloaded. [Start Postfix]`,
        ]);
        expect(at.ran.filter(([program]) => program === 'postfix')).toEqual([]);
      }
    });
  });

  test('explains a broken main.cf with the page of its rule', async () => {
    await withStopped(async (directory) => {
      const at = desk({ presses: ['Explain'] });
      await checkPostfix(at, mainOf({ directory }));
      expect(at.seen).toEqual([
        `error: Postfix cannot read the configuration: postmap: fatal: bad numerical configuration: message_size_limit = 10MB [Show Problems] [Explain] [Show Log]`,
        'page opened: rules/bad-number.md',
      ]);
      expect(at.reported.get(directory)).toMatchObject([{ line: 2, severity: 'fatal' }]);
    }, 'message_size_limit = 10MB\n');
  });

  test('says why it failed, and offers a terminal, in which postfix prints more', async () => {
    await withStopped(async (directory) => {
      const at = desk();
      await startCommand(at, mainOf({ directory }));
      expect(at.seen).toEqual([
        'error: postfix start failed: exit status 1. Run it in a terminal to see more details. [Open Terminal]',
      ]);
    });
  });

  test('shows the command that root can run if there is no sudo', async () => {
    await withStopped(async (directory) => {
      const at = desk({ isSuperuser: false, path: '/nowhere' });
      await startCommand(at, mainOf({ directory }));
      expect(at.seen).toEqual([
        `warning: Only root can start Postfix. sudo and pkexec were not found. Run this command as root: /usr/sbin/postfix -c ${directory} start [Show Log]`,
      ]);
    });
  });
});

describeRunningPostfix('a running Postfix', () => {
  const onHost = (
    test: (postfix: PostfixInstance) => Promise<void>,
    spec: Partial<Parameters<typeof withPostfix>[0]> = {},
  ) => withPostfix({ mainCf, ...spec }, test);

  test('is reloaded, for the file in the editor', async () => {
    await onHost(
      async (postfix) => {
        const { directory } = postfix;
        const at = desk({ uses: { configDirectory: directory } });
        const file = fileAt(join(directory, 'transport'), 'postfix-table');
        expect(await reloadPostfix(at, file)).toBe(true);
        expect(at.seen).toEqual([`told: Postfix has reloaded ${directory}`]);
        await postfix.waitForLog(/reload -- version/);
      },
      { tables: { 'hash:transport': 'a b\n' } },
    );
  });

  test('is reloaded by another user with sudo', async () => {
    await onHost(async (postfix) => {
      const { directory } = postfix;
      const sudo = fakeSudo();
      const asUser: Run = (program, args, options) =>
        program.startsWith(sudo.directory) ? run(program, args, options) : asNobody(program, args, options);
      await chmod(join(directory, '..'), 0o755);
      await chmod(directory, 0o755);
      const options = { isSuperuser: false, run: asUser, path: sudo.directory };
      const refusing = desk(options);
      expect(await reloadPostfix(refusing, mainOf(postfix))).toBe(false);
      const at = desk({ ...options, presses: ['Run'] });
      expect(await reloadPostfix(at, mainOf(postfix))).toBe(true);
      sudo.remove();
      const asked = `asked: ${sudo.directory}/sudo -- /usr/sbin/postfix -c ${directory} reload [Run] [Run, and Do Not Ask Again in This Session]`;
      expect(refusing.seen).toEqual([asked, 'told: Nothing was changed']);
      expect(at.seen.slice(0, 2)).toEqual([asked, `told: Postfix has reloaded ${directory}`]);
      await postfix.waitForLog(/reload -- version/);
    });
  });

  test('ignores some changes until it is stopped and started', async () => {
    await onHost(async (postfix) => {
      const { directory } = postfix;
      const main = join(directory, 'main.cf');
      const text = await readFile(main, 'utf8');
      await writeCold(main, `${text}inet_interfaces = 127.0.0.1, localhost\n`);
      const at = desk({ presses: ['Stop and Start'] });
      await reloadPostfix(at, mainOf(postfix));
      expect(at.seen[1]).toMatch(
        /^warning: Postfix ignores the change to inet_interfaces until it is stopped and started\. \[Stop and Start\]/,
      );
      expect(at.seen.slice(2)).toEqual([`restarted: ${directory}`, `told: Postfix has started ${directory}`]);

      const known = desk({ changedUntilRestart: ['inet_interfaces'], presses: ['Stop and Start'] });
      expect(await reloadPostfix(known, mainOf(postfix))).toBe(true);
      expect(known.seen).toEqual([
        'information: inet_interfaces changed. Postfix applies this change only when it is stopped and started. [Stop and Start] [Reload Anyway]',
        `restarted: ${directory}`,
        `told: Postfix has started ${directory}`,
      ]);
      expect(known.ran.filter(([name]) => name === 'postfix').map((words) => words.at(-1))).toEqual([
        'check',
        'stop',
        'start',
      ]);
    });
  });

  test('is not reloaded if the setting asks for a check and it fails', async () => {
    await onHost(async (postfix) => {
      await writeFile(join(postfix.queueDirectory, 'pid/x'), '');
      const at = desk({ checksBeforeReload: true });
      expect(await reloadPostfix(at, mainOf(postfix))).toBe(true);
      expect(at.ran.filter(([name]) => name === 'postfix').map((words) => words.at(-1))).toEqual([
        'check',
        'reload',
      ]);
    });
  });

  test('is checked, and what it logs is shown', async () => {
    await onHost(async (postfix) => {
      const { directory } = postfix;
      const clean = desk();
      await checkPostfix(clean, mainOf(postfix));
      await chmod(directory, 0o777);
      const at = desk();
      await checkPostfix(at, mainOf(postfix));
      await chmod(directory, 0o755);
      expect(at.seen.join('\n')).toMatch(/group or other writable: .*\/etc\/\./);
    });
  });

  test('is checked, and the log has the messages that the notification only counts', async () => {
    await onHost(async (postfix) => {
      const master = join(postfix.directory, 'master.cf');
      for (const path of [postfix.directory, master]) await chmod(path, 0o777);
      const at = desk();
      await checkPostfix(at, mainOf(postfix));
      await chmod(postfix.directory, 0o755);
      const [, count] =
        /^warning: postfix check reported (\d+) warnings\. \[Show Log\]$/.exec(at.seen[0] ?? '') ?? [];
      expect(at.logged.length).toBe(Number(count));
      expect(at.logged.join('\n')).toMatch(/warning: group or other writable: .*\/master\.cf/);
    });
  });

  test('is reloaded with an error that the language server finds only after a question', async () => {
    await onHost(async (postfix) => {
      const errors = [
        { name: 'main.cf', count: 2 },
        { name: 'master.cf', count: 1 },
      ];
      const question =
        'warning: main.cf has 2 errors and master.cf has 1 error. After a reload, Postfix may no longer deliver mail. [Reload Anyway] [Show Problems]';
      const at = desk({ errors, presses: ['Show Problems'] });
      expect(await reloadPostfix(at, mainOf(postfix))).toBe(false);
      expect(at.seen).toEqual([question, 'problems shown']);
      expect(at.ran.filter(([program]) => program === 'postfix')).toEqual([]);
      const anyway = desk({ errors, presses: ['Reload Anyway'] });
      expect(await reloadPostfix(anyway, mainOf(postfix))).toBe(true);
      expect(anyway.seen.slice(0, 2)).toEqual([question, `told: Postfix has reloaded ${postfix.directory}`]);
    });
  });

  test('is not stopped with an error in main.cf, and still runs', async () => {
    await onHost(async (postfix) => {
      const file = mainOf(postfix);
      const text = await readFile(file.path ?? '', 'utf8');
      await writeFile(file.path ?? '', `${text}message_size_limit = 10MB\n`);
      const at = desk({ presses: ['Stop'] });
      await stopPostfix(at, file);
      await writeFile(file.path ?? '', text);
      expect(at.seen.at(-1)).toMatch(
        /^error: Postfix is still running, because postfix stop cannot read the configuration: postmap: fatal: /,
      );
    });
  });

  test('is stopped, started, and asked whether it runs', async () => {
    await onHost(async (postfix) => {
      const { directory } = postfix;
      const file = mainOf(postfix);
      const refusing = desk();
      await stopPostfix(refusing, file);
      expect(refusing.seen).toEqual([
        `warning: Stop Postfix with the configuration in ${directory}? Until you start it again, it will not receive or deliver mail. [Stop]`,
      ]);
      const at = desk({ presses: ['Stop', 'Start Postfix'] });
      await showStatus(at, file);
      await startCommand(at, file);
      await stopPostfix(at, file);
      await showStatus(at, file);
      await showStatus(at, file);
      const version = /Postfix [\d.]+/.exec(at.seen[0] ?? '')?.[0];
      expect(at.seen).toEqual([
        `information: ${version} is running with the configuration in ${directory}.`,
        `information: Postfix is already running with the configuration in ${directory}.`,
        ...refusing.seen,
        'told: Postfix has stopped',
        `information: ${version} is not running with the configuration in ${directory}. [Start Postfix]`,
        `told: Postfix has started ${directory}`,
        `information: ${version} is running with the configuration in ${directory}.`,
      ]);
    });
  });

  test('delivers queued mail, or says that it is not running', async () => {
    await onHost(async (postfix) => {
      const at = desk({ presses: ['Stop'] });
      await flushQueue(at, mainOf(postfix));
      await stopPostfix(at, mainOf(postfix));
      await flushQueue(at, mainOf(postfix));
      expect(at.seen[0]).toBe('told: Postfix is trying to deliver all queued mail');
      expect(at.seen.at(-1)).toMatch(
        /^error: Postfix is not running with the configuration in .*, so the queue was not flushed\./,
      );
      const again = desk({ presses: ['Start Postfix'] });
      await flushQueue(again, mainOf(postfix));
      expect(again.seen.at(-1)).toMatch(/^told: Postfix has started/);
      const other = desk({ isSuperuser: false, run: asNobody, path: '/nowhere' });
      await flushQueue(other, mainOf(postfix));
      expect(other.seen.at(-1)).toMatch(
        /^warning: Only root can flush the queue of .* Run this command as root: /,
      );
    });
  });

  test('that stops because of its configuration is noticed', async () => {
    await onHost(async (postfix) => {
      const master = join(postfix.directory, 'master.cf');
      await writeCold(master, `${standardMasterCf}127.0.0.1:0 inet - - n - - smtpd\n`);
      const at = desk();
      await reloadPostfix(at, mainOf(postfix));
      expect(at.seen[1]).toMatch(
        /^error: Postfix has stopped, because master could not use the configuration in \S+\. /,
      );
    });
  });
});

test('the parameters that need a restart are compared as Postfix reads them', () => {
  const before = '# inet_interfaces = x\ninet_interfaces = all\nbiff = no\n';
  const changed = (after: string) => changedUntilRestart(before, after);
  expect(changed('inet_interfaces =\n# comment\n  all\n')).toEqual([]);
  expect(changed(`${before}biff = yes\n`)).toEqual([]);
  expect(changed('biff = no\n')).toEqual(['inet_interfaces']);
  expect(changed(`${before}inet_interfaces = 127.0.0.1\ninet_protocols=ipv4`)).toEqual([
    'inet_interfaces',
    'inet_protocols',
  ]);
});

test('the log is read with both kinds of time, and mistakes of clients are left out', () => {
  const lines = [
    'Nov 30 12:00:00 mail postfix/master[12]: fatal: /etc/postfix/master.cf: line 3: bad field count',
    '2026-11-30T12:00:00.123456+00:00 mail postfix/master[12]: warning: to change inet_interfaces, stop and start Postfix',
    'Nov 30 12:00:00 mail postfix/smtpd[13]: warning: hostname x does not resolve to address 192.0.2.1',
    'Nov  3 12:00:00 mail postfix/smtpd[13]: fatal: bad boolean configuration: smtpd_tls_wrappermode = ja',
    'Nov 30 12:00:00 mail postfix/qmgr[13]: 4ABC: removed',
    'half a line',
  ];
  const found = troubles(lines, ['/etc/postfix/master.cf']);
  expect(found.map(({ program, line, text }) => `${program} ${line ?? '-'} ${text}`)).toEqual([
    'master 3 bad field count',
    'master - to change inet_interfaces, stop and start Postfix',
    'smtpd - bad boolean configuration: smtpd_tls_wrappermode = ja',
  ]);
  expect(found.map(pageFor)).toEqual(['rules/master-field-count.md', undefined, 'rules/bad-boolean.md']);
});
