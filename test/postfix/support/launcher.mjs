// Starts programs for a test process. Starting one copies the page tables of the process that asks, which takes
// longer than the program itself where that process is large; this one is small. It ends with the test process.
import { execFile } from 'node:child_process';
import { timeLimit } from '../../../scripts/time-limit.mjs';

/** @typedef {import('./launch.ts').Request} Request */
/** @typedef {import('./launch.ts').Answer} Answer */

process.on('disconnect', () => process.exit());
process.on('message', (/** @type {Request} */ { id, file, args, env, input }) => {
  const child = execFile(
    file,
    args,
    { encoding: 'buffer', env, maxBuffer: 2 ** 28, timeout: timeLimit },
    (error, stdout, stderr) => {
      // A number is an exit status, null a signal; a word says that the program could not be started.
      const failure = typeof error?.code === 'string' ? error.message : undefined;
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      answer({ id, stdout, stderr, code, ...(failure !== undefined && { failure }) });
    },
  );
  // A program that does not read its input to the end is no failure of ours.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
});

/** @param {Answer} answer */
function answer(answer) {
  process.send?.(answer);
}
