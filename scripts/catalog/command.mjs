// What the commands share: the argument and the exit status.

import { generate } from './generate.mjs';
import { openTree } from './tree.mjs';

/**
 * @param {string} name
 * @param {(tree: import('./tree.mjs').SourceTree, run: typeof generate) => number} action returns the exit status
 */
export async function runCommand(name, action) {
  const [path] = process.argv.slice(2);
  if (path === undefined) {
    console.error(
      `usage: npm run catalog:${name} -- PATH, where PATH is the unpacked source of a Postfix release`,
    );
    process.exitCode = 2;
    return;
  }
  try {
    process.exitCode = action(openTree(path), generate);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
