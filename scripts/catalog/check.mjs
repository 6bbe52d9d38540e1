// npm run catalog:check -- PATH: checks whether the catalog matches the source of a Postfix release. Writes nothing.

import { loadCatalog } from './catalog-files.mjs';
import { runCommand } from './command.mjs';

await runCommand('check', (tree, generate) => {
  const { changes, problems } = generate(tree, loadCatalog());
  const differences = [...changes, ...problems];
  for (const difference of differences) console.log(difference);
  console.log(`Postfix ${tree.version}: ${differences.length} differences`);
  return differences.length === 0 ? 0 : 1;
});
