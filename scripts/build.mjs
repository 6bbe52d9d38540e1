// Bundles the client and the server. `node scripts/build.mjs` for the package, `--watch` while developing.
import { cpSync, rmSync } from 'node:fs';
import { context } from 'esbuild';
import { oldestNode } from './node-versions.mjs';

const watch = process.argv.includes('--watch');
/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  platform: 'node',
  target: `node${oldestNode}`,
  format: 'cjs',
  minify: !watch,
  sourcemap: watch,
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
for (const bundle of bundles) {
  const build = await context({ ...common, ...bundle });
  await build.rebuild();
  if (watch) await build.watch();
  else await build.dispose();
}
// `postfix-lint --explain` prints them.
rmSync('server/dist/rules', { recursive: true, force: true });
cpSync('docs/rules', 'server/dist/rules', { recursive: true });
