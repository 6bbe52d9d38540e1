// Runs the tests inside a real VS Code, against the packed extension.
//
//   node test/vscode/run.mjs [--vsix=FILE] [--workspace=DIR] [NAME …]
//
// NAME: run only the test files whose names contain it. --vsix: test this package instead of packaging the source
// first. The tests use desktop VS Code if VSCODE_EXECUTABLE names it, or if there is a display and it can be
// downloaded. Otherwise they use the embedded one (scripts/vscode/). The results go to test/results/vscode.json.
//
// Test files run in one of four windows. NAME.untrusted.test.ts: the workspace is not trusted.
// NAME.postfix.test.ts: the folder is the configuration directory of a running Postfix. NAME.user.test.ts: the same, but
// VS Code runs as a user who may not write the files; the tests run outside VS Code. NAME.test.ts: the folder is a copy
// of the example.
//
// With UPDATE_IMAGES=1, the test files photographs, trace, flow, and walkthrough update the pictures of the README and the
// walkthrough in docs/images/.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
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
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { oldestNode } from '../../scripts/node-versions.mjs';
import { packageExtension } from '../../scripts/package.mjs';
import { exitOnSignals, isRunning, run as runProgram, start } from '../../scripts/processes.mjs';
import { findDesktop } from '../../scripts/vscode/desktop.mjs';
import { shrink } from './pictures.mjs';

/** @typedef {import('./suite/results.ts').Results} Results */

/**
 * @typedef {object} VSCode
 * @property {string} name for people
 * @property {string} executable
 * @property {readonly string[]} command its command line for managing extensions
 * @property {boolean} embedded
 */

/**
 * What all windows of a run share.
 * @typedef {object} Run
 * @property {VSCode} code
 * @property {string} temporary a folder for all created files
 * @property {string} extensions where the extension is installed
 */

/**
 * @typedef {object} Window
 * @property {string} name a word, for its files
 * @property {readonly string[]} files the test files
 * @property {string} folder what is open in it
 * @property {readonly string[]} [flags]
 * @property {Record<string, string>} [env]
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const suite = join(root, 'test/vscode/suite');
const results = join(root, 'test/results');
const screenshots = join(results, 'screenshots');

/** The pictures in the README and in the walkthrough. */
const IMAGES = [
  ...['screenshot', 'hover', 'palette', 'scenario', 'trace-mail', 'mail-flow'],
  ...['open', 'finding', 'fix', 'scenario', 'index', 'reload'].map((step) => `walkthrough/${step}`),
];

/** The prefix of the names of temporary folders, followed by our process ID. */
const TEMPORARY = 'postfix-language-tests-';

/** The settings of a new user, without animations, questions, and network access. */
const SETTINGS = {
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  // As on the desktop. In a browser, VS Code saves automatically.
  'files.autoSave': 'off',
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'remote.autoForwardPorts': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.startupPrompt': 'never',
};

/**
 * @param {object} [options]
 * @param {string} [options.vsix] the package; by default, it is created from the source
 * @param {string} [options.workspace] the folder to copy and open; the example by default
 * @param {readonly string[]} [options.names] parts of the names of the test files to run; all files by default
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
  const temporary = mkdtempSync(join(tmpdir(), `${TEMPORARY}${process.pid}-`));
  const remove = () => rmSync(temporary, { recursive: true, force: true });
  process.on('exit', remove);
  mkdirSync(results, { recursive: true });
  try {
    const shared = { code, temporary, extensions: join(temporary, 'extensions') };
    await install(shared, extension);
    const sum = (await runWindows(shared, workspace, files)).reduce(add, NOTHING);
    writeFileSync(join(results, 'vscode.json'), `${JSON.stringify(sum, null, 2)}\n`);
    if (process.env.UPDATE_IMAGES === '1') updateImages();
    return sum;
  } finally {
    process.off('exit', remove);
    remove();
  }
}

/**
 * @param {Run} run
 * @param {string} workspace
 * @param {readonly string[]} files
 * @returns {Promise<Results[]>}
 */
