// Finds programs, and installs missing Debian packages on a new system if the user is root.
// Imports only Node's own modules: scripts/install.mjs runs before node_modules exists.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Folders of system administration programs. The PATH of other users often omits them. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Debian runs this program to ask whether a package may start its service. Exit code 101 means no. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';

/**
 * The absolute path of a program, or undefined if it is not installed.
 * @param {...string} names tried in this order
 */
export function findProgram(...names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...SYSTEM_FOLDERS];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** A browser that Playwright can control, or undefined. */
export function findChromium() {
  return findProgram('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome');
}

/** Installs Chromium if it is missing. */
export function installChromium() {
  // Debian's package has no fonts, and screenshots need letters.
  if (!findChromium())
    installPackages(['chromium', 'fonts-dejavu-core'], 'the tests in VS Code without a display');
}

/**
 * Installs Debian packages, without questions and without starting a service.
 * Prints what it does and what failed. Never throws.
 * @param {string[]} packages
 * @param {string} purpose completes the sentence "… is needed for"
 */
export function installPackages(packages, purpose) {
  if (packages.length === 0) return;
  const names = packages.join(' ');
  const install = ['install', '--no-install-recommends'];
  const apt = findProgram('apt-get');
  if (apt === undefined || process.getuid?.() !== 0) {
    console.log(`Missing: ${names}, needed for ${purpose}.`);
    console.log(
      apt ? `  Install it with: sudo apt-get install ${names}` : '  Install it with your package manager.',
    );
    return;
  }
  console.log(`Installing ${names} (needed for ${purpose}) …`);
  const forbidden = forbidServices();
  try {
    // `update` takes time, and is only needed if the package lists are missing or stale.
    const done =
      runApt(apt, [...install, ...packages], 'quiet') ||
      (runApt(apt, ['update']) && runApt(apt, [...install, ...packages]));
    console.log(done ? `Installed ${names}.` : `Could not install ${names}: ${purpose} will be missing.`);
  } finally {
    forbidden.lift();
  }
}

/**
 * @param {string} apt
 * @param {string[]} args
 * @param {'quiet'} [quiet] prints no errors
 */
function runApt(apt, args, quiet) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const stderr = quiet ? 'ignore' : 'inherit';
  return spawnSync(apt, ['-qq', '-y', ...args], { env, stdio: ['ignore', 'inherit', stderr] }).status === 0;
}

function forbidServices() {
  if (existsSync(SERVICE_POLICY)) return { lift: () => {} };
  writeFileSync(SERVICE_POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  return { lift: () => rmSync(SERVICE_POLICY, { force: true }) };
}
