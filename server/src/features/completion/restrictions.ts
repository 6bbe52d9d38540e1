// Access restrictions where they stand, with what must follow them.

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
import { restrictionClasses } from '../../instance/classes.ts';
import type { Instance } from '../../instance/instance.ts';
import { parseValue, type RestrictionArgument } from '../../syntax/value.ts';
import { endpointAnswer } from './endpoints.ts';
import { usualDirectory } from './files.ts';
import { inUse } from './in-use.ts';
import { type Answer, type Answering, choice, literal, nothing, type Offer, values } from './offer.ts';
import { hasFile, tableAnswer, tableTypes } from './tables.ts';
import type { ElementPlace } from './value.ts';
import { compareAll } from './words.ts';

/** A restriction, or, behind one that takes an argument, the argument. */
export async function restrictionAnswer(at: ElementPlace): Promise<Answer> {
  const { earlier, element, place, typed, rest, tight } = at;
  const type = { type: 'list', of: element, braces: true } as const;
  const last = parseValue(earlier, { start: 0, end: earlier.length }, type, valueGrammar).at(-1);
  if (last?.kind === 'restriction' && last.expects !== 'none' && last.argument === undefined)
    return argumentAnswer(at, last.expects);
  if (typed.includes(':')) return tableAnswer(at, 'access');
  if (typed.includes('$')) return nothing;
  const { instance } = place.snapshot;
  const list = element.list as RestrictionList | undefined;
  const there = new Set(earlier.split(/[\s,]+/));
  const classes = restrictionClasses(instance, at.service)
    .filter((name) => name !== at.parameter)
    .map(
      (label): Offer => ({ label, kind: CompletionItemKind.Class, commit: [','], note: 'restriction class' }),
    );
  const known = restrictionOffers(instance, list, tight === true ? ',' : ' ', there).map((offer) =>
    keepsArgument(at, offer.label) ? withoutArgument(offer) : offer,
  );
  const bare =
    list !== undefined && bareTableRestriction(list) === undefined
      ? nothing
      : await tableAnswer(at, 'access');
  return { typed, rest, offers: [...classes, ...known, ...bare.offers] };
}

/** Whether the word that an offer takes the place of has its argument behind it, and the offer takes the same. */
function keepsArgument({ typed, rest, place }: ElementPlace, name: string): boolean {
  const argument = restriction(typed + rest)?.argument;
  return (
    argument !== undefined &&
    restriction(name)?.argument === argument &&
    /^[\s,]+[^\s,}]/.test(place.after.slice(rest.length))
  );
}

function withoutArgument({ label, kind, subject }: Offer): Offer {
  return { label, kind, ...(subject === undefined ? {} : { subject }) };
}

function argumentAnswer(at: ElementPlace, expects: RestrictionArgument): Answering {
  const { instance } = at.place.snapshot;
  switch (expects) {
    case 'table':
      return tableAnswer(at, 'access');
    case 'policy':
      return endpointAnswer(at, []);
    case 'dnsbl':
      return at.typed.includes('$') ? nothing : { ...at, offers: values(inUse(instance).dnsLists, 'in use') };
    default:
      return nothing;
  }
}

/**
 * The restrictions of a list in the target release, those that servers use most first; those that stand there
 * already behind them, then other names of the same, then what will go.
 * @param list undefined for a restriction class, which may stand in several lists
 */
export function restrictionOffers(
  instance: Instance,
  list: RestrictionList | undefined,
  separator: string,
  there: ReadonlySet<string>,
): Offer[] {
  const { release } = instance;
  const found = restrictionNames.flatMap((name) => {
    const facts = restriction(name);
    if (facts === undefined || !exists(release, facts)) return [];
    if (list === undefined ? facts.lists.every((l) => l === 'rewrite') : !facts.lists.includes(list))
      return [];
    const { removed, deprecated, argument, aliasOf } = facts;
    if (removed !== undefined && (removed === release.name || isNewer(release, removed))) return [];
    const isOld = deprecated !== undefined && exists(release, { since: deprecated });
    const isRepeated = argument === undefined && there.has(name);
    const group = isOld ? 3 : aliasOf !== undefined ? 2 : isRepeated ? 1 : 0;
    return [{ name, facts, isOld, isRepeated, order: [group, restrictionRank(name)] }];
  });
  found.sort((a, b) => compareAll(a.order, b.order));
  return found.map(({ name, facts, isOld, isRepeated }) => ({
    label: name,
    kind: CompletionItemKind.Function,
    subject: { word: ['restriction', name] },
    ...withArgument(instance, name, facts, separator),
    ...(isOld ? { deprecated: true } : {}),
    ...(facts.aliasOf !== undefined
      ? { note: `now ${facts.aliasOf}` }
      : isRepeated
        ? { note: 'in the list already' }
        : {}),
  }));
}

/** What is written for a restriction: with its argument, or with the separator before it. */
function withArgument(
  instance: Instance,
  name: string,
  { argument, nature }: RestrictionFacts,
  separator: string,
): Partial<Offer> {
  if (argument === undefined)
    return nature === 'modifies' ? { insert: name + separator, again: true } : { commit: [','] };
  const snippet = name + separator + argumentSnippet(instance, name, argument);
  return { insert: name + separator, snippet, again: true };
}

function argumentSnippet(instance: Instance, name: string, argument: RestrictionArgument): string {
  switch (argument) {
    case 'table': {
      const file = `${usualDirectory(instance)}/${name.replace(/^check_/, '')}`;
      const types = tableTypes(instance, 'access').filter((type) => hasFile(type));
      return `${choice(1, types.slice(0, offeredTypes))}:\${2:${literal(file)}}`;
    }
    case 'policy':
      return `${choice(1, ['unix', 'inet'])}:\${2:private/policy}`;
    case 'seconds':
      return '${1:1}';
    default:
      return '${1:domain}';
  }
}

/** More than that in a tab stop is a list to search in. */
const offeredTypes = 8;
