// Values by their type: of parameters, overrides, settings of database tables, and table results.

import { CompletionItemKind } from 'vscode-languageserver-types';
import type { Docs } from '../../catalog/docs.ts';
import { tableType, tableTypeNames } from '../../catalog/table-types.ts';
import { wordList } from '../../catalog/word-lists.ts';
import { isSpace } from '../../syntax/chars.ts';
import { isList, type ValueType } from '../../syntax/value-type.ts';
import { commaOrSpace, type Separator } from '../../syntax/words.ts';
import {
  documentedValues,
  type ElementAtCursor,
  elementOf,
  isEmpty,
  type ValueAtCursor,
  wordsOf,
} from './context.ts';
import { completeEndpoint, completeMilterSetting } from './endpoints.ts';
import { isInForeignBraces, referenceSuggestions, typedReference, withoutHeads } from './expressions.ts';
import { inUse, serviceNames } from './in-use.ts';
import { completeTransport, nextHopSuggestions } from './next-hops.ts';
import { completePath } from './paths.ts';
import { completeRestriction } from './restrictions.ts';
import {
  type CompletionResult,
  type Completions,
  noCompletions,
  type Suggestion,
  valueSuggestions,
} from './suggestions.ts';
import { completeTableReference } from './table-references.ts';
import { protocolSuggestions } from './tls.ts';
import { insideOpenBrace, leading, type WordAtCursor, wordAround } from './word-at-cursor.ts';

export function completeValue(value: ValueAtCursor): CompletionResult {
  const { cursor, type, parameter, plain = false } = value;
  const { instance } = cursor.snapshot;
  const reference = plain ? undefined : typedReference(value.before);
  if (reference !== undefined) {
    // Programs expand raw values themselves, with names that are not parameters.
    if (parameter !== undefined && instance.parameterOf(parameter)?.raw) return noCompletions;
    const rest = leading(cursor.after, (code) => /\w/.test(String.fromCharCode(code)));
    return {
      typed: reference,
      rest,
      suggestions: referenceSuggestions(instance, parameter, wantedType(value, rest)),
    };
  }
  const before = plain ? value.before : withoutHeads(value.before);
  const word = wordAround(before, cursor.after, separatorOf(type));
  const earlier = before.slice(0, word.start);
  const element: ElementAtCursor = { ...value, ...word, elementType: elementOf(type), earlier };
  if (element.elementType.type === 'milter') {
    const inside = insideOpenBrace(earlier);
    // `{ inet:host:port, name=value, … }`
    if (inside !== undefined && inside.trim() !== '') return completeMilterSetting(element);
  } else if (isInForeignBraces(value.before.slice(0, word.start))) {
    return noCompletions;
  }
  if (!isList(type) && (earlier.trim() !== '' || isFollowed(element))) return noCompletions;
  return completeElement(element);
}

/** Whether a single value continues after the word at the cursor. */
function isFollowed({ cursor, rest, tight = false }: ElementAtCursor): boolean {
  return !tight && !/^\s*(?:[}:].*)?$/s.test(cursor.after.slice(rest.length));
}

/** The type that the value of `$name` before the cursor must have: an element of the value, or a part of an element. */
function wantedType({ type, before, cursor }: ValueAtCursor, rest: string): ValueType {
  const dollar = before.lastIndexOf('$');
  const { typed } = wordAround(withoutHeads(before.slice(0, dollar)), '', separatorOf(type));
  const isWhole = /^[})]?(?:[\s,{}]|$)/.test(cursor.after.slice(rest.length));
  if (/^!*$/.test(typed)) return isWhole ? type : { type: partOf(type) };
  // A path begins with a directory, perhaps after the type of a table.
  return /^(?:\w+:)+$/.test(typed) ? { type: 'path', what: 'directory' } : { type: partOf(type) };
}

function partOf(type: ValueType): string {
  return elementOf(type).type === 'text' ? 'text' : 'part';
}

