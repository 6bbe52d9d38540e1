// A document with markers. `^^^ scope` below a line means that the text above the carets has this scope, or a scope
// whose name begins with it. `^^^ -scope` means that it has no such scope.

import { expect } from 'vitest';
import { grammarOf, scopesOf, tokenize } from './tokenize.ts';

interface Marker {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly scope: string;
  readonly present: boolean;
}

/** Checks every marker of a document, given in lines. */
export async function expectScopes(languageId: string, marked: readonly string[]): Promise<void> {
  const source: string[] = [];
  const markers: Marker[] = [];
  for (const line of marked) {
    const marker = /^( *)(\^+) (-?)([a-z][\w.-]*)$/.exec(line);
    if (marker) {
      const [, before = '', carets = '', absent, scope = ''] = marker;
      const start = before.length;
      markers.push({
        line: source.length - 1,
        start,
        end: start + carets.length,
        scope,
        present: absent !== '-',
      });
    } else {
      source.push(line);
    }
  }
  expect(markers).not.toHaveLength(0);
  const lines = tokenize(await grammarOf(languageId), source.join('\n'));
  for (const { line, start, end, scope, present } of markers) {
    const { text = '', tokens = [] } = lines[line] ?? {};
    expect(end, `the marker below "${text}" is longer than the line`).toBeLessThanOrEqual(text.length);
    for (const token of tokens.filter(
      (candidate) => candidate.startIndex < end && candidate.endIndex > start,
    )) {
      const found = scopesOf(token).some((name) => name === scope || name.startsWith(`${scope}.`));
      const what = `"${text.slice(token.startIndex, token.endIndex)}" in "${text}" is ${scopesOf(token).join(' ') || 'plain'}`;
      expect(found, `${what}: ${present ? '' : 'no '}${scope} expected`).toBe(present);
    }
  }
}
