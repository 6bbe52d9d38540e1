// The transports that a configuration names in parameters and tables, and the transports that master.cf defines.

import { program } from '../catalog/services.ts';
import { chunkFacts } from '../instance/chunk-facts.ts';
import type { Instance, Location } from '../instance/instance.ts';
import { valuesOfType } from '../instance/read-values.ts';
import type { TableFile, Tables } from '../instance/table-files.ts';
import { resultOf } from '../instance/table-line-results.ts';
import { readableTables } from '../instance/tables-in-place.ts';
import type { Name } from '../syntax/expression.ts';
import { memoize } from '../syntax/memoize.ts';
import { type NextHopClient, nextHopProblem, nextHopWords } from '../syntax/next-hop.ts';
import { type Action, parseAction } from '../syntax/tables/actions.ts';
import { parseAddress } from '../syntax/tables/address.ts';

/** A use of `transport:nexthop`, `transport`, or `:nexthop`. */
export interface TransportReference {
  /** The parameter that holds it, `FILTER`, or the role of the table: `transport`. */
  readonly by: string;
  /** Empty if nothing comes before the colon. */
  readonly name: string;
  /** The text after the colon; undefined without a colon. */
  readonly nextHop?: string;
  /** The whole reference. */
  readonly at: Location;
  readonly nameAt: Location;
  /** Present if there is a next hop. */
  readonly nextHopAt?: Location;
}

/**
 * The services of master.cf that can be transports: the queue manager connects to a socket of that name. Undefined
 * without master.cf, or if the file is only a fragment in which no service delivers mail.
 */
export function transportNames({ services }: Instance): ReadonlySet<string> | undefined {
  if (!services.some((service) => program(service.program)?.role === 'delivery')) return undefined;
  return new Set(services.filter(({ type }) => type !== 'inet').map(({ name }) => name));
}

/** Which references are wanted. Even in a large table, rules ask for only a few names, ports, and next hops. */
export type Selection =
  | { readonly by: 'name' | 'port'; readonly isWanted: (text: string) => boolean }
  /** The next hops that the SMTP client does not accept. */
  | { readonly by: 'malformed'; readonly isWanted: (text: string) => boolean }
  | { readonly by: 'nextHop'; readonly anyOf: readonly string[] };

/** The wanted references in the order of the files. For parameters, only the effective values. */
export function* transportReferences(
  instance: Instance,
  tables: Tables,
  selection: Selection,
): Generator<TransportReference> {
  for (const mention of parameterReferences(instance)) {
    const key = keysOf(mention)[selection.by];
    const isWanted =
      selection.by === 'nextHop' ? selection.anyOf.includes(key) : key !== '' && selection.isWanted(key);
    if (isWanted) yield mention;
  }
  for (const table of readableTables(tables)) yield* inTable(table, selection);
}

const parameterReferences = memoize((instance: Instance): readonly TransportReference[] => [
  ...inParameters(instance),
]);

function keysOf({ name, nextHop = '' }: Pick<Group, 'name' | 'nextHop'>): Record<Selection['by'], string> {
  const isMalformed = nextHopWords(nextHop).some((word) => nextHopProblem(word, 'smtp') !== undefined);
  return {
    name,
    port: /:(\w+)$/.exec(nextHop)?.[1] ?? '',
    nextHop: nextHop.toLowerCase(),
    malformed: isMalformed ? nextHop : '',
  };
}

function* inParameters(instance: Instance): Generator<TransportReference> {
  for (const value of valuesOfType(instance, 'transport')) {
    const { text } = value;
    if (text === undefined || text === '') continue;
    const colon = text.indexOf(':');
    const end = colon < 0 ? text.length : colon;
    yield {
      by: value.name,
      name: text.slice(0, end),
      at: value.locate(),
      nameAt: value.locate({ start: 0, end }),
      ...(colon < 0 ? {} : { nextHop: text.slice(colon + 1) }),
      ...(end + 1 < text.length && { nextHopAt: value.locate({ start: end + 1, end: text.length }) }),
    };
  }
}

/** Lines of a chunk that name the same transport or next hop. Offsets count from the chunk's start. */
interface Group {
  readonly by: string;
  readonly name: string;
  readonly nextHop?: string;
  readonly places: { readonly start: number; readonly nameEnd: number; readonly end: number }[];
}

/** The groups of a chunk, by the keys that selections use. */
type Index = Readonly<Record<Selection['by'], Map<string, Group[]>>>;

