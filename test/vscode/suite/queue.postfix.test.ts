// The queue of a running Postfix: the view, and the commands for its messages. Mail to example.net is deferred.
//
// POSTFIX_QUEUE_MESSAGES is the number of messages, 1,700 by default. The test prints how long the view takes to show
// them after the last byte from postqueue, and how much memory it uses.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { findPostfix } from '../../postfix/support/programs';
import { eventually } from './eventually.ts';
import { configure, useTheme } from './photographs.ts';
import { chooseInMenu, notificationWith } from './widgets.ts';
import { click, isVisible, needsWindow, press, screenshot, textOf, type, waitFor } from './window.ts';
import { openFile, pathOf } from './workspace.ts';

const port = Number(process.env.POSTFIX_TEST_SMTP_PORT);
const count = Number(process.env.POSTFIX_QUEUE_MESSAGES ?? 1700);
/** Messages to a deferred transport. The others go to a host that refuses connections. */
const deferred = count - Math.floor(count / 3);
const view = '.pane:has(.pane-header:has-text("Queue"))';
const run = promisify(execFile);

interface Queued {
  readonly queue_name: string;
  readonly queue_id: string;
  readonly arrival_time: number;
  readonly sender: string;
}

/** The messages of a queue as Postfix sees them, by ID. */
async function queued(queue?: string): Promise<Map<string, Queued>> {
  const { stdout } = await run('postqueue', ['-c', pathOf('.'), '-j'], { maxBuffer: 1 << 30 });
  const all = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Queued);
  return new Map(
    all
      .filter((each) => queue === undefined || each.queue_name === queue)
      .map((each) => [each.queue_id, each]),
  );
}

/** The programs of Postfix, and when postqueue has written its last byte, in milliseconds. */
function timedPrograms() {
  const directory = mkdtempSync(join(tmpdir(), 'postfix-timed-'));
  const { programs } = findPostfix() ?? { programs: { postconf: '', postqueue: '' } };
  symlinkSync(programs.postconf, join(directory, 'postconf'));
  const stamp = join(directory, 'last-byte');
  writeFileSync(
    join(directory, 'postqueue'),
    `#!/bin/bash\n${programs.postqueue} "$@"; status=$?; LC_ALL=C; echo $EPOCHREALTIME > ${stamp}; exit $status\n`,
    { mode: 0o755 },
  );
  return {
    directory,
    lastByte: () => Math.round(Number(readFileSync(stamp, 'utf8')) * 1000),
    remove: () => rmSync(directory, { recursive: true }),
  };
}

/** Sends messages from several clients at the same time. */
async function send(domain: string, messages: number): Promise<void> {
  await run('smtp-source', [
    ...['-s', '4', '-m', String(messages), '-M', 'client.example.com'],
    ...['-f', `sender@${domain}`, '-t', `user@${domain}`, `127.0.0.1:${port}`],
  ]);
}

async function refresh(): Promise<void> {
  await vscode.commands.executeCommand('postfix.refreshQueue');
}

/** The IDs of the selected messages, from the command that copies them. */
async function selectedIds(): Promise<string[]> {
  await vscode.env.clipboard.writeText('');
  await vscode.commands.executeCommand('postfix.queue.copyId');
  return (await vscode.env.clipboard.readText()).split('\n').filter(Boolean);
}

/** Runs a command for the selection. The test itself answers its questions. */
function start(command: string): Thenable<unknown> {
  return vscode.commands.executeCommand(`postfix.queue.${command}`);
}

/**
 * Selects messages, runs a command for them, and waits for its question.
 * @returns the IDs, and the command, which ends after the answer
 */
async function startWithQuestion(
  command: string,
  messages: number,
  question: string,
): Promise<{ readonly ids: string[]; readonly done: Thenable<unknown> }> {
  return eventually(async (timeout) => {
    const ids = await select(messages);
    const done = start(command);
    await waitFor(asking(question), { timeout });
    return { ids, done };
  });
}

