// `npm start`: builds the extension and opens VS Code on the example configuration with the extension loaded.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from './machine.mjs';
import { packageExtension } from './package.mjs';
import { exitOnSignals, run } from './processes.mjs';
import { findDesktop, flagsForRoot, hasDisplay } from './vscode/desktop.mjs';
import { installEmbedded } from './vscode/embedded.mjs';
import { installExtension, startServer } from './vscode/server.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'examples/mail.example.com');
const cache = join(root, '.vscode-test/start');

exitOnSignals();
const desktop = findInstalled() ?? (await findDesktop());
process.exit(await (desktop ? openDesktop(desktop) : openEmbedded()));

/** The `code` in PATH, if it can open a window: on this computer, or from a VS Code terminal over SSH. */
function findInstalled() {
  // On Windows, `code` is a batch file that needs a shell. VS Code is downloaded instead.
  if (process.platform === 'win32' || !(hasDisplay() || process.env.VSCODE_IPC_HOOK_CLI)) return undefined;
  return findProgram('code');
}

/** @param {string} program */
async function openDesktop(program) {
  console.log('Building …');
  const code = await run(process.execPath, ['scripts/build.mjs'], { cwd: root });
  if (code !== 0) return code;
  console.log(`Opening ${folder} with ${program}`);
  const flags = [
    '--new-window',
    `--extensionDevelopmentPath=${root}`,
    ...flagsForRoot(join(cache, 'user-data')),
  ];
  return run(program, [...flags, folder]);
}

/**
 * The extension is installed rather than loaded from its source, so that the address also works through a forwarded
 * port.
 */
async function openEmbedded() {
  console.log('No desktop VS Code can open a window here. Using the one from npm in your browser.');
  await installEmbedded(console.log);
  console.log('Building and packing …');
  const vsix = await packageExtension();
  const folders = { userData: join(cache, 'user-data'), extensions: join(cache, 'extensions') };
  const installed = await installExtension(folders, vsix);
  if (installed !== 0) return installed;

  writeSettings(join(folders.userData, 'User'));
  const server = await startServer({
    ...folders,
    port: Number(process.env.PORT ?? 0),
    trustWorkspaces: true,
  });
  const port = server.authority.split(':')[1];
  console.log(`
VS Code with the Postfix extension is running. Open in your browser:

    ${server.address({ folder })}

From another machine: ssh -L ${port}:127.0.0.1:${port} ${hostname()}, then open the same address there.
Ctrl-C stops it.`);
  return server.ended;
}

/**
 * Writes settings only on the first start, so that your changes are kept.
 * @param {string} userFolder
 */
function writeSettings(userFolder) {
  const file = join(userFolder, 'settings.json');
  if (existsSync(file)) return;
  mkdirSync(userFolder, { recursive: true });
  writeFileSync(file, JSON.stringify({ 'workbench.startupEditor': 'none' }, null, 2));
}
