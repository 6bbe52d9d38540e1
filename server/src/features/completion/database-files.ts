// The files of database clients: names of settings, and their values.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { databaseKey, databaseKeys } from '../../catalog/database-keys.ts';
import { atLeast } from '../../catalog/release.ts';
import type { TableFile } from '../../instance/table-files.ts';
import { isTrivia } from '../../syntax/document.ts';
import { type Answering, nothing, type Offer } from './offer.ts';
import type { Place } from './place.ts';
import { valueAnswer } from './values.ts';
import { isParameterChar, leading, trailing } from './words.ts';

type ClientFile = Extract<TableFile, { language: 'postfix-database' }>;

export function clientFileAnswer(place: Place, file: ClientFile): Answering {
  const { before, after } = place;
  const client = file.type;
  if (client === undefined) return nothing;
  const equals = before.indexOf('=');
  if (equals < 0) {
    const typed = trailing(before, isParameterChar);
    if (typed !== before) return nothing;
    const rest = leading(after, isParameterChar);
    const isFollowed = /^\s*=/.test(after.slice(rest.length));
    return { typed, rest, offers: settingOffers(place, file, client, isFollowed ? '' : ' = ') };
  }
  const value = before.slice(equals + 1);
  const setting = before.slice(0, equals).trimEnd();
  const type = databaseKey(client, setting)?.type ?? { type: 'text' };
  if (type.type === 'query') return queryAnswer(setting, value);
  return valueAnswer({ place, type, before: value, plain: true });
}

/** What the client needs and the file lacks comes first; the old ways last. */
function settingOffers(
  { snapshot: { instance } }: Place,
  file: ClientFile,
  client: string,
  equals: string,
): Offer[] {
  const there = new Set<string>();
  for (const { item } of file.tree.pieces())
    if (!isTrivia(item) && item.kind === 'entry') there.add(item.name.text);
  const { release } = instance;
  const found = databaseKeys(client, release).map((name) => {
    const { required = false, obsolete, successor } = databaseKey(client, name) ?? {};
    const isOld = obsolete !== undefined && atLeast(release, obsolete);
    const isSet = there.has(name);
    const note = isOld
      ? successor && `now ${successor}`
      : isSet
        ? 'set already'
        : required
          ? 'required'
          : undefined;
    return { name, isOld, note, order: isOld ? 3 : isSet ? 2 : required ? 0 : 1 };
  });
  found.sort((a, b) => a.order - b.order);
  return found.map(({ name, isOld, note }) => ({
    label: name,
    kind: CompletionItemKind.Property,
    ...(equals === '' ? {} : { insert: name + equals, again: true }),
    ...(note === undefined ? {} : { note }),
    ...(isOld ? { deprecated: true } : {}),
    subject: { word: ['database-key', `${client}:${name}`] },
  }));
}

/** What a query or the form of a result may have put in (db_common.c). */
const substitutions: readonly (readonly [text: string, inQuery: string | undefined, inResult: string])[] = [
  ['%s', 'what is looked up', 'what was found'],
  ['%u', 'the part of it before the @', 'the part of it before the @'],
  ['%d', 'the domain of it', 'the domain of it'],
  ['%S', undefined, 'what was looked up'],
  ['%U', undefined, 'the part before the @ of what was looked up'],
  ['%D', undefined, 'the domain of what was looked up'],
  ['%1', 'the last label of the domain', 'the last label of the domain that was looked up'],
  ['%2', 'the label before the last', 'the label before the last'],
  ['%%', 'a percent sign', 'a percent sign'],
];

function queryAnswer(setting: string, value: string): Answering {
  const typed = trailing(value, (code) => code === 37);
  // Of "%%" both are used up.
  if (typed.length % 2 === 0) return nothing;
  const offers = substitutions.flatMap(([label, inQuery, inResult]): Offer[] => {
    const note = setting.startsWith('result_') ? inResult : inQuery;
    return note === undefined ? [] : [{ label, kind: CompletionItemKind.Variable, note }];
  });
  return { typed: '%', rest: '', offers };
}
