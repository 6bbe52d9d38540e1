// Access restrictions and their arguments.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { restrictionRank } from '../../catalog/common.ts';
import { exists, isNewer } from '../../catalog/release.ts';
import {
  bareTableRestriction,
  type RestrictionFacts,
  type RestrictionList,
  restriction,
  restrictionNames,
  valueGrammar,
} from '../../catalog/restrictions.ts';
import type { Instance } from '../../instance/instance.ts';
import { homeDirectory } from '../../instance/paths.ts';
import { restrictionClasses } from '../../instance/restriction-classes.ts';
import { parseValue, type RestrictionArgument } from '../../syntax/value.ts';
import type { ElementAtCursor } from './context.ts';
import { completeEndpoint } from './endpoints.ts';
import { inUse } from './in-use.ts';
import {
  type CompletionResult,
  type Completions,
  choice,
  literal,
  noCompletions,
  type Suggestion,
  valueSuggestions,
} from './suggestions.ts';
import { completeTableReference, hasFile, tableTypes } from './table-references.ts';
import { compareAll } from './word-at-cursor.ts';

/** A restriction, or an argument after a restriction that takes one. */
export async function completeRestriction(element: ElementAtCursor): Promise<Completions> {
  const { earlier, elementType, cursor, typed, rest, tight } = element;
  const type = { type: 'list', of: elementType, braces: true } as const;
  const last = parseValue(earlier, { start: 0, end: earlier.length }, type, valueGrammar).at(-1);
  if (last?.kind === 'restriction' && last.expects !== 'none' && last.argument === undefined)
    return completeRestrictionArgument(element, last.expects);
  if (typed.includes(':')) return completeTableReference(element, 'access');
  if (typed.includes('$')) return noCompletions;
  const { instance } = cursor.snapshot;
  const list = elementType.list as RestrictionList | undefined;
  const present = new Set(earlier.split(/[\s,]+/));
  const classes = restrictionClasses(instance, element.service)
    .filter((name) => name !== element.parameter)
    .map(
      (label): Suggestion => ({
        label,
        kind: CompletionItemKind.Class,
        commit: [','],
        note: 'restriction class',
      }),
    );
  const builtIn = restrictionSuggestions(instance, list, tight === true ? ',' : ' ', present).map(
    (suggestion) => (keepsArgument(element, suggestion.label) ? withoutArgument(suggestion) : suggestion),
  );
  const bare =
    list !== undefined && bareTableRestriction(list) === undefined
      ? noCompletions
      : await completeTableReference(element, 'access');
  return { typed, rest, suggestions: [...classes, ...builtIn, ...bare.suggestions] };
}

/** Whether the replaced word already has an argument, and the new restriction takes an argument of the same kind. */
function keepsArgument({ typed, rest, cursor }: ElementAtCursor, name: string): boolean {
  const argument = restriction(typed + rest)?.argument;
  return (
    argument !== undefined &&
    restriction(name)?.argument === argument &&
    /^[\s,]+[^\s,}]/.test(cursor.after.slice(rest.length))
  );
}

function withoutArgument({ label, kind, subject }: Suggestion): Suggestion {
  return { label, kind, ...(subject === undefined ? {} : { subject }) };
}

function completeRestrictionArgument(
  element: ElementAtCursor,
  expects: RestrictionArgument,
): CompletionResult {
  const { instance } = element.cursor.snapshot;
  switch (expects) {
    case 'table':
      return completeTableReference(element, 'access');
    case 'policy':
      return completeEndpoint(element, []);
    case 'dnsbl':
      return element.typed.includes('$')
        ? noCompletions
        : { ...element, suggestions: valueSuggestions(inUse(instance).dnsLists, 'in use') };
    default:
      return noCompletions;
  }
}

/**
 * The restrictions for a list in the target release, the most common ones first. Then come restrictions that are
 * already in the list, aliases, and deprecated restrictions.
 * @param list undefined for a restriction class, which can be used in several lists
 * @param present the words that are already in the list
 */
export function restrictionSuggestions(
  instance: Instance,
  list: RestrictionList | undefined,
  separator: string,
  present: ReadonlySet<string>,
): Suggestion[] {
  const { release } = instance;
  const found = restrictionNames.flatMap((name) => {
    const facts = restriction(name);
    if (facts === undefined || !exists(release, facts)) return [];
    if (list === undefined ? facts.lists.every((l) => l === 'rewrite') : !facts.lists.includes(list))
      return [];
    const { removed, deprecated, argument, aliasOf } = facts;
    if (removed !== undefined && (removed === release.name || isNewer(release, removed))) return [];
    const isOld = deprecated !== undefined && exists(release, { since: deprecated });
    const isRepeated = argument === undefined && present.has(name);
    const group = isOld ? 3 : aliasOf !== undefined ? 2 : isRepeated ? 1 : 0;
    return [{ name, facts, isOld, isRepeated, order: [group, ...restrictionRank(name, list), name.length] }];
  });
  found.sort((a, b) => compareAll(a.order, b.order) || (a.name < b.name ? -1 : 1));
  return found.map(({ name, facts, isOld, isRepeated }) => ({
    label: name,
    kind: CompletionItemKind.Function,
    subject: { word: ['restriction', name] },
    ...withArgument(instance, name, facts, separator),
    ...(isOld ? { deprecated: true } : {}),
    ...(facts.aliasOf !== undefined
      ? { note: `same as ${facts.aliasOf}` }
      : isRepeated
        ? { note: 'already in the list' }
        : {}),
  }));
}

/** What to insert for a restriction: its name with its argument, or with the separator before the argument. */
function withArgument(
  instance: Instance,
  name: string,
  { argument, nature }: RestrictionFacts,
  separator: string,
): Partial<Suggestion> {
  if (argument === undefined)
    return nature === 'modifies' ? { insert: name + separator, retrigger: true } : { commit: [','] };
  const snippet = name + separator + argumentSnippet(instance, name, argument);
  return { insert: name + separator, snippet, retrigger: true };
}

function argumentSnippet(instance: Instance, name: string, argument: RestrictionArgument): string {
  switch (argument) {
    case 'table': {
      const file = `${homeDirectory(instance)}/${name.replace(/^check_/, '')}`;
      const types = tableTypes(instance, 'access').filter((type) => hasFile(type));
      return `${choice(1, withColon(types.slice(0, maxTypes)))}\${2:${literal(file)}}`;
    }
    case 'policy':
      return `${choice(1, withColon(['unix', 'inet']))}\${2:private/policy}`;
    case 'seconds':
      return '${1:1}';
    default:
      return '${1:domain}';
  }
}

/** The colon is part of the tab stop, so that it is not inserted twice if the user types a type with its colon. */
function withColon(types: readonly string[]): string[] {
  return types.map((type) => `${type}:`);
}

/** A longer choice in a tab stop is hard to use. */
const maxTypes = 8;
