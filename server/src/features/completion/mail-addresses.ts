// Email addresses: after the `@`, the domains that the configuration contains.

import { isListSeparator } from '../../syntax/chars.ts';
import type { CompletionCursor } from './context.ts';
import { inUse } from './in-use.ts';
import { type Completions, noCompletions, valueSuggestions } from './suggestions.ts';
import { wordAround } from './word-at-cursor.ts';

export function completeMailAddress({ snapshot, after }: CompletionCursor, before: string): Completions {
  const { typed, rest } = wordAround(before, after, isListSeparator);
  const at = typed.lastIndexOf('@');
  if (at < 0) return noCompletions;
  return {
    typed: typed.slice(at + 1),
    rest,
    suggestions: valueSuggestions(inUse(snapshot.instance).hosts, 'in use'),
  };
}
