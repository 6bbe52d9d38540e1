// Starts programs, and ends them when this process ends.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * @typedef {object} Program
 * @property {import('node:child_process').ChildProcess} child
 * @property {Promise<number>} ended its exit code; 128 + N after signal N; 127 if it could not be started
 */

/**
 * Starts a program in its own process group, because VS Code's server and npm start other processes. When this process
 * exits, the group receives SIGTERM, so that it can clean up. When the program itself ends, the rest of the group is
 * killed.
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
    // The group has already ended.
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
    // EPERM: it is running, and belongs to another user.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** The command line of npm: the npm that started this process, or else the one in PATH. */
export function npmCommand() {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [process.execPath, script] : ['npm'];
}

/**
 * Makes signals end this process through process.exit, so that the programs of `start` are ended too.
 * By default, a signal ends Node immediately and no exit handler runs.
 */
export function exitOnSignals() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}