function* inTable(table: TableFile, selection: Selection): Generator<TransportReference> {
  const { actionRole } = table.context;
  if (actionRole === undefined || actionRole === 'addresses') return;
  for (const { fact, base } of indexes(table)) {
    for (const { places, ...mention } of selected(fact, selection)) {
      for (const { start, nameEnd, end } of places) {
        yield {
          ...mention,
          at: { uri: table.uri, start: base + start, end: base + end },
          nameAt: { uri: table.uri, start: base + start, end: base + nameEnd },
          ...(nameEnd + 1 < end && {
            nextHopAt: { uri: table.uri, start: base + nameEnd + 1, end: base + end },
          }),
        };
      }
    }
  }
}

function* selected(index: Index, selection: Selection): Generator<Group> {
  if (selection.by === 'nextHop') {
    for (const nextHop of selection.anyOf) yield* index.nextHop.get(nextHop) ?? [];
    return;
  }
  for (const [key, groups] of index[selection.by]) if (key !== '' && selection.isWanted(key)) yield* groups;
}

const indexes = chunkFacts<Index>((items, { actionRole: role }) => {
  const found = new Map<string, Group>();
  for (const { item, start } of items) {
    const result = resultOf(item);
    if (result === undefined || role === undefined) continue;
    const { line, name: span, references } = result;
    if (references && span.text.includes('$')) continue;
    const target = targetOf(parseAction(role, line, span));
    if (target === undefined) continue;
    const { transport, colon, nextHop } = target;
    const key = `${transport.text}${colon ? ':' : ''}${nextHop?.text ?? ''}`;
    let group = found.get(key);
    if (group === undefined) {
      const by = role === 'transport' ? role : 'FILTER';
      group = {
        by,
        name: transport.text,
        places: [],
        ...(colon ? { nextHop: nextHop?.text ?? '' } : {}),
      };
      found.set(key, group);
    }
    const end = (nextHop ?? transport).end + (colon && nextHop === undefined ? 1 : 0);
    group.places.push({ start: start + transport.start, nameEnd: start + transport.end, end: start + end });
  }
  const index: Index = { name: new Map(), port: new Map(), nextHop: new Map(), malformed: new Map() };
  for (const group of found.values()) {
    for (const [by, key] of Object.entries(keysOf(group)) as [Selection['by'], string][]) {
      const same = index[by].get(key);
      if (same === undefined) index[by].set(key, [group]);
      else same.push(group);
    }
  }
  return index;
});

interface Target {
  readonly transport: Name;
  readonly colon: boolean;
  readonly nextHop?: Name;
}

function targetOf(action: Action): Target | undefined {
  if (action.kind !== 'transport' && action.kind !== 'filter') return undefined;
  const { transport, problem } = action;
  if (transport === undefined || problem !== undefined) return undefined;
  const nextHop = action.kind === 'filter' ? action.destination : action.nextHop;
  const colon = action.kind === 'filter' || action.colon !== undefined;
  return { transport, colon, ...(nextHop && nextHop.text !== '' ? { nextHop } : {}) };
}

/**
 * The program of a transport, if it connects to the next hop. If master.cf is not there or only a fragment, the original
 * one decides.
 */
export function clientOf(instance: Instance, transport: string): NextHopClient | undefined {
  if (transportNames(instance) === undefined)
    return transport === 'smtp' || transport === 'relay' ? 'smtp' : transport === 'lmtp' ? 'lmtp' : undefined;
  const program = instance.services.findLast(
    ({ name, type }) => name === transport && type !== 'inet',
  )?.program;
  return program === 'smtp' || program === 'lmtp' ? program : undefined;
}

/** An address in content_filter or FILTER, where Postfix needs a transport first. */
export function isNextHopForTransport(mention: TransportReference): boolean {
  return (mention.by === 'content_filter' || mention.by === 'FILTER') && withTransport(mention) !== undefined;
}

/** The same reference with a transport added, if there is an address where the transport should be. */
export function withTransport({
  name,
  nextHop,
}: Pick<TransportReference, 'name' | 'nextHop'>): string | undefined {
  const port = nextHop !== undefined && /^\w+$/.test(nextHop) ? `:${nextHop}` : '';
  if (/^\[[^[\]]+\]$/.test(name) && (nextHop === undefined || port !== '')) return `smtp:${name}${port}`;
  if ((parseAddress(name, 'ipv4') || name === 'localhost') && (nextHop === undefined || port !== ''))
    return `smtp:[${name}]${port}`;
  const [, host, number] = /^\[?([^[\]:]+)\]?:(\d+)$/.exec(nextHop ?? '') ?? [];
  return name === 'inet' && host !== undefined ? `smtp:[${host}]:${number}` : undefined;
}