function separatorOf(type: ValueType): Separator {
  if (!isList(type)) return isSpace;
  const { separators } = type;
  return separators === undefined
    ? commaOrSpace
    : (code) => isSpace(code) || separators.includes(String.fromCharCode(code));
}

function completeElement(element: ElementAtCursor): CompletionResult {
  const { elementType, cursor } = element;
  const { instance } = cursor.snapshot;
  switch (elementType.type) {
    case 'restriction':
      return completeRestriction(element);
    case 'table':
      return completeTableReference(element, elementType.role);
    case 'address-pattern':
      return completeMatchList(element, valueSuggestions(inUse(instance).networks, 'in use'));
    case 'domain-pattern':
      return completeMatchList(element, valueSuggestions(inUse(instance).hosts, 'in use'));
    case 'string-pattern':
      return completeMatchList(element, []);
    case 'path':
      return completePathOrWord(element);
    case 'endpoint':
    case 'milter':
      return completeEndpoint(element, ownSuggestions(element));
    case 'transport':
      return completeTransport(element, ownSuggestions(element));
    case 'nexthop':
      return words(element, [...nextHopSuggestions(instance), ...ownSuggestions(element)]);
    default:
      // There are no suggestions for words such as `$name/more`.
      return element.typed.includes('$')
        ? noCompletions
        : words(element, [...ownSuggestions(element), ...suggestionsOf(element)]);
  }
}

/** Suggestions that depend only on the type. */
function suggestionsOf({ elementType, cursor, typed, plain }: ElementAtCursor): Suggestion[] {
  const { instance } = cursor.snapshot;
  const { release } = instance;
  switch (elementType.type) {
    case 'service':
      return serviceNames(instance).map((label) => ({ label, kind: CompletionItemKind.Module }));
    case 'service-pattern':
      return instance.services.map(({ key }) => ({ label: key, kind: CompletionItemKind.Module }));
    case 'protocol':
      return protocolSuggestions(typed, release);
    case 'macro':
      return wordList('milter macros', release).map((label) => ({
        label,
        kind: CompletionItemKind.Variable,
        subject: { word: ['milter-macro', label] },
      }));
    case 'dnsbl':
      return valueSuggestions(inUse(instance).dnsLists, 'in use');
    case 'host':
    case 'domain':
    case 'interface':
      return plain ? [] : valueSuggestions(inUse(instance).hosts, 'in use');
    case 'table-type':
      return tableTypeNames(release)
        .filter((name) => tableType(name)?.index !== undefined)
        .map((label) => ({ label, kind: CompletionItemKind.Struct, subject: { word: ['table', label] } }));
    case 'restriction-class':
      return [...instance.entriesByName.keys()]
        .filter((name) => instance.parameterOf(name) === undefined)
        .map((label) => ({ label, kind: CompletionItemKind.Class }));
    case 'level':
      return [{ label: release.name, kind: CompletionItemKind.Value, note: 'target release' }];
    default:
      return [];
  }
}

/** The fixed words of the type, the values that the description of the parameter explains, and the default. */
function ownSuggestions(element: ElementAtCursor): Suggestion[] {
  const { elementType, cursor, parameter, type } = element;
  const { docs, instance } = cursor.snapshot;
  const present = new Set(isList(type) ? element.earlier.split(/[\s,]+/) : []);
  const listed = inOrder(docs, wordsOf(elementType, instance.release), parameter).filter(
    (word) => !present.has(word),
  );
  const words: Suggestion[] = listed.map((label) => ({
    label,
    kind: CompletionItemKind.EnumMember,
    ...(isList(type) ? { commit: [','] } : {}),
    ...(parameter === undefined ? {} : { subject: { value: [parameter, label] } }),
  }));
  if (parameter === undefined) return words;
  // If only fixed words are allowed, the description explains the same ones. Protocols depend on the release.
  const closed =
    elementType.type === 'boolean' || elementType.type === 'protocol' || elementType.words !== undefined;
  const open = !closed || elementType.free === true;
  const usual = open ? usualValues(element, parameter) : [];
  return [...words, ...usual, ...defaultSuggestions(element, parameter)];
}

