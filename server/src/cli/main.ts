// postfix-lint: runs the rules from the command line.

import { buffer } from 'node:stream/consumers';
import manifest from '../../package.json' with { type: 'json' };
import { installedVersion } from '../host-node/installed.ts';
import { machineFacts } from '../host-node/machine.ts';
import { parseArguments } from './arguments.ts';
import { flow } from './flow.ts';
import { lint } from './lint.ts';
import { explain, listRules } from './rules.ts';
import { show } from './show.ts';
import { trace } from './trace.ts';
import { installedTarget, type Target } from './version.ts';

async function main(): Promise<number> {
  const request = parseArguments(process.argv.slice(2));
  const output = {
    machine: machineFacts(),
    stdout: process.stdout,
    stderr: process.stderr,
    // https://no-color.org
    color: process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '',
    stdin: () => buffer(process.stdin),
  };
  switch (request.kind) {
    case 'help':
      process.stdout.write(request.text);
      return 0;
    case 'version':
      process.stdout.write(`${manifest.version}\n`);
      return 0;
    case 'list-rules':
      process.stdout.write(listRules());
      return 0;
    case 'explain': {
      const answer = explain(request.code);
      if ('page' in answer) process.stdout.write(answer.page);
      else process.stderr.write(`postfix-lint: ${answer.problem}\n`);
      return 'page' in answer ? 0 : 2;
    }
    case 'wrong':
      process.stderr.write(`postfix-lint: ${request.problem}\nRun "${request.help}" for the options.\n`);
      return 2;
    case 'lint':
      return lint(request, await versionFor(request.target), output);
    case 'trace':
      return trace(request, await versionFor(request.target), output);
    case 'show':
      return show(request, await versionFor(request.target), output);
    case 'flow':
      return flow(request, await versionFor(request.target), output);
  }
}

/** The requested version, that of the Postfix installed on this host, or `auto`. */
async function versionFor(named: Target): Promise<string> {
  const installed = named.version === 'auto' ? await installedVersion() : undefined;
  const { version, note } = installed === undefined ? named : installedTarget(installed);
  if (note !== undefined) process.stderr.write(`postfix-lint: ${note}\n`);
  return version;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `postfix-lint: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 2;
  },
);