/**
 * Selects messages, and runs a command that asks no question.
 * @returns their IDs
 */
async function change(command: string, messages: number): Promise<string[]> {
  const before = await idsByQueue();
  return eventually(async () => {
    const ids = await select(messages);
    await start(command);
    assert.notDeepEqual(await idsByQueue(), before, `${command} changed nothing`);
    return ids;
  });
}

async function idsByQueue(): Promise<string[]> {
  return [...(await queued()).values()].map(({ queue_name, queue_id }) => `${queue_name} ${queue_id}`).sort();
}

function asking(question: string): string {
  return `.quick-input-widget:visible:has-text("${question}")`;
}

/** Answers a question. */
async function answer(question: string, choice: string, picture?: string): Promise<void> {
  const asked = asking(question);
  await waitFor(asked);
  if (picture !== undefined) await screenshot(picture);
  // A list that has just opened may miss a click.
  await eventually(async (timeout) => {
    if (await isVisible(asked))
      await click(`.quick-input-widget .monaco-list-row:has-text("${choice}")`, { timeout });
    await waitFor(asked, { state: 'hidden', timeout });
  });
}

/**
 * Opens the first group, and selects its first messages. VS Code clears the selection when the view shows the queue
 * again, which may be a moment after a command has ended. So a command that follows may find nothing selected.
 */
async function select(messages: number): Promise<string[]> {
  await vscode.commands.executeCommand('postfix.queue.focus');
  return eventually(async () => {
    for (const command of ['list.collapseAll', 'list.focusFirst', 'list.expand', 'list.focusDown'])
      await vscode.commands.executeCommand(command);
    for (const command of ['list.expand', 'list.focusDown', 'list.select'])
      await vscode.commands.executeCommand(command);
    for (let i = 1; i < messages; i++) await vscode.commands.executeCommand('list.expandSelectionDown');
    const ids = await selectedIds();
    assert.equal(ids.length, messages);
    return ids;
  });
}

