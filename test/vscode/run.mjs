// Runs the tests inside a real VS Code, against the packed extension.
//
//   node test/vscode/run.mjs [--vsix=FILE] [--workspace=DIR] [NAME …]
//
// NAME: only the test files whose names contain it. --vsix: test this package instead of packing the source first.
// Desktop VS Code is taken where VSCODE_EXECUTABLE names it, or where there is a display and it can be downloaded;
// else the embedded one (scripts/vscode/). The results go to test/results/vscode.json.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { packageExtension } from '../../scripts/package.mjs';
import { exitOnSignals, isRunning, run } from '../../scripts/processes.mjs';
import { findDesktop } from '../../scripts/vscode/desktop.mjs';

/** @typedef {import('./suite/results.ts').Results} Results */

/**
 * @typedef {object} VSCode
 * @property {string} name for people
 * @property {string} executable
 * @property {readonly string[]} command its command line for managing extensions
 * @property {boolean} embedded
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const suite = join(root, 'test/vscode/suite');
const results = join(root, 'test/results');

/** How the names of temporary folders begin; our process id follows. */
const TEMPORARY = 'postfix-language-tests-';

/** What a fresh user has, without anything that moves, asks or talks to the network. */
const SETTINGS = {
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.startupPrompt': 'never',
};

/**
 * @param {object} [options]
 * @param {string} [options.vsix] packed from the source unless told
 * @param {string} [options.workspace] the folder to copy and open; the example unless told
 * @param {readonly string[]} [options.names] parts of the names of the test files to run; all unless told
 * @returns {Promise<Results>}
 */
export async function runVSCodeTests({
  vsix,
  workspace = join(root, 'examples/mail.example.com'),
  names = [],
} = {}) {
  const files = readdirSync(suite)
    .filter(
      (file) =>
        file.endsWith('.test.ts') && (names.length === 0 || names.some((name) => file.includes(name))),
    )
    .sort();
  if (files.length === 0) throw new Error(`No test file has ${names.join(' or ')} in its name.`);
  removeLeftovers();
  const code = await findVSCode();
  console.log(`Testing in ${code.name}`);
  const extension = vsix ?? (await packageExtension());
  const untrusted = files.filter((file) => file.endsWith('.untrusted.test.ts'));
  const trusted = files.filter((file) => !untrusted.includes(file));
  const all = [];
  if (trusted.length > 0) all.push(await runWindow(code, extension, workspace, trusted, []));
  if (untrusted.length > 0 && code.embedded) {
    all.push(await runWindow(code, extension, workspace, untrusted, ['--restricted']));
  } else {
    const reason = 'desktop VS Code trusts every workspace where @vscode/test-electron runs it';
    all.push({ ...NOTHING, skipped: untrusted.map((title) => ({ title, reason })) });
  }
  const sum = all.reduce(add, NOTHING);
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'vscode.json'), `${JSON.stringify(sum, null, 2)}\n`);
  return sum;
}

/** @returns {Promise<VSCode>} */
async function findVSCode() {
  const desktop = await findDesktop();
  if (desktop !== undefined) {
    const command = resolveCliArgsFromVSCodeExecutablePath(desktop, { reuseMachineInstall: true });
    return { name: desktop, executable: desktop, command, embedded: false };
  }
  const executable = join(root, 'scripts/vscode/code.mjs');
  return { name: 'the embedded VS Code', executable, command: [executable], embedded: true };
}

/**
 * Runs test files in one new window, with a new user, the extension installed and a copy of the workspace.
 * @param {VSCode} code
 * @param {string} vsix
 * @param {string} workspace
 * @param {readonly string[]} files
 * @param {readonly string[]} flags
 * @returns {Promise<Results>}
 */
