// What a value may hold, by its type: of a parameter, of an override, of a database client's setting, of a
// table's result.

import { CompletionItemKind } from 'vscode-languageserver-types';
import type { Docs } from '../../catalog/docs.ts';
import { tableType, tableTypeNames } from '../../catalog/table-types.ts';
import { wordList } from '../../catalog/word-lists.ts';
import { isSpace } from '../../syntax/chars.ts';
import { isList, type ValueType } from '../../syntax/value-type.ts';
import { commaOrSpace, type Separator } from '../../syntax/words.ts';
import { endpointAnswer, milterSettingAnswer } from './endpoints.ts';
import { isInForeignBraces, nameOffers, typedReference, withoutHeads } from './expressions.ts';
import { pathAnswer } from './files.ts';
import { inUse, serviceNames } from './in-use.ts';
import { nextHopOffers, transportAnswer } from './next-hops.ts';
import { type Answering, nothing, type Offer, values } from './offer.ts';
import { restrictionAnswer } from './restrictions.ts';
import { tableAnswer } from './tables.ts';
import { protocolOffers } from './tls.ts';
import { documentedValues, type ElementPlace, elementOf, isEmpty, type Value, wordsOf } from './value.ts';
import { insideOpenBrace, leading, type Typed, wordAround } from './words.ts';

export function valueAnswer(value: Value): Answering {
  const { place, type, parameter, plain = false } = value;
  const { instance } = place.snapshot;
  const reference = plain ? undefined : typedReference(value.before);
  if (reference !== undefined) {
    // What a program expands by itself knows other names, which are no parameters.
    if (parameter !== undefined && instance.parameterOf(parameter)?.raw) return nothing;
    const rest = leading(place.after, (code) => /\w/.test(String.fromCharCode(code)));
    return { typed: reference, rest, offers: nameOffers(instance, parameter, wantedType(value, rest)) };
  }
  const before = plain ? value.before : withoutHeads(value.before);
  const word = wordAround(before, place.after, separatorOf(type));
  const earlier = before.slice(0, word.start);
  const at: ElementPlace = { ...value, ...word, element: elementOf(type), earlier };
  if (at.element.type === 'milter') {
    const inside = insideOpenBrace(earlier);
    // `{ inet:host:port, name=value, … }`
    if (inside !== undefined && inside.trim() !== '') return milterSettingAnswer(at);
  } else if (isInForeignBraces(value.before.slice(0, word.start))) {
    return nothing;
  }
  if (!isList(type) && (earlier.trim() !== '' || isFollowed(at))) return nothing;
  return elementAnswer(at);
}

/** Whether more of a single value stands behind the word at the cursor. */
function isFollowed({ place, rest, tight = false }: ElementPlace): boolean {
  return !tight && !/^\s*(?:[}:].*)?$/s.test(place.after.slice(rest.length));
}

/** What a `$name` in front of the cursor stands for: an element of the value, or a part of one. */
function wantedType({ type, before, place }: Value, rest: string): ValueType {
  const dollar = before.lastIndexOf('$');
  const { typed } = wordAround(withoutHeads(before.slice(0, dollar)), '', separatorOf(type));
  const isWhole = /^[})]?(?:[\s,{}]|$)/.test(place.after.slice(rest.length));
  if (/^!*$/.test(typed)) return isWhole ? type : { type: partOf(type) };
  // In front of a path stands a directory, perhaps behind the type of a table.
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

function elementAnswer(at: ElementPlace): Answering {
  const { element, place } = at;
  const { instance } = place.snapshot;
  switch (element.type) {
    case 'restriction':
      return restrictionAnswer(at);
    case 'table':
      return tableAnswer(at, element.role);
    case 'address-pattern':
      return matchListAnswer(at, values(inUse(instance).networks, 'in use'));
    case 'domain-pattern':
      return matchListAnswer(at, values(inUse(instance).hosts, 'in use'));
    case 'string-pattern':
      return matchListAnswer(at, []);
    case 'path':
      return pathOrWord(at);
    case 'endpoint':
    case 'milter':
      return endpointAnswer(at, ownOffers(at));
    case 'transport':
      return transportAnswer(at, ownOffers(at));
    case 'nexthop':
      return words(at, [...nextHopOffers(instance), ...ownOffers(at)]);
    default:
      // `$name/more` is no word of ours.
      return at.typed.includes('$') ? nothing : words(at, [...ownOffers(at), ...offersOf(at)]);
  }
}

/** What the type alone tells. */
function offersOf({ element, place, typed, plain }: ElementPlace): Offer[] {
  const { instance } = place.snapshot;
  const { release } = instance;
  switch (element.type) {
    case 'service':
      return serviceNames(instance).map((label) => ({ label, kind: CompletionItemKind.Module }));
    case 'service-pattern':
      return instance.services.map(({ key }) => ({ label: key, kind: CompletionItemKind.Module }));
    case 'protocol':
      return protocolOffers(typed, release);
    case 'macro':
      return wordList('milter macros', release).map((label) => ({
        label,
        kind: CompletionItemKind.Variable,
        subject: { word: ['milter-macro', label] },
      }));
    case 'dnsbl':
      return values(inUse(instance).dnsLists, 'in use');
    case 'host':
    case 'domain':
    case 'interface':
      return plain ? [] : values(inUse(instance).hosts, 'in use');
    case 'table-type':
      return tableTypeNames(release)
        .filter((name) => tableType(name)?.index !== undefined)
        .map((label) => ({ label, kind: CompletionItemKind.Struct, subject: { word: ['table', label] } }));
    case 'restriction-class':
      return [...instance.entriesByName.keys()]
        .filter((name) => instance.parameterOf(name) === undefined)
        .map((label) => ({ label, kind: CompletionItemKind.Class }));
    case 'level':
      return [{ label: release.name, kind: CompletionItemKind.Value, note: 'the target release' }];
    default:
      return [];
  }
}

