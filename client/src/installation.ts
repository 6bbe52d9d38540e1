// Finds and runs the programs of Postfix, with the settings, the log, and the questions of VS Code.

import * as vscode from 'vscode';
import { commandLine } from './postfix/command-line.ts';
import type { Approval, Elevation } from './postfix/elevation.ts';
import { Installation, shortName } from './postfix/installation.ts';
import { type RunOptions, type RunResult, run, stream } from './postfix/run.ts';

/** The settings that determine which programs run. */
export const programSettings = [
  'postfix.commandDirectory',
  'postfix.commandPrefix',
  'postfix.elevation',
] as const;

export function createInstallation(log: vscode.LogOutputChannel): Installation {
  return new Installation({
    settings() {
      const settings = vscode.workspace.getConfiguration('postfix');
      return {
        commandDirectory: settings.get('commandDirectory', '').trim(),
        commandPrefix: settings.get<readonly string[]>('commandPrefix', []),
        elevation: settings.get<Elevation>('elevation', 'ask'),
      };
    },
    path: () => process.env.PATH ?? '',
    isTrusted: () => vscode.workspace.isTrusted,
    userId: process.getuid?.(),
    run: (program, args, options) => logged(log, program, args, options, () => run(program, args, options)),
    stream: (program, args, onChunk, options) =>
      logged(log, program, args, options, () => stream(program, args, onChunk, options)),
    approve,
    runInTerminal: (words, ...more) => runInTerminal(log, words, ...more),
  });
}

async function logged(
  log: vscode.LogOutputChannel,
  program: string,
  args: readonly string[],
  options: RunOptions | undefined,
  start: () => Promise<RunResult>,
): Promise<RunResult> {
  logCommand(log, [program, ...args]);
  const result = await start();
  const { stdout, stderr, exitCode, end, killedBy, reason } = result;
  const output = `${options?.isConfidential ? '' : stdout}${stderr}`.trimEnd();
  if (output !== '') log.info(output);
  if (exitCode !== 0) log.info(reason ?? `${end}, ${killedBy ?? `exit status ${exitCode ?? 'none'}`}`);
  return result;
}

function logCommand(log: vscode.LogOutputChannel, words: readonly string[]): void {
  log.info(words.map((word) => JSON.stringify(word)).join(' '));
}

async function approve({ why, command, choices }: Approval): Promise<string | undefined> {
  return vscode.window.showWarningMessage(
    'Run this command as root?',
    { modal: true, detail: `${command}\n\n${why}` },
    ...choices,
  );
}

/** Runs a command as a task: in a terminal, but without a shell. */
async function runInTerminal(
  log: vscode.LogOutputChannel,
  words: readonly string[],
  problemMatcher?: string,
  signal?: AbortSignal,
): Promise<RunResult> {
  const nothing = { stdout: '', stderr: '' };
  if (!vscode.workspace.isTrusted)
    return { end: 'not-started', ...nothing, reason: 'This workspace is not trusted.' };
  logCommand(log, words);
  const [program = '', ...args] = words;
  const task = new vscode.Task(
    { type: 'postfix', command: commandLine(words) ?? program },
    vscode.TaskScope.Workspace,
    shortName(args.slice(args.indexOf('--') + 1)),
    'Postfix',
    new vscode.ProcessExecution(program, args, { cwd: '/' }),
    problemMatcher,
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, focus: true };
  const isOurs = ({ task: { name, source } }: vscode.TaskExecution) =>
    name === task.name && source === task.source;
  let running: vscode.TaskExecution | undefined;
  // VS Code does not find a task before its process has started.
  const stop = () => running?.terminate();
  signal?.addEventListener('abort', stop);
  const ended = new Promise<RunResult>((resolve) => {
    const listeners = [
      vscode.tasks.onDidStartTaskProcess(({ execution }) => {
        if (!isOurs(execution)) return;
        running = execution;
        if (signal?.aborted) stop();
      }),
      vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (!isOurs(execution)) return;
        finish(
          exitCode === undefined || (signal?.aborted && exitCode !== 0)
            ? { end: 'canceled', ...nothing }
            : { end: 'exited', exitCode, ...nothing },
        );
      }),
      vscode.tasks.onDidEndTask(({ execution }) => {
        // A process that could not be started ends no process.
        if (isOurs(execution)) setTimeout(() => finish({ end: 'canceled', ...nothing }), 1000);
      }),
    ];
    const finish = (result: RunResult) => {
      for (const listener of listeners) listener.dispose();
      signal?.removeEventListener('abort', stop);
      resolve(result);
    };
  });
  await vscode.tasks.executeTask(task);
  return ended;
}
