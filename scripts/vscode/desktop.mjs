// Finds desktop VS Code for the tests and for `npm start`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';

const cachePath = fileURLToPath(new URL('../../.vscode-test', import.meta.url));

/**
 * The longest pause in a download, in milliseconds. It is short, so that a host without a network connection fails
 * soon.
 */
const PATIENCE = 5000;

/** Whether a program can open a window on this host. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Desktop VS Code's program: the one that VSCODE_EXECUTABLE names, or else a download in a cache.
 * @returns {Promise<string | undefined>} undefined if there is no display, or if the download fails
 */
export async function findDesktop() {
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE;
  if (!hasDisplay()) return undefined;
  mkdirSync(cachePath, { recursive: true });
  try {
    return await downloadAndUnzipVSCode({ cachePath, timeout: PATIENCE });
  } catch (error) {
    console.log(`Desktop VS Code could not be downloaded: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

/**
 * Flags that desktop VS Code needs to run as root.
 * @param {string} userData
 */
export function flagsForRoot(userData) {
  return process.getuid?.() === 0 ? ['--no-sandbox', `--user-data-dir=${join(userData)}`] : [];
}
