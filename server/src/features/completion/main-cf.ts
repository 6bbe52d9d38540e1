// main.cf: a parameter name, or a value after the equals sign.

import { parameterType } from '../occurrences/index.ts';
import type { CompletionCursor } from './context.ts';
import { entrySuggestions } from './parameter-names.ts';
import { withSnippets } from './snippets.ts';
import { type CompletionResult, noCompletions } from './suggestions.ts';
import { completeValue } from './values.ts';
import { isParameterChar, leading, trailing } from './word-at-cursor.ts';

export function completeMainCf(cursor: CompletionCursor): CompletionResult {
  const { before, snapshot } = cursor;
  const equals = before.indexOf('=');
  if (equals < 0) return completeParameterName(cursor);
  const parameter = before.slice(0, equals).trimEnd();
  if (parameter === '' || /\s/.test(parameter)) return noCompletions;
  const type = parameterType(snapshot.instance, parameter, undefined);
  return completeValue({ cursor, type, parameter, before: before.slice(equals + 1) });
}

function completeParameterName(cursor: CompletionCursor): CompletionResult {
  const { before, after, snapshot } = cursor;
  const typed = trailing(before, isParameterChar);
  if (typed !== before) return noCompletions;
  const rest = leading(after, isParameterChar);
  const isFollowed = /^\s*=/.test(after.slice(rest.length));
  const names = entrySuggestions(snapshot, isFollowed ? '' : ' = ');
  return withSnippets(cursor, { typed, rest, suggestions: names });
}
