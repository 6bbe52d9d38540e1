// Real configurations to test against, if available: POSTFIX_CORPUS, or ../shared/corpus.

import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';

export const corpusFolder = resolve(
  process.env.POSTFIX_CORPUS ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url)),
);

/** The reason for skipping a test that needs the corpus. */
export const noCorpus =
  process.env.QUICK === '1'
    ? 'npm test -- quick does not read real configurations'
    : `there are no real configurations at ${corpusFolder}: set POSTFIX_CORPUS`;

/** Something of the corpus. Skips the test if it is undefined, because there is no corpus. */
export function orSkip<T>(context: Pick<TestContext, 'skip'>, found: T | undefined): T {
  return found ?? context.skip(noCorpus);
}

/**
 * Every file of the corpus or of one of its folders; undefined if the corpus is not available, and for
 * `npm test -- quick`.
 */
export function corpusFiles(folder = ''): string[] | undefined {
  if (process.env.QUICK === '1') return undefined;
  if (statSync(corpusFolder, { throwIfNoEntry: false }) === undefined) return undefined;
  return readdirSync(join(corpusFolder, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
