// Runs the embedded VS Code's server on the loopback interface, and installs extensions into it.
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, start } from '../processes.mjs';
import { SERVER_PROGRAM } from './embedded.mjs';

/** Ends the server if this process is killed. */
const WATCHER = new URL('end-with-parent.mjs', import.meta.url).href;

/**
 * @typedef {object} Folders
 * @property {string} userData for --user-data-dir; the user's settings are in its file User/settings.json
 * @property {string} extensions for --extensions-dir
 */

/**
 * @typedef {object} Server
 * @property {string} authority host and port, as in vscode-remote://AUTHORITY/path
 * @property {(query: Record<string, string>) => string} address the address of the workbench for a browser
 * @property {Promise<number>} ended
 */

/**
 * Installs an extension, as `code --install-extension` does.
 * @param {Folders} folders
 * @param {string} vsix
 * @returns {Promise<number>} exit code
 */
export function installExtension(folders, vsix) {
  makeFolders(folders);
  return run(process.execPath, [SERVER_PROGRAM, ...where(folders), '--install-extension', vsix, '--force']);
}

/**
 * Starts the server on a free port of 127.0.0.1 and waits until it answers. It is killed when this process exits.
 * @param {Folders & { port?: number, trustWorkspaces: boolean, launcher?: string, env?: NodeJS.ProcessEnv }} options
 *   `launcher` is a program that runs the command in its arguments, for example as another user
 * @returns {Promise<Server>}
 */
export async function startServer({ port = 0, trustWorkspaces, launcher, env = {}, ...folders }) {
  makeFolders(folders);
  // Anyone with the token can run programs as this user, so other users of the host must not see it, either in the
  // process list or in the file.
  const token = randomBytes(20).toString('hex');
  const tokenFile = join(folders.userData, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });

  const args = [
    ...['--host', '127.0.0.1', '--port', String(port), '--connection-token-file', tokenFile],
    ...where(folders),
    ...['--telemetry-level', 'off'],
    ...(trustWorkspaces ? ['--disable-workspace-trust'] : []),
  ];
  const command = [process.execPath, '--import', WATCHER, SERVER_PROGRAM, ...args];
  const [program = '', ...words] = launcher === undefined ? command : [launcher, ...command];
  const { child, ended } = start(program, words, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = join(folders.userData, 'server.log');
  const output = createWriteStream(log);
  child.stderr?.pipe(output);
  const bound = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (data) => {
      output.write(data);
      text += data;
      const match = /Extension host agent listening on (\d+)/.exec(text);
      if (match) resolve(match[1]);
    });
    ended.then((code) => reject(new Error(`VS Code's server ended with code ${code}; see ${log}`)));
  });
  const authority = `127.0.0.1:${bound}`;
  const address = (/** @type {Record<string, string>} */ query) =>
    `http://${authority}/?${new URLSearchParams({ tkn: token, ...query })}`;
  return { authority, address, ended };
}

/**
 * VS Code creates its folders only if their parents exist.
 * @param {Folders} folders
 */
function makeFolders({ userData, extensions }) {
  for (const folder of [userData, extensions]) mkdirSync(folder, { recursive: true });
}

/** @param {Folders} folders */
function where({ userData, extensions }) {
  return [
    ...['--user-data-dir', userData, '--server-data-dir', userData],
    ...['--extensions-dir', extensions, '--accept-server-license-terms'],
  ];
}
