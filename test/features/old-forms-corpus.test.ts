// Rewrites of old forms in real files never cause a new finding.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TextEdit } from 'vscode-languageserver-types';
import { SourceText } from '../../server/src/syntax/text.ts';
import { inMemory, uriOf } from '../corpus/host';
import { corpusFiles, noCorpus } from '../support/corpus.ts';

const files = [
  ...(corpusFiles('main') ?? []).map((path) => ({ name: 'main.cf', path })),
  ...(corpusFiles('master') ?? []).map((path) => ({ name: 'master.cf', path })),
];

/** Each release gets a part of the files, because all of them take too long. */
describe.each([
  ['2.8', 0],
  ['3.7', 1],
] as const)('in %s', (version, part) => {
  test('a rewrite causes no new finding', async (context) => {
    if (files.length === 0) context.skip(noCorpus);
    const worse: string[] = [];
    let offered = 0;
    for (const { name, path } of files.filter((_, i) => i % 4 === part)) {
      const text = readFileSync(path, 'utf8');
      const before = new Set(await codesIn(name, text, version));
      for (const [title, after] of await rewrites(name, text, version)) {
        offered++;
        const more = (await codesIn(name, after, version)).filter((code) => !before.has(code));
        if (more.length > 0) worse.push(`${basename(path)}: ${title}: ${more.join(' ')}`);
      }
    }
    expect(worse).toEqual([]);
    expect(offered).toBeGreaterThan(20);
  });
});

/** The codes of all errors and warnings. */
async function codesIn(name: string, text: string, version: string): Promise<readonly string[]> {
  const { service } = inMemory({ 'main.cf': '', [name]: text }, { version });
  const found = await service.findings(uriOf(name));
  return found
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ rule }) => rule.code);
}

/** Each action, with the text that results from it. */
async function rewrites(name: string, text: string, version: string): Promise<Map<string, string>> {
  const { service } = inMemory({ 'main.cf': '', [name]: text }, { version });
  const source = SourceText.of(text);
  const found = new Map<string, string>();
  for (const { index } of text.matchAll(/[^\s,=:]+/g)) {
    const at = source.positionAt(index + 1);
    for (const { title, edit } of await service.codeActions(
      uriOf(name),
      { start: at, end: at },
      { only: ['refactor.rewrite'] },
    ))
      found.set(`${title} at ${at.line + 1}`, applied(source, edit?.changes?.[uriOf(name)] ?? []));
  }
  return found;
}

function applied(source: SourceText, edits: readonly TextEdit[]): string {
  return edits
    .map(({ range, newText }) => ({
      start: source.offsetAt(range.start),
      end: source.offsetAt(range.end),
      newText,
    }))
    .sort((a, b) => b.start - a.start)
    .reduce(
      (text, { start, end, newText }) => text.slice(0, start) + newText + text.slice(end),
      source.toString(),
    );
}