describe('the queue', () => {
  before(async function () {
    needsWindow(this);
    const share = Math.floor(count / 3);
    await Promise.all([
      send('refused.example.net', share),
      send('later.example.net', share),
      send('example.net', count - 2 * share),
    ]);
    await eventually(async () => assert.equal((await queued('deferred')).size, count));
  });

  it('is not read before the user asks for it', async () => {
    await vscode.commands.executeCommand('workbench.view.extension.postfix');
    await waitFor(`${view} .monaco-button:has-text("Show the Mail Queue")`);
  });

  it('is shown by reason, with the number of messages', async () => {
    await openFile('main.cf');
    const programs = timedPrograms();
    await configure({ 'postfix.commandDirectory': programs.directory });
    const before = process.memoryUsage();
    const samples: { readonly at: number; readonly running: number; readonly rss: number }[] = [];
    const sample = () => {
      const { user, system } = process.cpuUsage();
      samples.push({ at: Date.now(), running: (user + system) / 1000, rss: process.memoryUsage.rss() });
    };
    sample();
    const sampling = setInterval(sample, 20);
    await vscode.commands.executeCommand('postfix.showQueue');
    const taken = Date.now() - programs.lastByte();
    await waitFor(`${view} .monaco-list-row:has-text("Connection refused")`);
    await waitFor(`${view} .message:has-text("${count.toLocaleString('en')} messages")`);
    const visible = Date.now() - programs.lastByte();
    clearInterval(sampling);
    sample();
    const { rss, heapUsed } = process.memoryUsage();
    const highest = Math.max(...samples.map((each) => each.rss));
    const since = samples.findLast(({ at }) => at <= programs.lastByte()) ?? samples[0];
    const running = Math.round((samples.at(-1)?.running ?? 0) - (since?.running ?? 0));
    const megabytes = (bytes: number) => Math.round(bytes / 1024 ** 2);
    console.log(
      `${count} messages: after the last byte from postqueue, the command took ${taken} ms, and the tree was visible ` +
        `after ${visible} ms, of which the extension host ran ${running} ms; memory: ${megabytes(rss - before.rss)} MB more, at most ${megabytes(highest - before.rss)} MB more, ` +
        `heap ${megabytes(heapUsed - before.heapUsed)} MB more`,
    );
    await configure({ 'postfix.commandDirectory': undefined });
    programs.remove();
    await waitFor(`${view} .message:has-text("${count.toLocaleString('en')} messages")`);
    await waitFor(`${view} .monaco-list-row:has-text("deferred transport")`);
    await screenshot('queue-light');
    await useTheme('Dark');
    await screenshot('queue-dark');
    await useTheme('Light');
  });

  it('shows a long group 500 messages at a time', async () => {
    const row = `${view} .monaco-list-row`;
    const focused = `${row}.focused`;
    await vscode.commands.executeCommand('postfix.queue.focus');
    await eventually(async (timeout) => {
      for (const command of ['list.collapseAll', 'list.focusFirst', 'list.expand', 'list.focusDown'])
        await vscode.commands.executeCommand(command);
      await waitFor(`${focused}:has-text("deferred transport")`, { timeout });
    });
    await vscode.commands.executeCommand('list.expand');
    for (let shown = 500; ; shown += 500) {
      const left = deferred - shown;
      // The nodes of the group: the messages, and the one that shows more.
      await waitFor(`${row}[aria-level="3"][aria-setsize="${Math.min(shown + 1, deferred)}"]`);
      if (left <= 0) break;
      const label = `Show ${Math.min(500, left)} More`;
      const more = `${row}:has-text("${label}"):has-text("${left.toLocaleString('en')} not shown")`;
      // The row is before the other groups, at the end of the list.
      await eventually(async (timeout) => {
        await vscode.commands.executeCommand('list.focusLast');
        await waitFor(more, { timeout });
      });
      if (shown === 500) await screenshot('queue-more');
      await click(more);
    }
    for (const command of ['list.collapseAll', 'list.focusFirst', 'list.expand'])
      await vscode.commands.executeCommand(command);
  });

  it('has labels for screen readers', async () => {
    await waitFor(`${view} .monaco-list-row[aria-label*="the oldest arrived"]`);
  });

  it('is grouped by destination and by sender', async () => {
    await vscode.commands.executeCommand('postfix.groupQueue', 'destination');
    await waitFor(`${view} .monaco-list-row:has-text("refused.example.net")`);
    await vscode.commands.executeCommand('postfix.groupQueue', 'sender');
    await waitFor(`${view} .monaco-list-row:has-text("sender@refused.example.net")`);
    await vscode.commands.executeCommand('postfix.groupQueue', 'reason');
  });

  it('is filtered', async () => {
    const done = vscode.commands.executeCommand('postfix.filterQueue');
    await waitFor('.quick-input-widget:visible input');
    await type('deferred transport');
    await press('Enter');
    await done;
    await waitFor(`${view} .message:has-text("match")`);
    await waitFor(`${view} .monaco-list-row:has-text("Connection refused")`, { state: 'hidden' });
    await vscode.commands.executeCommand('postfix.clearQueueFilter');
    await waitFor(`${view} .monaco-list-row:has-text("Connection refused")`);
  });

  it('shows the headers of a message', async () => {
    const { id, text } = await eventually(async () => {
      const [id = ''] = await select(1);
      await start('showHeaders');
      const document = vscode.window.activeTextEditor?.document;
      assert.equal(document?.uri.path, `/${id} headers`);
      return { id, text: document.getText() };
    });
    assert.match(text, /^Received: from client\.example\.com /);
    assert.match(text, new RegExp(`with SMTP id ${id}`));
  });

  it('traces a message through the configuration of the queue, from its menu', async () => {
    // The file in the editor belongs to another configuration.
    const other = mkdtempSync(join(tmpdir(), 'postfix-other-'));
    writeFileSync(join(other, 'main.cf'), 'relayhost = [mail.example.org]\n');
    await vscode.window.showTextDocument(vscode.Uri.file(join(other, 'main.cf')));
    const selected = async () => {
      await select(1);
      return `${view} .monaco-list-row.selected`;
    };
    const trace = '.pane:has(.pane-header:has-text("Trace"))';
    const shows = `${trace} .monaco-list-row:visible:has-text("(defer_transports)")`;
    await chooseInMenu(selected, 'Trace This Mail', { shows });
    assert.match(await textOf(trace), /From sender@\S+ to user@\S+, sent by a program on this host/);
    await screenshot('queue-trace');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    rmSync(other, { recursive: true });
  });

  it('deletes exactly the selection, after a question', async () => {
    const before = await queued();
    const { ids, done } = await startWithQuestion('delete', 3, 'Delete 3 messages from the queue?');
    await answer('Delete 3 messages from the queue?', 'Delete 3 messages', 'queue-delete');
    await done;
    const after = await queued();
    const gone = [...before.keys()].filter((id) => !after.has(id));
    assert.deepEqual(gone.sort(), ids.sort());
  });

  it('deletes nothing if the answer is no', async () => {
    const before = await queued();
    const { done } = await startWithQuestion('delete', 2, 'Delete 2 messages from the queue?');
    await answer('Delete 2 messages from the queue?', 'Cancel');
    await done;
    assert.deepEqual([...(await queued()).keys()].sort(), [...before.keys()].sort());
  });

  it('holds and releases exactly the selection', async () => {
    const ids = await change('hold', 2);
    assert.deepEqual([...(await queued('hold')).keys()].sort(), ids.sort());
    // Only these two are on hold, so the whole queue is released. Its row is after the open groups.
    await vscode.commands.executeCommand('postfix.queue.focus');
    await vscode.commands.executeCommand('list.collapseAll');
    await click(`${view} .monaco-list-row[aria-level="1"]:has-text("hold")`);
    await eventually(async () => assert.deepEqual((await selectedIds()).sort(), ids.sort()));
    await start('release');
    assert.equal((await queued('hold')).size, 0);
    const now = await queued();
    for (const id of ids) assert.ok(now.has(id), `${id} has left the queue`);
  });

  it('requeues exactly the selection, which gets new IDs', async () => {
    const before = await queued();
    const ids = await change('requeue', 30);
    await eventually(async () => {
      const after = await queued('deferred');
      assert.equal(after.size, before.size);
      const gone = [...before.keys()].filter((id) => !after.has(id));
      assert.deepEqual(gone.sort(), ids.sort());
    });
    await refresh();
  });

  it('flushes the selection', async () => {
    await refresh();
    const ids = await select(2);
    await start('flush');
    const now = await queued();
    for (const id of ids) assert.ok(now.has(id));
  });

  it('that has changed meanwhile is reported', async () => {
    await refresh();
    await eventually(async (timeout) => {
      const [id = ''] = await select(1);
      await run('postsuper', ['-c', pathOf('.'), '-d', id]);
      start('hold');
      await waitFor(notificationWith('no longer in the queue, or already on hold'), { timeout });
    });
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('is requeued as a whole, after a question', async () => {
    const before = await queued();
    const done = vscode.commands.executeCommand('postfix.requeueAll');
    await answer('Requeue all messages in the queue of', 'Requeue All');
    await done;
    await eventually(async () => {
      const after = await queued('deferred');
      assert.equal(after.size, before.size);
      for (const id of after.keys()) assert.ok(!before.has(id));
    });
  });

  it('becomes empty', async () => {
    await run('postsuper', ['-c', pathOf('.'), '-d', 'ALL']);
    await refresh();
    await waitFor(`${view} :text("The mail queue is empty.")`);
    assert.match(await textOf(view), /empty/);
  });
});
