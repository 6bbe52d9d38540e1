// Bundles the client and the server. `node scripts/build.mjs` for the package, `--watch` while developing.
import { cpSync, mkdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { context } from 'esbuild';
import { docsFolder, readDocs } from './catalog/docs.mjs';
import { oldestNode } from './node-versions.mjs';

const watching = process.argv.includes('--watch');
/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  platform: 'node',
  target: `node${oldestNode}`,
  format: 'cjs',
  // CommonJS has another name for it.
  define: { 'import.meta.dirname': '__dirname' },
  minify: !watching,
  sourcemap: watching,
  legalComments: 'none',
  logLevel: 'warning',
  // Where a package offers both, take its ES module: CommonJS wrappers do not shake.
  mainFields: ['module', 'main'],
};
const bundles = [
  { entryPoints: ['client/src/extension.ts'], outfile: 'client/dist/extension.cjs', external: ['vscode'] },
  { entryPoints: ['server/src/lsp/main.ts'], outfile: 'server/dist/server.cjs' },
  { entryPoints: ['server/src/cli/main.ts'], outfile: 'server/dist/lint.cjs' },
];
writeDocs();
for (const bundle of bundles) {
  const build = await context({ ...common, ...bundle });
  await build.rebuild();
  if (watching) await build.watch();
  else await build.dispose();
}
if (watching) watch(docsFolder, { recursive: true }, rewriteDocs);
// `postfix-lint --explain` prints them.
rmSync('server/dist/rules', { recursive: true, force: true });
cpSync('docs/rules', 'server/dist/rules', { recursive: true });

/** The texts that the server reads when it first shows one. */
function writeDocs() {
  mkdirSync('server/dist', { recursive: true });
  writeFileSync('server/dist/docs.json', JSON.stringify(readDocs()));
}

function rewriteDocs() {
  try {
    writeDocs();
  } catch (error) {
    // A file that is being edited may be incomplete: the next change tries again.
    console.error(error instanceof Error ? error.message : error);
  }
}