/** The fixed words of the type, the values that the text about the parameter lists, and the default. */
function ownOffers(at: ElementPlace): Offer[] {
  const { element, place, parameter, type } = at;
  const { docs, instance } = place.snapshot;
  const there = new Set(isList(type) ? at.earlier.split(/[\s,]+/) : []);
  const listed = inOrder(docs, wordsOf(element, instance.release), parameter).filter(
    (word) => !there.has(word),
  );
  const words: Offer[] = listed.map((label) => ({
    label,
    kind: CompletionItemKind.EnumMember,
    ...(isList(type) ? { commit: [','] } : {}),
    ...(parameter === undefined ? {} : { subject: { value: [parameter, label] } }),
  }));
  if (parameter === undefined) return words;
  // Where the words are all that there is, the text lists the same ones; protocols depend on the release.
  const closed = element.type === 'boolean' || element.type === 'protocol' || element.words !== undefined;
  const open = !closed || element.free === true;
  const usual = open ? usualValues(at, parameter) : [];
  return [...words, ...usual, ...defaultOffers(at, parameter)];
}

/** In the order in which the text about the parameter has them. */
function inOrder(docs: Docs, words: readonly string[], parameter: string | undefined): string[] {
  const described = documentedValues(docs, parameter ?? '').map(({ value }) => value);
  const place = (word: string): number => {
    const at = described.indexOf(word);
    return at < 0 ? described.length : at;
  };
  return [...words].sort((a, b) => place(a) - place(b));
}

/** Values that stand for a kind of values: with an invented host, path or part in them. */
const sample =
  /^\(empty\)$|example|192\.0\.2\.|2001:db8|path|^type:|^transport:nexthop$|\.invalid|\/etc\/postfix/;

function usualValues(at: ElementPlace, parameter: string): Offer[] {
  return documentedValues(at.place.snapshot.docs, parameter)
    .filter(({ value }) => !sample.test(value) && fitsIn(at, value))
    .map(({ value }) => ({
      label: value,
      kind: CompletionItemKind.Value,
      subject: { value: [parameter, value] },
    }));
}

/** The whole default in an empty value, and in a list that has begun what of it is missing. */
function defaultOffers(at: ElementPlace, parameter: string): Offer[] {
  const fallback = at.place.snapshot.instance.defaultOf(parameter) ?? '';
  // Nobody wants to write a condition again.
  if (fallback === '' || fallback.includes('{')) return [];
  const offer = (label: string): Offer => ({
    label,
    kind: CompletionItemKind.Value,
    note: 'default',
    subject: { parameter },
  });
  if (isEmpty(at)) return fitsIn(at, fallback) ? [offer(fallback)] : [];
  if (!isList(at.type)) return [];
  const there = new Set(at.earlier.split(/[\s,]+/));
  return fallback.split(/[\s,]+/).flatMap((word) => (word === '' || there.has(word) ? [] : offer(word)));
}

/** Whether a value can be written here: as one word, or as the whole of the value. */
function fitsIn(at: ElementPlace, value: string): boolean {
  return !/\s/.test(value) || (isEmpty(at) && at.tight !== true);
}

function words({ typed, rest }: Typed, offers: readonly Offer[]): Answering {
  return { typed, rest, offers: marked(offers) };
}

/** A word that is also the default is offered once, and says so. */
function marked(offers: readonly Offer[]): readonly Offer[] {
  const defaults = new Set(offers.filter(({ note }) => note === 'default').map(({ label }) => label));
  return offers.map((offer) =>
    defaults.has(offer.label) && offer.note === undefined ? { ...offer, note: 'default' } : offer,
  );
}

/** Elements of match lists; `!` in front of one stays. */
async function matchListAnswer(at: ElementPlace, offers: readonly Offer[]): Promise<Awaited<Answering>> {
  const tables = await tableAnswer(at, undefined);
  // Behind a table's type only its name fits.
  if (at.typed.includes(':')) return tables;
  if (at.typed.includes('$')) return nothing;
  const signs = /^!*/.exec(at.typed)?.[0].length ?? 0;
  const own = marked([...ownOffers(at), ...offers]);
  return { typed: at.typed.slice(signs), rest: at.rest, offers: [...own, ...tables.offers] };
}

async function pathOrWord(at: ElementPlace): Promise<Awaited<Answering>> {
  const { element, place, typed, rest, service } = at;
  const own = typed.includes('/') || typed.includes('$') ? [] : marked(ownOffers(at));
  const files = await pathAnswer(place, typed, rest, {
    onlyDirectories: element.what === 'directory',
    ...(service === undefined ? {} : { service }),
  });
  // Paths are offered from the last slash on.
  if (files.offers.length > 0 && own.length === 0) return files;
  return { typed, rest, offers: [...own, ...(files.typed === typed ? files.offers : [])] };
}