async function runWindows(run, workspace, files) {
  const untrusted = files.filter((file) => file.endsWith('.untrusted.test.ts'));
  const postfix = files.filter((file) => file.endsWith('.postfix.test.ts'));
  const user = files.filter((file) => file.endsWith('.user.test.ts'));
  const others = files.filter((file) => ![...untrusted, ...postfix, ...user].includes(file));
  const all = [];
  if (others.length > 0) {
    const folder = copy(workspace, join(run.temporary, 'example', basename(workspace)));
    all.push(await runWindow(run, { name: 'example', files: others, folder }));
  }
  if (untrusted.length > 0 && run.code.embedded) {
    const folder = copy(workspace, join(run.temporary, 'untrusted', basename(workspace)));
    all.push(await runWindow(run, { name: 'untrusted', files: untrusted, folder, flags: ['--restricted'] }));
  } else {
    const reason = 'Desktop VS Code trusts every workspace if @vscode/test-electron runs it.';
    all.push(skipped(untrusted, reason));
  }
  if (postfix.length > 0) {
    const window = (/** @type {Beside} */ { directory, port }) =>
      runWindow(run, {
        name: 'postfix',
        files: postfix,
        folder: directory,
        env: { POSTFIX_TEST_SMTP_PORT: String(port) },
      });
    all.push(await runBesidePostfix(run, postfix, window));
  }
  if (user.length > 0) all.push(await runAsUser(run, user));
  return all;
}

/** @typedef {import('./mail-server.ts').MailServer & { module: typeof import('./mail-server.ts') }} Beside */

/**
 * @param {Run} run
 * @param {readonly string[]} files
 * @param {(server: Beside) => Promise<Results>} use
 * @returns {Promise<Results>}
 */
async function runBesidePostfix(run, files, use) {
  const outfile = join(run.temporary, 'mail-server.mjs');
  await bundle([join(root, 'test/vscode/mail-server.ts')], { outfile, format: 'esm' });
  /** @type {typeof import('./mail-server.ts')} */
  const module = await import(pathToFileURL(outfile).href);
  const reason = module.whyNoMailServer();
  if (reason !== undefined) return module.isRequired ? failed(files, reason) : skipped(files, reason);
  try {
    const server = await module.startMailServer();
    try {
      return await use({ ...server, module });
    } finally {
      await server.stop();
    }
  } catch (error) {
    return failed(files, messageOf(error));
  }
}

/**
 * @param {Run} run
 * @param {readonly string[]} files
 * @returns {Promise<Results>}
 */
async function runAsUser(run, files) {
  if (!run.code.embedded) return skipped(files, 'Desktop VS Code runs as the user who starts the tests.');
  return runBesidePostfix(run, files, async ({ directory, port, module: { otherUser, whyNoOtherUser } }) => {
    const reason = whyNoOtherUser();
    if (reason !== undefined) return skipped(files, reason);
    const home = join(run.temporary, 'as-user');
    const user = otherUser({
      sudoers: 'tester ALL=(root) ALL\ntester ALL=(root) NOPASSWD: /usr/sbin/postfix -c * reload',
      prepare: `chown -R tester: ${home}`,
    });
    try {
      // Other users may enter the folder, and the user gets copies of what VS Code writes to.
      chmodSync(run.temporary, 0o755);
      const extensions = copy(run.extensions, join(home, 'extensions'));
      const userData = join(home, 'user');
      mkdirSync(join(userData, 'User'), { recursive: true });
      // A terminal whose text is in the page.
      const own = { ...SETTINGS, 'terminal.integrated.gpuAcceleration': 'off' };
      writeFileSync(join(userData, 'User/settings.json'), JSON.stringify(own, null, 2));
      // VS Code follows changes to this file.
      const settings = join(userData, 'Machine/settings.json');
      mkdirSync(dirname(settings));
      writeFileSync(settings, '{}');
      if (spawnSync(user.launcher, ['test', '-r', run.code.executable]).status !== 0)
        return skipped(files, `other users may not read ${root}`);
      const args = [`--user-data-dir=${userData}`, `--extensions-dir=${extensions}`];
      return await runOutside(run, files, [...args, `--launcher=${user.launcher}`, directory], {
        POSTFIX_TEST_SMTP_PORT: String(port),
        POSTFIX_TEST_DIRECTORY: directory,
        POSTFIX_TEST_PASSWORD: user.password,
        POSTFIX_TEST_SETTINGS: settings,
      });
    } finally {
      keepLogs('as-user', join(home, 'user'));
      user.remove();
    }
  });
}

/**
 * Runs test files outside VS Code, while a window is open.
 * @param {Run} run
 * @param {readonly string[]} files
 * @param {readonly string[]} args for the window
 * @param {Record<string, string>} env
 * @returns {Promise<Results>}
 */
