// Imports a TypeScript file with everything that it imports. Node 20 cannot run TypeScript, so esbuild bundles it
// first.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/**
 * @param {string} file
 * @param {ReadonlyMap<string, string>} texts by path, used instead of the files on disk
 * @returns {Promise<any>} the module
 * @throws {Error} if the source cannot be bundled or throws
 */
export async function importSource(file, texts = new Map()) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: `node${process.versions.node}`,
    sourcemap: 'inline',
    logLevel: 'silent',
    plugins: [{ name: 'source', setup: (bundler) => bundler.onLoad({ filter: /\.(ts|mjs)$/ }, load) }],
  });
  const folder = mkdtempSync(join(tmpdir(), 'postfix-language-source-'));
  try {
    const bundle = join(folder, 'bundle.mjs');
    writeFileSync(bundle, outputFiles[0]?.text ?? '');
    return await import(pathToFileURL(bundle).href);
  } finally {
    rmSync(folder, { recursive: true });
  }

  /**
   * A file that reads other files relative to itself must also find them from the bundle.
   * @param {{ path: string }} file
   * @returns {{ contents: string, loader: 'ts' }}
   */
  function load({ path }) {
    const text = texts.get(path) ?? readFileSync(path, 'utf8');
    const contents = text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
    return { contents, loader: 'ts' };
  }
}
