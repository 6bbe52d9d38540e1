// What "npm run generate" derives from the rules, the catalog and the pages: each file with its text.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../server/src/lint/rules/index.ts';
import { scenarios } from '../../server/src/scenarios/index.ts';
import { extensionManifest, severitySchema, workspaceManifest } from './manifest.ts';
import { families, parameterPages } from './parameter-pages.ts';
import { readmeNumbers } from './readme.ts';
import { ruleTable, settingsFileSchema } from './rules.ts';
import { scenarioTable } from './scenarios.ts';

export interface Generated {
  /** The texts by path, relative to the root of the repository. */
  readonly files: ReadonlyMap<string, string>;
  /** Folders that have no files but generated ones. */
  readonly folders: readonly string[];
}

/** @param root the root of the repository: some files have parts that people write, and keep them */
export function generatedFiles(root: string): Generated {
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const manifest = read('package.json');
  const counts = {
    rules: rules.length,
    parameters: families.reduce((sum, { parameters }) => sum + parameters.length, 0),
    scenarios: scenarios.length,
  };
  return {
    files: new Map([
      ['package.json', extensionManifest(manifest, rules, readdirSync(join(root, 'snippets')))],
      ['client/package.json', workspaceManifest(read('client/package.json'), manifest)],
      ['server/package.json', workspaceManifest(read('server/package.json'), manifest)],
      ['schemas/postfix-lint.schema.json', settingsFileSchema(rules, severitySchema(manifest))],
      ['docs/rules/README.md', ruleTable(read('docs/rules/README.md'), rules)],
      [
        'docs/scenarios/README.md',
        scenarioTable(read('docs/scenarios/README.md'), scenarios, (name) =>
          read(`docs/scenarios/${name}.md`),
        ),
      ],
      ...[...parameterPages()].map(([name, text]) => [`docs/parameters/${name}`, text] as const),
      ['README.md', readmeNumbers(read('README.md'), counts)],
    ]),
    folders: ['docs/parameters'],
  };
}
