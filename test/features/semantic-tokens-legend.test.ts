// What docs/semantic-tokens.md and the manifest say of tokens is what the server sends.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { tokenModifiers, tokenTypes } from '../../server/src/features/tokens/legend.ts';

const root = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const { languages, grammars, semanticTokenScopes } = manifest.contributes;

test('the page has a row for each type and each modifier, in the order of the legend', () => {
  const [types = '', modifiers = ''] = read('docs/semantic-tokens.md').split('| modifier |');
  const first = (table: string) => [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(first(types)).toEqual(tokenTypes);
  expect(first(modifiers)).toEqual(tokenModifiers);
});

test('themes without semantic rules have scopes of the grammars for every type, in every language', () => {
  expect(semanticTokenScopes.map(({ language }) => language)).toEqual(languages.map(({ id }) => id));
  const inGrammars = grammars.map(({ path }) => read(path)).join('\n');
  for (const { language, scopes } of semanticTokenScopes) {
    expect(Object.keys(scopes).sort(), language).toEqual([...tokenTypes].sort());
    for (const scope of Object.values(scopes).flat()) expect(inGrammars, language).toContain(`"${scope}"`);
  }
});