async function runWindow(code, vsix, workspace, files, flags) {
  const temporary = mkdtempSync(join(tmpdir(), `${TEMPORARY}${process.pid}-`));
  const remove = () => rmSync(temporary, { recursive: true, force: true });
  process.on('exit', remove);
  const userData = join(temporary, 'user');
  const folders = [`--user-data-dir=${userData}`, `--extensions-dir=${join(temporary, 'extensions')}`];
  const copy = join(temporary, 'mail.example.com');
  const report = join(temporary, 'results.json');
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify(SETTINGS, null, 2));
  cpSync(workspace, copy, { recursive: true });
  try {
    await bundle(files, join(temporary, 'suite'));
    await install(code, vsix, folders);
    await runTests({
      vscodeExecutablePath: code.executable,
      extensionDevelopmentPath: join(root, 'test/vscode/host'),
      extensionTestsPath: join(temporary, 'suite/index.cjs'),
      launchArgs: [copy, ...folders, ...flags],
      extensionTestsEnv: {
        POSTFIX_TEST_RESULTS: report,
        POSTFIX_TEST_SCREENSHOTS: join(results, 'screenshots'),
      },
    });
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch (error) {
    keepLogs(userData);
    if (existsSync(report)) return JSON.parse(readFileSync(report, 'utf8'));
    // Nothing was counted: the window itself failed, which must not look like a run without a failure.
    const message = error instanceof Error ? error.message : String(error);
    return { ...NOTHING, failed: 1, failures: [{ title: `the window with ${files.join(', ')}`, message }] };
  } finally {
    process.off('exit', remove);
    remove();
  }
}

/**
 * @param {readonly string[]} files
 * @param {string} folder
 */
async function bundle(files, folder) {
  await build({
    entryPoints: ['index.ts', ...files].map((file) => join(suite, file)),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    sourcemap: 'inline',
    // Mocha names files that only its parallel mode, not used here, would look for.
    logLevel: 'error',
  });
}

/**
 * @param {VSCode} code
 * @param {string} vsix
 * @param {readonly string[]} folders
 */
async function install(code, vsix, folders) {
  const [command = '', ...args] = code.command;
  // On Windows the command is a batch file, which only a shell can start.
  const shell = process.platform === 'win32';
  const status = await run(
    shell ? `"${command}"` : command,
    [...args, ...folders, '--install-extension', vsix],
    { shell },
  );
  if (status !== 0) throw new Error(`Installing ${vsix} failed with code ${status}.`);
}

/** @param {string} userData */
function keepLogs(userData) {
  for (const log of ['window.log', 'server.log']) {
    if (existsSync(join(userData, log))) cpSync(join(userData, log), join(results, `vscode-${log}`));
  }
}

/** Removes what interrupted runs left: a window that is being closed may write to its folder after its removal. */
function removeLeftovers() {
  for (const name of readdirSync(tmpdir()).filter((name) => name.startsWith(TEMPORARY))) {
    if (isRunning(Number.parseInt(name.slice(TEMPORARY.length), 10))) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** @type {Results} */
const NOTHING = { passed: 0, failed: 0, skipped: [], failures: [] };

/**
 * @param {Results} a
 * @param {Results} b
 * @returns {Results}
 */
function add(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: [...a.skipped, ...b.skipped],
    failures: [...a.failures, ...b.failures],
  };
}

/** @param {Results} sum */
function print(sum) {
  console.log(`\nIn VS Code: ${sum.passed} passed, ${sum.failed} failed, ${sum.skipped.length} skipped`);
  for (const { title, reason } of sum.skipped) console.log(`  skipped: ${title}: ${reason}`);
  for (const { title, message } of sum.failures)
    console.log(`  FAILED: ${title}\n    ${message.replaceAll('\n', '\n    ')}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  exitOnSignals();
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { vsix: { type: 'string' }, workspace: { type: 'string' } },
  });
  const sum = await runVSCodeTests({
    ...(values.vsix && { vsix: resolve(values.vsix) }),
    ...(values.workspace && { workspace: resolve(values.workspace) }),
    names: positionals,
  });
  print(sum);
  process.exit(sum.failed > 0 ? 1 : 0);
}
