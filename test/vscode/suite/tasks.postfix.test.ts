// Tasks from tasks.json run to their end in a terminal. The workspace folder is the configuration directory of a running
// Postfix, whose programs check the results.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { findPostfix, postalias, postmap, runProgram } from '../../postfix/support/programs';
import { smtp } from '../../postfix/support/smtp';
import { eventually } from './eventually.ts';
import { configure } from './photographs.ts';
import { needsWindow, screenshot, waitFor } from './window.ts';
import { openFile, pathOf, replace } from './workspace.ts';

const port = Number(process.env.POSTFIX_TEST_SMTP_PORT);
const indexType = findPostfix()?.tableTypes.includes('hash') ? 'hash' : 'lmdb';

/** Runs a task of tasks.json, and resolves to the exit status of its program. */
async function runTask(definition: Readonly<Record<string, string>>): Promise<number | undefined> {
  const label = `test ${definition.command}`;
  const task = { type: 'postfix', directory: pathOf('.'), ...definition, label };
  mkdirSync(pathOf('.vscode'), { recursive: true });
  writeFileSync(pathOf('.vscode/tasks.json'), JSON.stringify({ version: '2.0.0', tasks: [task] }));
  // VS Code follows changes to tasks.json with a delay.
  const found = await eventually(async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'postfix' });
    const ours = tasks.find(({ name }) => name === label);
    assert.ok(ours, `no task ${label}`);
    return ours;
  });
  const ended = new Promise<number | undefined>((resolve) => {
    const listener = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== label) return;
      listener.dispose();
      resolve(exitCode);
    });
  });
  await vscode.tasks.executeTask(found);
  return ended;
}

/** Waits until the Problems view shows a message at a line, or with `state: 'hidden'` until it does not. */
async function inProblems(line: number, message: string, state: 'visible' | 'hidden' = 'visible') {
  await eventually(async (timeout) => {
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    await waitFor('.markers-panel', { timeout });
    const row = `.markers-panel .monaco-list-row:has-text("${message}"):has-text("[Ln ${line}, Col 1]")`;
    await waitFor(row, { state, timeout });
  });
}

async function isRunning(): Promise<boolean> {
  return (await runProgram('postfix', pathOf('.'), ['status'])).code === 0;
}

async function banner(): Promise<string> {
  const session = await smtp(port);
  await session.quit().catch(() => undefined);
  return session.greeting.text;
}

describe('a task', () => {
  before(async function () {
    needsWindow(this);
    // Only the messages of the task.
    await configure({ 'postfix.lint.enable': false });
  });

  after(async () => {
    await configure({ 'postfix.lint.enable': undefined });
    for (const terminal of vscode.window.terminals) terminal.dispose();
    if (!(await isRunning())) await runProgram('postfix', pathOf('.'), ['start']);
  });

  it('is offered for each instance of the host', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'postfix' });
    const check = tasks.find(({ definition }) => definition.command === 'check');
    assert.deepEqual(check?.problemMatchers, ['$postfix-check']);
    assert.ok(check.execution instanceof vscode.ProcessExecution);
    assert.ok(tasks.some(({ definition }) => definition.command === 'reload'));
  });

  it('checks the configuration, and shows an error at its line until it is fixed', async () => {
    const editor = await openFile('main.cf');
    const line = editor.document.lineCount;
    const message = "missing '=' after attribute name";
    await editor.edit((edit) => edit.insert(new vscode.Position(line, 0), 'broken\n'));
    assert.equal(await editor.document.save(), true);
    assert.notEqual(await runTask({ command: 'check' }), 0);
    await inProblems(line, message);
    await screenshot('task-check');

    await replace(editor, 'broken\n', '');
    assert.equal(await editor.document.save(), true);
    assert.equal(await runTask({ command: 'check' }), 0);
    await inProblems(line, message, 'hidden');
  });

  it('reloads Postfix', async () => {
    const editor = await openFile('main.cf');
    const [before, after] = ['ESMTP as it was', 'ESMTP after a task'];
    for (const [from, to] of [
      [before, after],
      [after, before],
    ] as const) {
      await replace(editor, from, to);
      assert.equal(await editor.document.save(), true);
      assert.equal(await runTask({ command: 'reload' }), 0);
      await eventually(async () => assert.match(await banner(), new RegExp(`${to}$`)));
    }
  });

  it('stops Postfix, shows that it does not run, and starts it', async () => {
    assert.equal(await runTask({ command: 'status' }), 0);
    assert.equal(await runTask({ command: 'stop' }), 0);
    assert.equal(await isRunning(), false);
    assert.notEqual(await runTask({ command: 'status' }), 0);
    assert.equal(await runTask({ command: 'start' }), 0);
    assert.equal(await isRunning(), true);
    await eventually(async () => assert.match(await banner(), /ESMTP/));
  });

  it('flushes the queue', async () => {
    const recipient = 'task@refused.example.net';
    try {
      await promisify(execFile)('smtp-source', ['-f', '', '-t', recipient, `127.0.0.1:${port}`]);
      const inQueue = async () => (await runProgram('postqueue', pathOf('.'), ['-j'])).stdout;
      await eventually(async () => assert.match(await inQueue(), /"queue_name": "deferred"/));
      const attempts = () => readFileSync(pathOf('../maillog'), 'utf8').split(`to=<${recipient}>`).length - 1;
      const before = attempts();
      assert.equal(await runTask({ command: 'flush' }), 0);
      await eventually(() => assert.equal(attempts(), before + 1));
    } finally {
      await runProgram('postsuper', pathOf('.'), ['-d', 'ALL']);
    }
  });

  for (const [command, text, message] of [
    ['postmap', 'lonely\nsales anna\n', 'expected format: key whitespace value'],
    ['postalias', 'lonely\nsales: anna\n', 'need name:value pair'],
  ] as const) {
    it(`runs ${command}, and shows a message at its line`, async () => {
      writeFileSync(pathOf('table'), text);
      await openFile('table');
      const table = `${indexType}:${pathOf('table')}`;
      assert.equal(await runTask({ command, table }), 0);
      await inProblems(1, message);
      const ask = command === 'postmap' ? postmap : postalias;
      assert.equal((await ask(pathOf('.'), ['-q', 'sales', table])).stdout, 'anna\n');
    });
  }
});
