#!/usr/bin/env node
// Gives the embedded VS Code the command line of desktop VS Code, so that @vscode/test-electron can run it.
//
//   code.mjs [--user-data-dir=D] [--extensions-dir=D] --install-extension FILE.vsix
//   code.mjs [--user-data-dir=D] [--extensions-dir=D] --extensionDevelopmentPath=D --extensionTestsPath=F FOLDER
//   code.mjs [--user-data-dir=D] [--extensions-dir=D] --driven FOLDER
//   code.mjs [--user-data-dir=D] [--extensions-dir=D] FOLDER
//
// The first form installs an extension. The second opens a window in a headless browser, runs the tests in its
// extension host, and exits with their code; the tests find the window's driver in the variable WINDOW_DRIVER. The
// third opens such a window for tests that run elsewhere, prints the address of its driver, and runs until its input
// ends. The last prints the address of a window to open in your own browser, and runs until it is interrupted.
//
// Two flags are our own. --restricted leaves the workspace untrusted, although @vscode/test-electron always passes
// --disable-workspace-trust. --launcher names a program that runs the server, for example as another user. Other flags
// are ignored.
import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { findChromium, installChromium } from '../machine.mjs';
import { exitOnSignals } from '../processes.mjs';
import { timeLimit } from '../time-limit.mjs';
import './end-with-parent.mjs';
import { startDriver } from './driver.mjs';
import { installEmbedded } from './embedded.mjs';
import { installExtension, startServer } from './server.mjs';

const home = fileURLToPath(new URL('../../.vscode-test/', import.meta.url));

/** The sandbox does not work for root. The other flags keep the browser from making network connections of its own. */
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** Messages of the workbench in the log that also contains the tests' output. */
const WORKBENCH_CHATTER =
  /^(Resolv(ed|ing) connection token|Creating a socket|Ignoring fetching|Updating additional|ChatSessionStore:|Creation of workbench|\[Service Worker\]|DialogService: refused to show dialog in tests\. Contents: Do you trust)/;

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    'user-data-dir': { type: 'string', default: join(home, 'user-data') },
    'extensions-dir': { type: 'string', default: join(home, 'extensions') },
    'install-extension': { type: 'string', multiple: true },
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    restricted: { type: 'boolean', default: false },
    driven: { type: 'boolean', default: false },
    launcher: { type: 'string' },
  },
});
const folders = { userData: path(values['user-data-dir']), extensions: path(values['extensions-dir']) };
const folder = path(positionals[0] ?? '.');
const tests = values.extensionTestsPath === undefined ? undefined : path(values.extensionTestsPath);

exitOnSignals();
await installEmbedded((line) => console.error(line));

if (values['install-extension']) {
  for (const vsix of values['install-extension']) {
    const code = await installExtension(folders, path(vsix));
    if (code !== 0) process.exit(code);
  }
} else if (values.driven) {
  const { driver, address, ended } = await openWindow();
  console.log(`driver: ${driver.url}`);
  const { page } = await newPage(driver);
  await page.goto(address({ folder }));
  process.stdin.resume().on('end', () => process.exit(0));
  page.on('crash', () => process.exit(fail('The window crashed.')));
  process.exit(await ended);
} else if (tests === undefined) {
  const server = await startServer({ ...folders, trustWorkspaces: !values.restricted });
  console.log(server.address({ folder }));
  process.exit(await server.ended);
} else {
  process.exit(await runTests(tests));
}

/**
 * Opens a window, runs the tests in it, and waits until they end.
 * @param {string} testsPath
 * @returns {Promise<number>} exit code
 */
async function runTests(testsPath) {
  const { driver, ...server } = await openWindow();
  const remote = (/** @type {string} */ file) => `vscode-remote://${server.authority}${file}`;
  const extensions = values.extensionDevelopmentPath ?? [];
  const payload = [
    ...extensions.map((extension) => ['extensionDevelopmentPath', remote(path(extension))]),
    ['extensionTestsPath', remote(testsPath)],
  ];
  const address = server.address({ folder, payload: JSON.stringify(payload) });

  const { browser, page } = await newPage(driver);
  /** @type {(code: number) => void} */
  let end = () => {};
  // The log has one line for each completed test.
  const watchdog = setTimeout(() => end(fail('No test has ended for a long time.')), timeLimit);
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    end = resolve;
  });
  // The workbench calls these two functions when a program controls it: at the end of the tests, and for each line of
  // its log, which includes the tests' output.
  await page.exposeFunction('codeAutomationExit', end);
  await page.exposeFunction(
    'codeAutomationLog',
    (/** @type {string} */ level, /** @type {unknown[]} */ args) => {
      watchdog.refresh();
      logLine(level, args);
    },
  );
  page.on('crash', () => end(fail('The window crashed.')));
  browser.on('disconnected', () => end(fail('The browser ended.')));
  server.ended.then((code) => end(fail(`VS Code's server ended with code ${code}.`)));
  await page.goto(address);
  return ended;
}

/** The server, and the driver of the window that shows it. */
async function openWindow() {
  const driver = await startDriver();
  const server = await startServer({
    ...folders,
    trustWorkspaces: !values.restricted,
    ...(typeof values.launcher === 'string' && { launcher: path(values.launcher) }),
    // An empty gallery, so that tests make no requests to a marketplace.
    env: { WINDOW_DRIVER: driver.url, EXTENSIONS_GALLERY: '{}' },
  });
  return { driver, ...server };
}

/** @param {{ attach: (page: import('playwright-core').Page) => void }} driver */
async function newPage(driver) {
  installChromium();
  const executablePath = findChromium();
  if (executablePath === undefined) process.exit(fail('Without Chromium there is no window to test in.'));
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  driver.attach(page);
  return { browser, page };
}

/**
 * Collects the workbench's log, and prints the tests' output and errors.
 * @param {string} level
 * @param {unknown[]} args
 */
function logLine(level, args) {
  const text = format(...args);
  appendFileSync(join(folders.userData, 'window.log'), `${level} ${text}\n`);
  if (!WORKBENCH_CHATTER.test(text)) console.log(text);
}

/** @param {string} message */
function fail(message) {
  console.error(message);
  return 1;
}

/** @param {string | boolean | undefined} value */
function path(value) {
  return resolve(String(value));
}
