// docs/semantic-tokens.md and package.json match the legend of the server.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { tokenModifiers, tokenTypes } from '../../server/src/features/semantic-tokens/index.ts';

const root = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const { languages, grammars, semanticTokenScopes } = manifest.contributes;

test('the page has a row for each type and each modifier, in the order of the legend', () => {
  const [types = '', modifiers = ''] = read('docs/semantic-tokens.md').split('| modifier |');
  const first = (table: string) => [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(first(types)).toEqual(tokenTypes);
  expect(first(modifiers)).toEqual(tokenModifiers);
});

test('in every language, every type has scopes of the grammars for themes without semantic rules', () => {
  expect(semanticTokenScopes.map(({ language }) => language)).toEqual(languages.map(({ id }) => id));
  const inGrammars = grammars.map(({ path }) => read(path)).join('\n');
  for (const { language, scopes } of semanticTokenScopes) {
    expect(Object.keys(scopes).sort(), language).toEqual([...tokenTypes].sort());
    for (const scope of Object.values(scopes).flat()) expect(inGrammars, language).toContain(`"${scope}"`);
  }
});
