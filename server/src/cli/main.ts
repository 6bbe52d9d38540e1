// postfix-lint: the rules on a command line.

import { text } from 'node:stream/consumers';
import manifest from '../../package.json' with { type: 'json' };
import { installedVersion } from '../host-node/installed.ts';
import { machineFacts } from '../host-node/machine.ts';
import { parseArguments, usage } from './arguments.ts';
import { lint } from './lint.ts';
import { explain, listRules } from './rules.ts';
import { show } from './show.ts';

async function main(): Promise<number> {
  const request = parseArguments(process.argv.slice(2));
  const output = {
    machine: machineFacts(),
    stdout: process.stdout,
    stderr: process.stderr,
    // https://no-color.org
    color: process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '',
    stdin: () => text(process.stdin),
  };
  switch (request.kind) {
    case 'help':
      process.stdout.write(usage);
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
      process.stderr.write(`postfix-lint: ${request.problem}\n${usage}`);
      return 2;
    case 'lint':
      return lint({ ...request, version: await targetOf(request) }, output);
    case 'show':
      return show({ ...request, version: await targetOf(request) }, output);
  }
}

/** Unless it is told: the release of this machine's Postfix, as an editor would take it. */
async function targetOf({ version }: { readonly version: string }): Promise<string> {
  return version === 'auto' ? ((await installedVersion()) ?? version) : version;
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
