// Bundles the client and the server: `node scripts/build.mjs` for the package, with `--watch` during development.
import { cpSync, mkdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
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
  // The name of the same value in CommonJS.
  define: { 'import.meta.dirname': '__dirname' },
  minify: !watching,
  sourcemap: watching,
  legalComments: 'none',
  logLevel: 'warning',
  // If a package offers both formats, use its ES module: esbuild cannot remove unused code from CommonJS.
  mainFields: ['module', 'main'],
};
/**
 * Stores data as text to parse: V8 does that several times faster than it reads the same data as code.
 * @type {import('esbuild').Plugin}
 */
const parsedData = {
  name: 'data is parsed',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]catalog[\\/][^\\/]*\.json$/ }, async ({ path }) => {
      const text = JSON.stringify(JSON.parse(await readFile(path, 'utf8')));
      return { contents: `export default /* @__PURE__ */ JSON.parse(${JSON.stringify(text)});` };
    });
  },
};
/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  { entryPoints: ['client/src/extension.ts'], outfile: 'client/dist/extension.cjs', external: ['vscode'] },
  {
    entryPoints: ['client/webview/mail-flow.ts', 'client/webview/mail-flow.css'],
    outdir: 'client/dist',
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
  },
  ...program('server/src/lsp', 'server/dist/server'),
  { entryPoints: ['server/src/service.ts'], outfile: 'server/dist/service.cjs', plugins: [parsedData] },
  ...program('server/src/cli', 'server/dist/lint'),
];
writeDocs();
for (const bundle of bundles) {
  const build = await context({ ...common, ...bundle });
  await build.rebuild();
  if (watching) await build.watch();
  else await build.dispose();
}
if (watching) watch(docsFolder, { recursive: true }, rewriteDocs);
// `postfix-lint --explain` prints these pages, and findings and hovers link to them.
rmSync('server/dist/docs', { recursive: true, force: true });
for (const page of ['rules', 'parameters', 'scenarios', 'linting.md', 'commands.md'])
  cpSync(`docs/${page}`, `server/dist/docs/${page}`, { recursive: true });

/**
 * A program in two files: a small entry point (start.ts), which enables the cache for compiled code and then loads the
 * other (main.ts).
 * @param {string} folder
 * @param {string} outfile without its extension
 * @returns {import('esbuild').BuildOptions[]}
 */
function program(folder, outfile) {
  const main = `${outfile}-main.cjs`;
  return [
    {
      entryPoints: [`${folder}/start.ts`],
      outfile: `${outfile}.cjs`,
      // For a CommonJS file, import() would first search the file for its exports.
      supported: { 'dynamic-import': false },
      plugins: [
        {
          name: 'main is a file of its own',
          setup({ onResolve }) {
            onResolve({ filter: /^\.\/main\.ts$/ }, () => ({
              path: `./${main.slice(main.lastIndexOf('/') + 1)}`,
              external: true,
            }));
          },
        },
      ],
    },
    { entryPoints: [`${folder}/main.ts`], outfile: main, external: ['./service.cjs'], plugins: [parsedData] },
  ];
}

/** Writes the texts that the server reads when it first shows one. */
function writeDocs() {
  mkdirSync('server/dist', { recursive: true });
  writeFileSync('server/dist/docs.json', JSON.stringify(readDocs()));
}

function rewriteDocs() {
  try {
    writeDocs();
  } catch (error) {
    // A file that is being edited may be incomplete. The next change triggers another build.
    console.error(error instanceof Error ? error.message : error);
  }
}
