// Runs programs, either in the same process or, as a separate process, for a test process: see launch.ts.
import { execFile } from 'node:child_process';
import { timeLimit } from '../../../scripts/time-limit.mjs';

/** @typedef {import('./launch.ts').Request} Request */
/** @typedef {import('./launch.ts').Answer} Answer */

/**
 * @param {Request} request
 * @returns {Promise<Answer>}
 */
export function execute({ file, args, env, input }) {
  return new Promise((done) => {
    const child = execFile(
      file,
      args,
      { encoding: 'buffer', env, maxBuffer: 2 ** 28, timeout: timeLimit },
      (error, stdout, stderr) => {
        // A number is an exit status, null is a signal, and a string means that the program could not be started.
        const failure = typeof error?.code === 'string' ? error.message : undefined;
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        done({ stdout, stderr, code, ...(failure !== undefined && { failure }) });
      },
    );
    // A program that does not read all of its input is not an error here.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

if (process.argv[2] === 'serve') {
  process.on('disconnect', () => process.exit());
  process.on('message', async (/** @type {{ id: number, request: Request }} */ { id, request }) =>
    process.send?.({ id, answer: await execute(request) }),
  );
}
