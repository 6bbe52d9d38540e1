// A user who may not write the configuration, and who gets root's rights from a real sudo(8). The tests control the window
// from outside, because VS Code shows no modal dialog to tests that run inside. sudo allows a reload without a password.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runProgram } from '../../postfix/support/programs';
import { eventually } from './eventually.ts';
import { click, press, screenshot, textOf, type, waitFor, waitForStatus } from './window.ts';

const directory = process.env.POSTFIX_TEST_DIRECTORY ?? '';
const password = process.env.POSTFIX_TEST_PASSWORD ?? '';
const port = Number(process.env.POSTFIX_TEST_SMTP_PORT);
const main = join(directory, 'main.cf');
const log = () => readFileSync(join(directory, '../maillog'), 'utf8');
const reloads = () => log().match(/ reload -- version /g)?.length ?? 0;

const toast = (text: string) => `.notification-toast:has-text(${JSON.stringify(text)})`;
const dialog = '.monaco-dialog-box';
const terminal = '.xterm-rows';

/** Presses keys, types into the list that opens, and selects the row with a text. */
async function choose(key: string, typed: string, row: string): Promise<void> {
  // The window may not be listening yet, or an earlier list may be just closing.
  await eventually(async (timeout) => {
    await press('Escape', key);
    await waitFor('.quick-input-widget:visible input', { timeout });
    await type(typed);
    await waitFor(`.quick-input-list .monaco-list-row.focused:has-text(${JSON.stringify(row)})`, {
      timeout,
    });
  });
  await press('Enter');
}

async function run(command: string): Promise<void> {
  await choose('F1', `Postfix: ${command}`, command);
}

async function open(name: string): Promise<void> {
  await eventually(async (timeout) => {
    await choose('Control+P', name, name);
    await waitFor(`.tab.active:has-text("${name}")`, { timeout });
  });
}

async function closeNotifications(): Promise<void> {
  await choose('F1', 'Notifications: Clear All Notifications', 'Clear All Notifications');
  await waitFor('.notification-toast', { state: 'hidden' });
}

/** Answers the question before a command runs as root, and returns the command. */
async function allow(answer: string): Promise<string> {
  await waitFor(`${dialog}:has-text("Run this command as root?")`);
  const text = await textOf(`${dialog} .dialog-message-detail`);
  await click(`${dialog} .monaco-button:text-is("${answer}")`);
  await waitFor(dialog, { state: 'hidden' });
  return text.split('\n')[0] ?? '';
}

/** @param program in the terminal, which may still show an earlier one, or another command of the same program */
async function typePassword(program: string, command = program): Promise<void> {
  await waitFor(
    `${terminal}:has-text("sudo -- ${program}"):has-text("${command}"):has-text("password for tester:")`,
  );
  await click('.xterm');
  await type(password);
  await press('Enter');
}

