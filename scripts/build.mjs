// Bundles the client and the server. `node scripts/build.mjs` for the package, `--watch` while developing.
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
  // CommonJS has another name for it.
  define: { 'import.meta.dirname': '__dirname' },
  minify: !watching,
  sourcemap: watching,
  legalComments: 'none',
  logLevel: 'warning',
  // Where a package offers both, take its ES module: CommonJS wrappers do not shake.
  mainFields: ['module', 'main'],
};
/**
 * Data as text that is parsed: V8 does that several times faster than it reads the same as code.
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
const bundles = [
  { entryPoints: ['client/src/extension.ts'], outfile: 'client/dist/extension.cjs', external: ['vscode'] },
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
// `postfix-lint --explain` prints them.
rmSync('server/dist/rules', { recursive: true, force: true });
cpSync('docs/rules', 'server/dist/rules', { recursive: true });

/**
 * A program in two files: a small first one (start.ts), which loads the other (main.ts) once compiled code is kept.
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
      // import() of a CommonJS file would first look through it for its exports.
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
