// The right-hand side of a table, by what the table is for.

import { CompletionItemKind } from 'vscode-languageserver-types';
import {
  type ActionArgument,
  accessAction,
  accessActionName,
  accessActions,
  type ContentPlace,
  contentAction,
  contentActions,
} from '../../catalog/actions.ts';
import type { WordKind } from '../../catalog/docs.ts';
import type { RestrictionList } from '../../catalog/restrictions.ts';
import type { TableFile } from '../../instance/table-files.ts';
import { resultForm } from '../../instance/table-results.ts';
import { isSpace } from '../../syntax/chars.ts';
import type { ActionRole } from '../../syntax/tables/actions.ts';
import { addressAnswer } from './addresses.ts';
import { nextHopOffers, transportOffers } from './next-hops.ts';
import { type Answer, type Answering, nothing, type Offer } from './offer.ts';
import type { Place } from './place.ts';
import { restrictionOffers } from './restrictions.ts';
import { policyAnswer } from './tls.ts';
import { valueAnswer } from './values.ts';
import { leading, wordAround } from './words.ts';

/** @param before the result up to the cursor, without blanks in front */
export function resultAnswer(place: Place, table: TableFile, before: string): Answering {
  const form = resultForm(place.snapshot.instance, table);
  switch (form?.kind) {
    case 'action':
      return actionAnswer(place, table, form.role, before);
    case 'value':
      return valueAnswer({ place, type: form.type, before, plain: true });
    case 'tls-policy':
      return policyAnswer(place, before);
    default:
      return nothing;
  }
}

function actionAnswer(place: Place, table: TableFile, role: ActionRole, before: string): Answering {
  switch (role) {
    case 'transport':
      return transportResult(place, before);
    case 'addresses':
      return addressAnswer(place, before);
    default: {
      const verb = /^(\S+)\s+(.*)$/s.exec(before);
      if (verb === null) return verbAnswer(place, table, role, before);
      const [, word = '', argument = ''] = verb;
      const facts = role === 'access' ? accessAction(accessActionName(word) ?? '') : contentAction(word);
      return facts === undefined ? nothing : argumentAnswer(place, facts.argument, argument);
    }
  }
}

function verbAnswer(place: Place, table: TableFile, role: ActionRole, typed: string): Answer {
  const { instance } = place.snapshot;
  const { release } = instance;
  const rest = leading(place.after, (code) => !isSpace(code));
  if (role !== 'access') {
    const offers = contentActions(release, placeOf(role)).map((word) => {
      const { argument = 'none', successor } = contentAction(word) ?? {};
      return actionOffer('content-action', word, argument, successor);
    });
    return { typed, rest, offers: byUse(offers) };
  }
  const lists = listsOf(table);
  const actions = accessActions(release, lists)
    // A number is for programs that make tables.
    .filter((name) => name !== 'digits')
    .map((name) => actionOffer('access-action', name, accessAction(name)?.argument ?? 'none'));
  const [list] = lists;
  const restrictions = restrictionOffers(instance, list, ' ', new Set())
    // A table in a table's result is what Postfix refuses.
    .filter(({ insert }) => insert === undefined);
  return { typed, rest, offers: [...byUse(actions), ...restrictions] };
}

/** The lists in which an access table is asked, as far as its uses tell. */
function listsOf({ uses }: TableFile): RestrictionList[] {
  return uses.flatMap(({ parameter }) => {
    const list = /^smtpd_(\w+)_restrictions$/.exec(parameter)?.[1];
    return list === undefined ? [] : (list as RestrictionList);
  });
}

function placeOf(role: ActionRole): ContentPlace {
  return role.startsWith('delivery-') ? 'smtp' : role.startsWith('milter-') ? 'milter' : 'cleanup';
}

function actionOffer(kind: WordKind, word: string, argument: ActionArgument, successor?: string): Offer {
  const common = {
    kind: CompletionItemKind.Function,
    subject: { word: [kind, word] },
    ...(successor === undefined ? {} : { deprecated: true, note: `now ${successor}` }),
  } as const;
  if (/^[45]nn$/.test(word)) {
    const code = word === '4nn' ? '450' : '550';
    const status = word === '4nn' ? '4.7.1' : '5.7.1';
    return { ...common, label: code, insert: `${code} `, snippet: `${code} \${1:${status}} \${2:text}` };
  }
  switch (argument) {
    case 'transport':
      return { ...common, label: word, insert: `${word} `, again: true };
    case 'address':
      return { ...common, label: word, insert: `${word} `, snippet: `${word} \${1:user@domain}` };
    case 'header':
      return { ...common, label: word, insert: `${word} `, snippet: `${word} \${1:Header}: \${2:text}` };
    default:
      return { ...common, label: word };
  }
}

/** The few that tables are full of, then those in capitals, then those that are restrictions too. */
function byUse(offers: readonly Offer[]): Offer[] {
  const usual = ['REJECT', 'OK', 'DUNNO', 'IGNORE'];
  const rank = ({ label, deprecated }: Offer): number => {
    if (deprecated === true) return usual.length + 2;
    const at = usual.indexOf(label);
    return at >= 0 ? at : /^[A-Z]/.test(label) ? usual.length : usual.length + 1;
  };
  return [...offers].sort((a, b) => rank(a) - rank(b));
}

function argumentAnswer(place: Place, argument: ActionArgument, before: string): Answering {
  if (argument === 'transport') return transportResult(place, before);
  return argument === 'address' ? addressAnswer(place, before) : nothing;
}

/** `transport:nexthop`: of transport tables, and behind FILTER. */
function transportResult(place: Place, before: string): Answer {
  const { instance } = place.snapshot;
  if (/\s/.test(before)) return nothing;
  const { typed, rest } = wordAround(before, place.after, isSpace);
  const colon = typed.indexOf(':');
  if (colon >= 0) return { typed: typed.slice(colon + 1), rest, offers: nextHopOffers(instance) };
  const type = leading(rest, (code) => code !== 58);
  return { typed, rest: type, offers: transportOffers(instance, ':') };
}
