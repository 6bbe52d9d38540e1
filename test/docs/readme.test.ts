// The numbers in README.md are those of the project.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import catalog from '../../server/catalog/parameters.json' with { type: 'json' };
import { rules } from '../../server/src/lint/rules/index.ts';

const root = new URL('../../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8').replace(/\s+/g, ' ');

const scenarios = readdirSync(new URL('docs/scenarios/', root)).filter((name) => name !== 'README.md');
const inWords = ['ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen'];

test.each([
  ['rules', /\[(\w+) rules\]\(docs\/rules\/README\.md\)/, String(rules.length)],
  ['parameters', /for all (\w+) parameters/, String(catalog.parameters.length)],
  [
    'scenarios',
    /\[(\w+) everyday uses of Postfix\]\(docs\/scenarios\/README\.md\)/,
    inWords[scenarios.length - 10],
  ],
])('of %s', (_, place, number) => {
  expect(place.exec(readme)?.[1]).toBe(number);
});
