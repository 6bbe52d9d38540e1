// Starts programs so that none is left behind, however we end.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * @typedef {object} Program
 * @property {import('node:child_process').ChildProcess} child
 * @property {Promise<number>} ended its exit code; 128 + N after signal N; 127 if it could not be started
 */

/**
 * Starts a program in a process group of its own: VS Code's server and npm have children. When this process exits,
 * the group is told to end, so that it can tidy up; what the program itself leaves behind at its end is killed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Program}
 */
export function start(command, args, options) {
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  const end = () => signalGroup(child.pid, 'SIGTERM');
  process.on('exit', end);
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    child.on('exit', (code, signal) => {
      process.off('exit', end);
      signalGroup(child.pid, 'SIGKILL');
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
  return { child, ended };
}

/**
 * @param {number | undefined} leader undefined for a program that could not be started
 * @param {NodeJS.Signals} signal
 */
function signalGroup(leader, signal) {
  if (leader === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, signal);
  } catch {
    // Nobody is left.
  }
}

/**
 * Starts a program and waits for its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} as Program.ended
 */
export function run(command, args, options = {}) {
  return start(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options }).ended;
}

/** @param {number} pid */
export function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** The command line that runs npm: the npm that runs us, else the one in PATH. */
export function npmCommand() {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [process.execPath, script] : ['npm'];
}

/**
 * Makes signals end this process through process.exit, so that what `start` started is killed.
 * Without it a signal ends Node at once and no exit handler runs.
 */
export function exitOnSignals() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}
