// The programs to measure: ours, and language servers for other languages as peers.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmCommand, run } from '../processes.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const home = join(root, '.vscode-test/bench');

/** Our server, started as another editor would start it. */
export const own = {
  name: 'postfix-language-server',
  args: [join(root, 'server/bin/postfix-language-server.js'), '--stdio'],
};

export const linter = join(root, 'server/bin/postfix-lint.js');

/** The shipped bundles, with their command names. */
export const bundles = {
  'language server': join(root, 'server/dist/server-main.cjs'),
  'its service': join(root, 'server/dist/service.cjs'),
  linter: join(root, 'server/dist/lint-main.cjs'),
  'extension client': join(root, 'client/dist/extension.cjs'),
};

/**
 * A well-known server, and how it is measured.
 * @typedef {import('./server.mjs').Program & {
 *   version: string,
 *   languageId: string,
 *   fileName: string,
 *   debounce: number,
 * }} Peer `debounce` is how long it waits after a change before it starts to work, in milliseconds
 */

/** @type {readonly Peer[]} */
export const peers = [
  {
    name: 'bash-language-server',
    version: '5.8.1',
    args: [join(home, 'node_modules/bash-language-server/out/cli.js'), 'start'],
    languageId: 'shellscript',
    fileName: 'script.sh',
    debounce: 0,
    // Without ShellCheck, so that only its own diagnostics are measured.
    settings: { bashIde: { shellcheckPath: '', shfmt: { path: '' }, enableSourceErrorDiagnostics: true } },
  },
  {
    name: 'yaml-language-server',
    version: '1.25.0',
    args: [join(home, 'node_modules/yaml-language-server/bin/yaml-language-server'), '--stdio'],
    languageId: 'yaml',
    fileName: 'file.yaml',
    // validationDelayMs in its yamlSettings.
    debounce: 200,
    settings: { yaml: { validate: true, schemaStore: { enable: false } } },
  },
];

/**
 * Installs the peers if they are missing.
 * @param {(line: string) => void} report prints progress
 * @returns {Promise<string | undefined>} why they could not be installed
 */
export async function installPeers(report) {
  if (peers.every(isInstalled)) return undefined;
  mkdirSync(home, { recursive: true });
  const packages = peers.map(({ name, version }) => `${name}@${version}`);
  report(`Installing ${packages.join(' and ')} from npm, once: 50 MB, about ten seconds …`);
  const [npm = 'npm', ...args] = npmCommand();
  const flags = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--prefix', home];
  const stdio = /** @type {const} */ (['ignore', 'ignore', 'inherit']);
  const code = await run(npm, [...args, 'install', ...flags, ...packages], { cwd: home, stdio: [...stdio] });
  if (code !== 0) return `npm install ended with code ${code}`;
  return peers.every(isInstalled) ? undefined : 'npm install left them out';
}

/** @param {Peer} peer */
function isInstalled({ name, version }) {
  const manifest = join(home, 'node_modules', name, 'package.json');
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version;
}
