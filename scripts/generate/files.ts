// The files that "npm run generate" derives from the rules, the catalog, and the pages.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../server/src/lint/rules/index.ts';
import { scenarios } from '../../server/src/scenarios/index.ts';
import { oldestNode } from '../node-versions.mjs';
import { logPages, logPagesFile } from './log-pages.ts';
import { extensionManifest, severitySchema, workspaceManifest } from './manifest.ts';
import { withNumbers } from './numbers.ts';
import { families, parameterPages } from './parameter-pages.ts';
import { ruleTable, settingsFileSchema } from './rules.ts';
import { scenarioTable } from './scenarios.ts';

export interface Generated {
  /** The texts by path, relative to the root of the repository. */
  readonly files: ReadonlyMap<string, string>;
  /** Folders that contain only generated files. */
  readonly folders: readonly string[];
}

/** @param root the root of the repository; hand-written parts of generated files are kept */
export function generatedFiles(root: string): Generated {
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const manifest = read('package.json');
  const parameters = families.reduce((sum, family) => sum + family.parameters.length, 0);
  const node = { of: 'Node', place: /\bNode\s+(\d+)\s+or\s+later\b/, count: oldestNode };
  return {
    files: new Map([
      ['package.json', extensionManifest(manifest, rules)],
      ['client/package.json', workspaceManifest(read('client/package.json'), manifest)],
      ['server/package.json', workspaceManifest(read('server/package.json'), manifest)],
      ['schemas/postfix-lint.schema.json', settingsFileSchema(rules, severitySchema(manifest))],
      ['docs/rules/README.md', ruleTable(read('docs/rules/README.md'), rules)],
      [logPagesFile, logPages(rules, (code) => read(`docs/rules/${code}.md`))],
      [
        'docs/scenarios/README.md',
        scenarioTable(read('docs/scenarios/README.md'), scenarios, (name) =>
          read(`docs/scenarios/${name}.md`),
        ),
      ],
      ...[...parameterPages()].map(([name, text]) => [`docs/parameters/${name}`, text] as const),
      [
        'README.md',
        withNumbers('README.md', read('README.md'), [
          { of: 'rules', place: /\[(\d+)\s+rules\]\(docs\/rules\/README\.md\)/, count: rules.length },
          { of: 'parameters', place: /\ball\s+(\d+)\s+parameters\b/, count: parameters },
          {
            of: 'scenarios',
            place: /\[([a-z]+|\d+)\s[^\]]*\]\(docs\/scenarios\/README\.md\)/,
            count: scenarios.length,
          },
          node,
        ]),
      ],
      ['CONTRIBUTING.md', withNumbers('CONTRIBUTING.md', read('CONTRIBUTING.md'), [node])],
    ]),
    folders: ['docs/parameters'],
  };
}
