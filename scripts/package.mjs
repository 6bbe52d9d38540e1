// Builds the extension and packs it into postfix-language-VERSION.vsix. See .vscodeignore for its contents.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { exitOnSignals, run } from './processes.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The budget, in bytes: 1.8 MB. */
const LIMIT = 1_800_000;

/**
 * @returns {Promise<string>} the path of the .vsix
 * @throws {Error} if the build fails, or if the .vsix exceeds its budget
 */
export async function packageExtension() {
  const code = await run(process.execPath, ['scripts/build.mjs'], { cwd: root });
  if (code !== 0) throw new Error(`The build failed with code ${code}.`);

  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const packagePath = join(root, `${manifest.name}-${manifest.version}.vsix`);
  await createVSIX({
    cwd: root,
    packagePath,
    dependencies: false,
    // vsce rewrites the README's relative links to the repository, and fails if there is no repository.
    ...(manifest.repository ? {} : { allowMissingRepository: true, rewriteRelativeLinks: false }),
  });
  const { size } = statSync(packagePath);
  const megabytes = (size / 1_000_000).toFixed(2);
  if (size > LIMIT)
    throw new Error(`${packagePath} has ${megabytes} MB. The limit is ${LIMIT / 1_000_000} MB.`);
  console.log(`${packagePath}: ${megabytes} MB`);
  return packagePath;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  exitOnSignals();
  await packageExtension();
}
