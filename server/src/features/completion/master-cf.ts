// master.cf: the part of a service that contains the cursor, and overrides such as `-o name=value`.

import { parseLines } from '../../syntax/lines.ts';
import { masterFields, type Override, parseMasterLine } from '../../syntax/master-cf.ts';
import { masterBlank } from '../../syntax/words.ts';
import { parameterType } from '../occurrences/index.ts';
import type { CompletionCursor } from './context.ts';
import { argumentAnswer, type ServiceLine } from './master-arguments.ts';
import { completeField } from './master-fields.ts';
import { overrideSuggestions } from './parameter-names.ts';
import { withSnippets } from './snippets.ts';
import { type CompletionResult, type Completions, noCompletions } from './suggestions.ts';
import { completeValue } from './values.ts';
import { isParameterChar, leading, trailing } from './word-at-cursor.ts';

export function completeMasterCf(cursor: CompletionCursor): CompletionResult {
  const { before, start, snapshot } = cursor;
  if (before.startsWith('-')) return completeUnindented(cursor);
  const piece = parseLines(before)[0]?.item;
  if (piece?.kind !== 'line')
    return before === '' ? withSnippets(cursor, completeField(cursor, [], '')) : noCompletions;
  const item = parseMasterLine(piece);
  if (item.kind === 'malformed' && item.problem === 'leading-whitespace') return noCompletions;
  const fields = item.fields.map(({ text }) => text);
  const isOpen = !masterBlank(before.charCodeAt(before.length - 1));
  if (
    item.kind === 'malformed' ||
    (fields.length === masterFields.length && item.arguments.length === 0 && isOpen)
  ) {
    const complete = isOpen ? fields.slice(0, -1) : fields;
    const completions = completeField(cursor, complete, isOpen ? (fields.at(-1) ?? '') : '');
    return complete.length === 0 ? withSnippets(cursor, completions) : completions;
  }
  const line: ServiceLine = {
    cursor,
    service: snapshot.instance.services.find((s) => s.start === start),
    program: (fields[7] ?? '').replace(/^.*\//, ''),
  };
  const last = item.arguments.at(-1);
  // A space must come directly after "-o".
  if (isOpen && last?.kind === 'argument' && last.option && last.text.endsWith('o')) return noCompletions;
  if (last?.kind === 'argument' && last.option && last.text.endsWith('o'))
    return completeOverrideName(line, '');
  if (last?.kind === 'override' && (isOpen || isUnclosed(last))) return completeOverride(line, last);
  return argumentAnswer(
    line,
    isOpen ? item.arguments.slice(0, -1) : item.arguments,
    isOpen ? last : undefined,
  );
}

/** An option that is not indented. It belongs to the service above, so accepting a suggestion indents the line. */
function completeUnindented(cursor: CompletionCursor): CompletionResult {
  const { before, start, offset, snapshot } = cursor;
  const above = snapshot.instance.services.findLast((s) => s.start < start && !s.name.startsWith('-'));
  if (above === undefined) return noCompletions;
  const service = above.item.line.masked.trimEnd();
  const result = completeMasterCf({ ...cursor, start: above.start, before: `${service} ${before}` });
  const indented = (completions: Completions): Completions =>
    // The change of the indentation must not touch the change of the word.
    offset - completions.typed.length > start ? { ...completions, indent: start } : noCompletions;
  return result instanceof Promise ? result.then(indented) : indented(result);
}

function isUnclosed({ problem }: Override): boolean {
  return problem === 'missing-brace';
}

function completeOverride(line: ServiceLine, { word, name, braces, problem }: Override): CompletionResult {
  const { before } = line.cursor;
  const text = before.slice(word.start);
  const equals = text.indexOf('=');
  if (equals < 0 || name === undefined) {
    const typed = trailing(text, isParameterChar);
    return /^\{?\s*$/.test(text.slice(0, -typed.length || undefined))
      ? completeOverrideName(line, typed)
      : noCompletions;
  }
  if (problem === 'text-after-brace') return noCompletions;
  const { cursor, service } = line;
  return completeValue({
    cursor,
    type: parameterType(cursor.snapshot.instance, name.text, service),
    parameter: name.text,
    before: text.slice(equals + 1),
    tight: !braces,
    ...(service === undefined ? {} : { service }),
  });
}

function completeOverrideName({ cursor, service, program }: ServiceLine, typed: string): Completions {
  const { after, snapshot } = cursor;
  const rest = leading(after, isParameterChar);
  const equals = /^\s*=/.test(after.slice(rest.length)) ? '' : '=';
  return { typed, rest, suggestions: overrideSuggestions(snapshot, service, program, equals) };
}
