// Bundles the client and the server: `node scripts/build.mjs` for the package, with `--watch` during development.
import { cpSync, mkdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { build, context } from 'esbuild';
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
/** The modules of the core that the command line imports, by their names in `service.cjs`. */
const shared = new Set(await coreModules());
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
  {
    stdin: {
      contents: serviceAndCore(),
      resolveDir: 'server/src',
      sourcefile: 'service-and-core.ts',
      loader: 'ts',
    },
    outfile: 'server/dist/service.cjs',
    plugins: [parsedData],
  },
  ...program('server/src/cli', 'server/dist/lint', [fromService()]),
];
writeDocs();
for (const bundle of bundles) {
  const bundling = await context({ ...common, ...bundle });
  await bundling.rebuild();
  if (watching) await bundling.watch();
  else await bundling.dispose();
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
 * @param {import('esbuild').Plugin[]} plugins
 * @returns {import('esbuild').BuildOptions[]}
 */
function program(folder, outfile, plugins = []) {
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
    {
      entryPoints: [`${folder}/main.ts`],
      outfile: main,
      external: ['./service.cjs'],
      plugins: [...plugins, parsedData],
    },
  ];
}

/** The path of an imported module of the core: `lint/rules/index`. Undefined for a file of a host. */
/** @param {{ path: string, resolveDir: string }} imported */
function coreModule({ path, resolveDir }) {
  if (!path.startsWith('.') || !path.endsWith('.ts')) return undefined;
  const name = relative(resolve('server/src'), resolve(resolveDir, path)).split(sep).join('/');
  return /^(?:\.\.|(?:cli|host-node|lsp)\/)/.test(name) ? undefined : name.replace(/\.ts$/, '');
}

/** What the files of the command line import from the core. */
async function coreModules() {
  const found = new Set();
  await build({
    ...common,
    entryPoints: ['server/src/cli/main.ts'],
    write: false,
    plugins: [
      {
        name: 'the core is left out',
        setup({ onResolve }) {
          onResolve({ filter: /^\./ }, (imported) => {
            const name = coreModule(imported);
            if (name !== undefined) found.add(name);
            return name === undefined ? undefined : { path: name, external: true };
          });
        },
      },
    ],
  });
  return [...found].sort();
}

/** The service, and the modules that the command line takes from the same file, so that the package has them once. */
function serviceAndCore() {
  const names = [...shared];
  return [
    "export * from './service.ts';",
    ...names.map((name, i) => `import * as core${i} from './${name}.ts';`),
    `export const core = { ${names.map((name, i) => `'${name}': core${i}`).join(', ')} };`,
  ].join('\n');
}

/** @returns {import('esbuild').Plugin} */
function fromService() {
  return {
    name: 'the core is in the service',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, (imported) => {
        const name = coreModule(imported);
        return name !== undefined && shared.has(name) ? { path: name, namespace: 'core' } : undefined;
      });
      onLoad({ filter: /.*/, namespace: 'core' }, ({ path }) => ({
        contents: `module.exports = require('./service.cjs').core['${path}'];`,
        loader: 'js',
      }));
    },
  };
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