async function runOutside({ code, temporary }, files, args, env) {
  const outside = join(temporary, 'outside');
  const report = join(outside, 'results.json');
  await bundle(
    ['outside.ts', ...files].map((file) => join(suite, file)),
    { outdir: outside, format: 'cjs' },
  );
  const window = start(code.executable, ['--driven', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const driver = await addressOfDriver(window);
    await runProgram(process.execPath, [join(outside, 'outside.cjs')], {
      env: {
        ...process.env,
        ...env,
        WINDOW_DRIVER: driver,
        POSTFIX_TEST_RESULTS: report,
        POSTFIX_TEST_SCREENSHOTS: screenshots,
      },
    });
    return JSON.parse(readFileSync(report, 'utf8'));
  } finally {
    window.child.stdin?.end();
    await window.ended;
  }
}

/**
 * @param {import('../../scripts/processes.mjs').Program} window
 * @returns {Promise<string>}
 */
function addressOfDriver({ child, ended }) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (data) => {
      text += data;
      const [, address] = /^driver: (.*)$/m.exec(text) ?? [];
      if (address) resolve(address);
    });
    ended.then((status) => reject(new Error(`The window ended with code ${status}.`)));
  });
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
 * Runs test files in one new window, with a new user.
 * @param {Run} run
 * @param {Window} window
 * @returns {Promise<Results>}
 */
async function runWindow({ code, temporary, extensions }, { name, files, folder, flags = [], env = {} }) {
  const home = join(temporary, name);
  const userData = join(home, 'user');
  const report = join(home, 'results.json');
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify(SETTINGS, null, 2));
  try {
    const tests = ['index.ts', ...files].map((file) => join(suite, file));
    await bundle(tests, { outdir: join(home, 'suite'), format: 'cjs' });
    await runTests({
      vscodeExecutablePath: code.executable,
      extensionDevelopmentPath: join(root, 'test/vscode/host'),
      extensionTestsPath: join(home, 'suite/index.cjs'),
      launchArgs: [folder, `--user-data-dir=${userData}`, `--extensions-dir=${extensions}`, ...flags],
      extensionTestsEnv: {
        ...env,
        POSTFIX_TEST_RESULTS: report,
        POSTFIX_TEST_SCREENSHOTS: screenshots,
      },
    });
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch (error) {
    keepLogs(name, userData);
    if (existsSync(report)) return JSON.parse(readFileSync(report, 'utf8'));
    // No test was counted because the window itself failed. Report that as a failure.
    return failed([`the window with ${files.join(', ')}`], messageOf(error));
  }
}

/**
 * @param {readonly string[]} files
 * @param {import('esbuild').BuildOptions} options
 */
async function bundle(files, options) {
  await build({
    entryPoints: [...files],
    ...(options.outdir && { outExtension: { '.js': '.cjs' } }),
    bundle: true,
    platform: 'node',
    target: `node${oldestNode}`,
    external: ['vscode'],
    sourcemap: 'inline',
    // Mocha refers to files that only its parallel mode needs, which is not used here.
    logLevel: 'error',
    ...options,
  });
}

/**
 * @param {Run} run
 * @param {string} vsix
 */
async function install({ code, temporary, extensions }, vsix) {
  const [command = '', ...args] = code.command;
  const folders = [`--user-data-dir=${join(temporary, 'user')}`, `--extensions-dir=${extensions}`];
  // On Windows the command is a batch file, which only a shell can start.
  const shell = process.platform === 'win32';
  const status = await runProgram(
    shell ? `"${command}"` : command,
    [...args, ...folders, '--install-extension', vsix],
    { shell },
  );
  if (status !== 0) throw new Error(`Installing ${vsix} failed with code ${status}.`);
}

/**
 * @param {string} from
 * @param {string} to
 */
function copy(from, to) {
  cpSync(from, to, { recursive: true });
  return to;
}

function updateImages() {
  for (const image of IMAGES) {
    const picture = join(screenshots, `${image}.png`);
    if (existsSync(picture))
      writeFileSync(join(root, 'docs/images', `${image}.png`), shrink(readFileSync(picture)));
  }
}

/**
 * @param {string} window
 * @param {string} userData
 */
function keepLogs(window, userData) {
  for (const log of ['window.log', 'server.log']) {
    if (existsSync(join(userData, log)))
      cpSync(join(userData, log), join(results, `vscode-${window}-${log}`));
  }
}

/** Removes folders of interrupted runs. A closing window may write to its folder after the folder was removed. */
function removeLeftovers() {
  for (const name of readdirSync(tmpdir()).filter((name) => name.startsWith(TEMPORARY))) {
    if (isRunning(Number.parseInt(name.slice(TEMPORARY.length), 10))) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** @type {Results} */
const NOTHING = { passed: 0, failed: 0, skipped: [], failures: [] };

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * @param {readonly string[]} titles
 * @param {string} reason
 * @returns {Results}
 */
function skipped(titles, reason) {
  return { ...NOTHING, skipped: titles.map((title) => ({ title, reason })) };
}

/**
 * @param {readonly string[]} titles
 * @param {string} message
 * @returns {Results}
 */
function failed(titles, message) {
  return { ...NOTHING, failed: titles.length, failures: titles.map((title) => ({ title, message })) };
}

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
