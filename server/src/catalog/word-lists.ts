// Words other than parameters that Postfix knows. Data: word-lists.json.

import data from '../../catalog/word-lists.json' with { type: 'json' };
import { atLeast, type Release } from './release.ts';

/** The words of a list that a release supports, sorted. */
export function wordList(list: keyof typeof data.lists, release: Release): string[] {
  return Object.entries(data.lists[list])
    .filter(([, since]) => atLeast(release, since))
    .map(([word]) => word);
}
