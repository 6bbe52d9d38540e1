// postfix-lint: the rules on a command line.

import manifest from '../../package.json' with { type: 'json' };
import { installedVersion } from '../host/installed.ts';
import { machineFacts } from '../host/machine.ts';
import { parseArguments, usage } from './arguments.ts';
import { lint } from './lint.ts';
import { show } from './show.ts';

async function main(): Promise<number> {
  const request = parseArguments(process.argv.slice(2));
  const output = { machine: machineFacts(), stdout: process.stdout, stderr: process.stderr };
  switch (request.kind) {
    case 'help':
      process.stdout.write(usage);
      return 0;
    case 'version':
      process.stdout.write(`${manifest.version}\n`);
      return 0;
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
