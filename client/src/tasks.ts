// Tasks of the type `postfix`, for tasks.json and for Run Task. They run in a terminal, where programs print everything,
// and problem matchers find the places in their output.

import * as vscode from 'vscode';
import type { CommandContext } from './commands/context.ts';
import { listInstances } from './postfix/instances.ts';
import { interactive, withPrefix } from './postfix/prefix.ts';
import { type ProgramName, searchProgram } from './postfix/programs.ts';

/** A task in tasks.json. package.json describes the properties. */
interface Definition extends vscode.TaskDefinition {
  readonly type: 'postfix';
  readonly command: string;
  readonly directory?: string;
  readonly table?: string;
}

const controls: readonly string[] = ['check', 'reload', 'start', 'stop', 'flush', 'status'];
const indexers: readonly string[] = ['postmap', 'postalias'];

export function registerTasks(context: CommandContext): vscode.Disposable {
  return vscode.tasks.registerTaskProvider('postfix', {
    async provideTasks() {
      if (!context.isTrusted()) return [];
      const instances = await listInstances(context);
      const definitions = instances.flatMap(({ directory, isDefault }) =>
        ['check', 'reload'].map(
          (command): Definition => ({ type: 'postfix', command, ...(!isDefault && { directory }) }),
        ),
      );
      const tasks = await Promise.all(definitions.map((definition) => taskOf(context, definition)));
      return tasks.flatMap((task) => task ?? []);
    },
    resolveTask: ({ definition, scope }) => taskOf(context, definition as Definition, scope),
  });
}

async function taskOf(
  context: CommandContext,
  definition: Definition,
  scope: vscode.WorkspaceFolder | vscode.TaskScope = vscode.TaskScope.Workspace,
): Promise<vscode.Task | undefined> {
  if (!context.isTrusted()) return undefined;
  const words = await wordsOf(context, definition);
  const [program, ...args] = words ?? [];
  if (program === undefined) return undefined;
  const { command, directory, table } = definition;
  return new vscode.Task(
    definition,
    scope,
    [command, table ?? directory].filter(Boolean).join(' '),
    'postfix',
    new vscode.ProcessExecution(program, args, { cwd: '/' }),
    indexers.includes(command) ? '$postmap' : '$postfix-check',
  );
}

/** The command without a shell; undefined for an unknown command, or if a program is missing. */
async function wordsOf(
  context: CommandContext,
  { command, directory, table }: Definition,
): Promise<readonly string[] | undefined> {
  const isControl = controls.includes(command);
  if (!isControl && !(indexers.includes(command) && table !== undefined)) return undefined;
  const program = await context.findProgram(isControl ? 'postfix' : (command as ProgramName));
  if (!program.found) return undefined;
  const own = [...(directory === undefined ? [] : ['-c', directory]), isControl ? command : (table ?? '')];
  const prefix = vscode.workspace.getConfiguration('postfix').get<readonly string[]>('commandPrefix', []);
  const needsRoot = isControl && !(await context.isSuperuser());
  const sudo = needsRoot ? await sudoWords(prefix) : [];
  const line = withPrefix(interactive(prefix), [...sudo, program.path, ...own]);
  return 'words' in line ? line.words : undefined;
}

async function sudoWords(prefix: readonly string[]): Promise<readonly string[]> {
  if (vscode.workspace.getConfiguration('postfix').get('elevation') === 'never') return [];
  if (prefix.length > 0) return ['sudo', '--'];
  const sudo = await searchProgram('sudo', process.env.PATH ?? '');
  return sudo.found ? [sudo.path, '--'] : [];
}
