// Keeps the house in order: a folder of server/src imports only from the folders listed above it,
// the core knows neither an editor nor a file system, and the client sees only the protocol's types.
const floors = [
  'host.ts',
  'syntax',
  'catalog',
  'instance',
  'mail',
  'edits',
  'lint',
  'scenarios',
  'features',
  'texts.ts',
  'cancellation.ts',
  'service.ts',
  '(host-node|lsp|cli)',
];

const upward = floors.slice(0, -1).map((floor, i) => ({
  name: `${floor}-imports-only-from-above-it`,
  severity: 'error',
  from: { path: `^server/src/${floor.replace('.', '\\.')}` },
  to: { path: `^server/src/(${floors.slice(i + 1).join('|')})` },
}));

module.exports = {
  forbidden: [
    ...upward,
    {
      name: 'core-has-no-host',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(host-node|lsp|cli)/' },
      to: {
        path: '^(node:|fs|path|vscode$|node_modules/(vscode-languageserver/|vscode-jsonrpc))',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'core-has-no-node-builtins',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(host-node|lsp|cli)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-sees-only-protocol-types',
      severity: 'error',
      from: { path: '^client/src/' },
      to: { path: '^server/src/', pathNot: '^server/src/lsp/protocol\\.ts$' },
    },
    {
      name: 'host-is-an-interface',
      comment: 'host.ts has types only: what runs is what a host hands in.',
      severity: 'error',
      from: { path: '^server/src/(?!host-node/|lsp/|cli/)' },
      to: { path: '^server/src/host\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
