// Email addresses: those with a mailbox or an alias, and after the `@`, the domains that the configuration contains.

import { knownAddresses } from '../../mail/alias-results.ts';
import { isListSeparator } from '../../syntax/chars.ts';
import type { CompletionCursor } from './context.ts';
import { inUse } from './in-use.ts';
import { type Completions, noCompletions, valueSuggestions } from './suggestions.ts';
import { wordAround } from './word-at-cursor.ts';

/** @param known whether addresses with a mailbox or an alias are likely */
export function completeMailAddress(
  { snapshot, after }: CompletionCursor,
  before: string,
  known = false,
): Completions {
  const { typed, rest } = wordAround(before, after, isListSeparator);
  const at = typed.lastIndexOf('@');
  if (at < 0 && known) {
    const addresses = knownAddresses(snapshot.instance, snapshot.tables);
    return { typed, rest, suggestions: valueSuggestions(addresses, 'address in use') };
  }
  if (at < 0) return noCompletions;
  return {
    typed: typed.slice(at + 1),
    rest,
    suggestions: valueSuggestions(inUse(snapshot.instance).hosts, 'in use'),
  };
}