/** In the order of the description of the parameter. */
function inOrder(docs: Docs, words: readonly string[], parameter: string | undefined): string[] {
  const described = documentedValues(docs, parameter ?? '').map(({ value }) => value);
  const rank = (word: string): number => {
    const index = described.indexOf(word);
    return index < 0 ? described.length : index;
  };
  return [...words].sort((a, b) => rank(a) - rank(b));
}

/** Values with an invented host or path, which only show the form of a value. */
const sample =
  /^\(empty\)$|example|192\.0\.2\.|2001:db8|path|^type:|^transport:nexthop$|\.invalid|\/etc\/postfix/;

function usualValues(element: ElementAtCursor, parameter: string): Suggestion[] {
  return documentedValues(element.cursor.snapshot.docs, parameter)
    .filter(({ value }) => !sample.test(value) && fitsIn(element, value))
    .map(({ value }) => ({
      label: value,
      kind: CompletionItemKind.Value,
      subject: { value: [parameter, value] },
    }));
}

/** In an empty value, the whole default. In an incomplete list, the missing words of the default. */
function defaultSuggestions(element: ElementAtCursor, parameter: string): Suggestion[] {
  const fallback = element.cursor.snapshot.instance.defaultOf(parameter) ?? '';
  // Defaults with conditions are not useful as suggestions.
  if (fallback === '' || fallback.includes('{')) return [];
  const suggestion = (label: string): Suggestion => ({
    label,
    kind: CompletionItemKind.Value,
    note: 'default',
    subject: { parameter },
  });
  if (isEmpty(element)) return fitsIn(element, fallback) ? [suggestion(fallback)] : [];
  if (!isList(element.type)) return [];
  const present = new Set(element.earlier.split(/[\s,]+/));
  return fallback
    .split(/[\s,]+/)
    .flatMap((word) => (word === '' || present.has(word) ? [] : suggestion(word)));
}

/** Whether a value can be inserted here: as one word, or as the whole value. */
function fitsIn(element: ElementAtCursor, value: string): boolean {
  return !/\s/.test(value) || (isEmpty(element) && element.tight !== true);
}

function words({ typed, rest }: WordAtCursor, suggestions: readonly Suggestion[]): CompletionResult {
  return { typed, rest, suggestions: marked(suggestions) };
}

/** Marks the word that is also the default. */
function marked(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  const defaults = new Set(suggestions.filter(({ note }) => note === 'default').map(({ label }) => label));
  return suggestions.map((suggestion) =>
    defaults.has(suggestion.label) && suggestion.note === undefined
      ? { ...suggestion, note: 'default' }
      : suggestion,
  );
}

/** Elements of match lists. A `!` before the element stays. */
async function completeMatchList(
  element: ElementAtCursor,
  suggestions: readonly Suggestion[],
): Promise<Completions> {
  const tables = await completeTableReference(element, undefined);
  // After a table type, only a table name fits.
  if (element.typed.includes(':')) return tables;
  if (element.typed.includes('$')) return noCompletions;
  const signs = /^!*/.exec(element.typed)?.[0].length ?? 0;
  const own = marked([...ownSuggestions(element), ...suggestions]);
  return {
    typed: element.typed.slice(signs),
    rest: element.rest,
    suggestions: [...own, ...tables.suggestions],
  };
}

async function completePathOrWord(element: ElementAtCursor): Promise<Completions> {
  const { elementType, cursor, typed, rest, service } = element;
  const own = typed.includes('/') || typed.includes('$') ? [] : marked(ownSuggestions(element));
  const files = await completePath(cursor, typed, rest, {
    onlyDirectories: elementType.what === 'directory',
    ...(service === undefined ? {} : { service }),
  });
  // Suggestions for paths contain only the part after the last slash.
  if (files.suggestions.length > 0 && own.length === 0) return files;
  return { typed, rest, suggestions: [...own, ...(files.typed === typed ? files.suggestions : [])] };
}
