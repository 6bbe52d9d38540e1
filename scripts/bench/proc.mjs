// Information about a process from /proc on Linux. On other systems, every answer is undefined.
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Memory both in bytes
 * @property {number} resident
 * @property {number} peak
 */

/**
 * @param {number} pid
 * @returns {Memory | undefined}
 */
export function memoryOf(pid) {
  const status = read(pid, 'status');
  if (status === undefined) return undefined;
  /** @param {string} key */
  const bytes = (key) => Number(new RegExp(`^${key}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
  return { resident: bytes('VmRSS'), peak: bytes('VmHWM') };
}

/**
 * How long the main thread of a process has been on a core. Other programs do not count, however busy the cores are.
 * @param {number} pid
 * @returns {number | undefined} milliseconds since the process started
 */
export function ranFor(pid) {
  const [nanoseconds] = read(pid, 'schedstat')?.split(' ') ?? [];
  return nanoseconds === undefined ? undefined : Number(nanoseconds) / 1e6;
}

/**
 * @param {number} pid
 * @param {string} name
 */
function read(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
