// npm run catalog:update -- PATH: updates the catalog with the facts from the source of a Postfix release.

import { loadCatalog, saveCatalog } from './catalog-files.mjs';
import { runCommand } from './command.mjs';

await runCommand('update', (tree, generate) => {
  const { catalog, changes, problems } = generate(tree, loadCatalog());
  saveCatalog(catalog);
  for (const change of changes) console.log(change);
  console.log(`Postfix ${tree.version}: ${changes.length} changes`);
  for (const problem of problems) console.error(`to be done by hand: ${problem}`);
  return problems.length === 0 ? 0 : 1;
});