describe('a user without permissions', () => {
  const original = readFileSync(main);

  before(() => waitFor('.explorer-viewlet .monaco-list-row:has-text("main.cf")'));

  it('sees which Postfix runs, and that commands do not run as root', async () => {
    await open('main.cf');
    await run('Show Whether Postfix Is Running');
    await waitFor(toast(`is running with the configuration in ${directory}`));
    await screenshot('user-status');
    await closeNotifications();
  });

  it('reloads Postfix with sudo, after the exact command was shown', async () => {
    const count = reloads();
    await run('Reload Postfix');
    await waitFor(`${dialog}:has-text("Only root can reload Postfix.")`);
    await screenshot('user-approval');
    await waitForStatus('Nothing was changed', async () => {
      assert.equal(await allow('Cancel'), `/usr/bin/sudo -- /usr/sbin/postfix -c ${directory} reload`);
    });
    assert.equal(reloads(), count);

    await run('Reload Postfix');
    await waitForStatus(`Postfix has reloaded ${directory}`, () => allow('Run'));
    await eventually(() => assert.equal(reloads(), count + 1));
  });

  it('types a password in a terminal if sudo needs one', async () => {
    await run('Check the Configuration');
    assert.equal(await allow('Run'), `/usr/bin/sudo -- /usr/sbin/postfix -c ${directory} check`);
    await waitFor(`${terminal}:has-text("password for tester:")`);
    await screenshot('user-terminal');
    await waitForStatus(`Postfix found no problems in ${directory}`, () => typePassword('/usr/sbin/postfix'));
  });

  it('can cancel a command that waits for a password', async () => {
    await run('Check the Configuration');
    await allow('Run');
    // The command may be just starting, or may already be waiting for the password.
    const cancel = '.notification-toast:has-text("postfix check") .monaco-button:has-text("Cancel")';
    await waitForStatus('postfix check was canceled', () => click(cancel));
  });

  it('can save a file as root, which keeps its owner and its permissions', async () => {
    const { mode, uid, gid, ino } = statSync(main);
    await open('main.cf');
    await press('Control+End');
    await type('# saved as root');
    await press('Control+S');
    await waitFor(toast('You do not have permission to write main.cf.'));
    await screenshot('user-save');
    assert.deepEqual(readFileSync(main), original);
    await click('.notification-toast a:text-is("Save as Root")');
    assert.match(
      await allow('Run'),
      /^\/usr\/bin\/sudo -- \/bin\/cp -- \/\S+\/main\.cf \/\S+\/etc\/main\.cf$/,
    );
    await typePassword('/bin/cp');
    await eventually(() => assert.equal(readFileSync(main, 'utf8'), `${original}# saved as root`));
    const after = statSync(main);
    assert.deepEqual([after.mode, after.uid, after.gid, after.ino], [mode, uid, gid, ino]);
    await waitFor('.tab.dirty:has-text("main.cf")', { state: 'hidden' });
    writeFileSync(main, original);
    await closeNotifications();
  });

  it('is asked before a table is indexed as root, and can refuse', async () => {
    writeFileSync(join(directory, 'transport'), 'example.com smtp:[192.0.2.25]\n');
    writeFileSync(main, `${original}relay_transport_maps = \ntransport_maps = lmdb:${directory}/transport\n`);
    await open('transport');
    await run('Index or Check This Table');
    await waitForStatus('Nothing was changed', async () => {
      assert.match(
        await allow('Cancel'),
        /^\/usr\/bin\/sudo -- \/usr\/sbin\/postmap -c \S+ lmdb:\S+\/transport$/,
      );
    });
    assert.throws(() => statSync(join(directory, 'transport.lmdb')));

    await run('Index or Check This Table');
    await allow('Run');
    await typePassword('/usr/sbin/postmap');
    await eventually(async () => {
      const { stdout } = await runProgram('postmap', directory, [
        '-q',
        'example.com',
        `lmdb:${directory}/transport`,
      ]);
      assert.equal(stdout, 'smtp:[192.0.2.25]\n');
    });
    writeFileSync(main, original);
    await closeNotifications();
  });

  it('is asked before several tables are indexed as root, and can refuse', async () => {
    writeFileSync(join(directory, 'aliases'), 'sales: anna\n');
    writeFileSync(main, `${original}alias_database = lmdb:${directory}/aliases\n`);
    for (const command of ['Index All Alias Tables', 'Index All Outdated Tables']) {
      await open('main.cf');
      await run(command);
      assert.match(
        await allow('Cancel'),
        /^\/usr\/bin\/sudo -- \/usr\/sbin\/postalias -c \S+ lmdb:\S+\/aliases$/,
      );
      await waitFor('.statusbar-item:has-text("Nothing was changed")');
      assert.throws(() => statSync(join(directory, 'aliases.lmdb')));
    }
    await run('Index All Alias Tables');
    await allow('Run');
    await typePassword('/usr/sbin/postalias');
    await eventually(async () => {
      const table = `lmdb:${directory}/aliases`;
      const { stdout } = await runProgram('postalias', directory, ['-q', 'sales', table]);
      assert.equal(stdout, 'anna\n');
    });
    writeFileSync(main, original);
    await closeNotifications();
  });

  it('stops and starts Postfix with a password', async () => {
    const isRunning = async () => (await runProgram('postfix', directory, ['status'])).code === 0;
    await open('main.cf');
    await run('Stop Postfix');
    await click('.notification-toast a:text-is("Stop")');
    assert.equal(await allow('Run'), `/usr/bin/sudo -- /usr/sbin/postfix -c ${directory} stop`);
    await typePassword('/usr/sbin/postfix', 'etc stop');
    await waitFor('.statusbar-item:has-text("Postfix has stopped")');
    assert.equal(await isRunning(), false);
    await run('Start Postfix');
    assert.equal(await allow('Run'), `/usr/bin/sudo -- /usr/sbin/postfix -c ${directory} start`);
    await typePassword('/usr/sbin/postfix', 'etc start');
    await eventually(async () => assert.equal(await isRunning(), true));
    await closeNotifications();
  });

  it('flushes the queue with a password', async () => {
    const recipient = 'user@refused.example.net';
    const attempts = () => log().split(`to=<${recipient}>`).length - 1;
    try {
      await promisify(execFile)('smtp-source', ['-f', '', '-t', recipient, `127.0.0.1:${port}`]);
      const inQueue = async () => (await runProgram('postqueue', directory, ['-j'])).stdout;
      await eventually(async () => assert.match(await inQueue(), /"queue_name": "deferred"/));
      const before = attempts();
      await open('main.cf');
      await run('Deliver Queued Mail Now');
      assert.equal(await allow('Run'), `/usr/bin/sudo -- /usr/sbin/postqueue -c ${directory} -f`);
      await typePassword('/usr/sbin/postqueue');
      await eventually(() => assert.equal(attempts(), before + 1));
    } finally {
      await runProgram('postsuper', directory, ['-d', 'ALL']);
      await closeNotifications();
    }
  });

  it('runs a task as root', async () => {
    mkdirSync(join(directory, '.vscode'));
    const label = 'reload this instance';
    const task = { type: 'postfix', command: 'reload', directory, label, problemMatcher: '$postfix-check' };
    writeFileSync(join(directory, '.vscode/tasks.json'), JSON.stringify({ version: '2.0.0', tasks: [task] }));
    try {
      const count = reloads();
      await eventually(async (timeout) => {
        await choose('Control+P', `task ${label}`, label);
        // sudo needs no password for this command.
        await waitFor(`${terminal}:has-text("etc reload")`, { timeout });
      });
      await eventually(() => assert.equal(reloads(), count + 1));
      await screenshot('user-task');
    } finally {
      rmSync(join(directory, '.vscode'), { recursive: true });
    }
  });

  it('learns why the queue cannot be read, and what to do', async () => {
    await open('main.cf');
    await run('Show the Mail Queue');
    const why = `Postfix accepts ${directory} only from root.`;
    await waitFor(toast(`The queue cannot be read: ${why} Add it to alternate_config_directories`));
    await screenshot('user-queue');
    await closeNotifications();
  });

  it('sees the state of the instance', async () => {
    await choose('F1', 'View: Show Postfix', 'Show Postfix');
    await waitFor(`.pane-body .monaco-list-row:has-text("running")`);
    await screenshot('user-instances');
  });

  it('gets the command for an administrator if the setting says never', async () => {
    const settings = process.env.POSTFIX_TEST_SETTINGS ?? '';
    writeFileSync(settings, '{ "postfix.elevation": "never" }');
    await eventually(async (timeout) => {
      await run('Reload Postfix');
      await waitFor(
        toast(
          `Only root can reload Postfix. Run this command as root: /usr/sbin/postfix -c ${directory} reload`,
        ),
        { timeout },
      );
    });
    await closeNotifications();
    writeFileSync(settings, '{ "postfix.elevation": "pkexec" }');
    await eventually(async (timeout) => {
      await run('Reload Postfix');
      await waitFor(`${dialog}:has-text("/usr/bin/pkexec ")`, { timeout });
      await allow('Run');
      await waitFor(toast('pkexec did not run the command: Error getting authority'), { timeout });
    });
    await screenshot('user-pkexec');
  });
});
