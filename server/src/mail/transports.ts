// The transports that a configuration names in parameters and tables, and the transports that master.cf defines.

import { program } from '../catalog/services.ts';
import { type ChunkItems, chunkFacts } from '../instance/chunk-facts.ts';
import { expandedValue } from '../instance/expanded-values.ts';
import type { Instance, Location } from '../instance/instance.ts';
import { valuesOfType } from '../instance/read-values.ts';
import type { TableContext, TableFile, Tables } from '../instance/table-files.ts';
import { resultOf } from '../instance/table-line-results.ts';
import { readableTables } from '../instance/tables-in-place.ts';
import { Fingerprints } from '../syntax/fingerprints.ts';
import { memoize } from '../syntax/memoize.ts';
import { type NextHopClient, nextHopProblem, nextHopWords } from '../syntax/next-hop.ts';
import { parseAction } from '../syntax/tables/actions.ts';
import { parseAddress } from '../syntax/tables/address.ts';
import type { Span } from '../syntax/text.ts';

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
  /** Next hops that the SMTP client does not accept, by the name of the transport, which can be empty. */
  | { readonly by: 'malformed'; readonly isWanted: (transport: string) => boolean }
  | { readonly by: 'nextHop'; readonly anyOf: readonly string[] };

/** The wanted references in the order of the files. For parameters, only the effective values. */
export function* transportReferences(
  instance: Instance,
  tables: Tables,
  selection: Selection,
): Generator<TransportReference> {
  for (const reference of parameterReferences(instance))
    if (isSelected(reference, selection)) yield reference;
  for (const table of readableTables(tables)) yield* inTable(table, selection);
}

/** Whether the linter can look into all tables that name a transport for an address. */
export function areTransportTablesReadable(instance: Instance, tables: Tables): boolean {
  return ['transport_maps', 'sender_dependent_default_transport_maps', 'mailbox_transport_maps'].every(
    (name) => {
      if (!instance.catalog.knows(name)) return true;
      const value = expandedValue(instance, name);
      return (
        value !== undefined &&
        value.expansion.problems.length === 0 &&
        value.nodes.every((node) => node.kind === 'table' && tables.file(node.name.text) !== undefined)
      );
    },
  );
}

/** The uses in actions (FILTER), in the order of the files. */
export function* filterReferences(tables: Tables): Generator<TransportReference> {
  for (const table of readableTables(tables))
    if (table.context.actionRole !== 'transport') yield* inTable(table, { by: 'name', isWanted: () => true });
}

const parameterReferences = memoize((instance: Instance): readonly TransportReference[] => [
  ...inParameters(instance),
]);

type Target = Pick<TransportReference, 'name' | 'nextHop'>;

function isSelected(target: Target, selection: Selection): boolean {
  switch (selection.by) {
    case 'name':
      return target.name !== '' && selection.isWanted(target.name);
    case 'port': {
      const port = portOf(target);
      return port !== undefined && selection.isWanted(port);
    }
    case 'malformed':
      return isMalformed(target) && selection.isWanted(target.name);
    case 'nextHop':
      return selection.anyOf.includes(target.nextHop?.toLowerCase() ?? '');
  }
}

function portOf({ nextHop = '' }: Target): string | undefined {
  return /:(\w+)$/.exec(nextHop)?.[1];
}

function isMalformed({ nextHop = '' }: Target): boolean {
  return nextHopWords(nextHop).some((word) => nextHopProblem(word, 'smtp') !== undefined);
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

/**
 * Tells which chunks of a table have wanted references. Only these are parsed again, because keeping all references
 * would take ten times the memory of the text.
 */
interface Index {
  readonly names: readonly string[];
  readonly ports: readonly string[];
  /** The transports of malformed next hops. */
  readonly malformed: readonly string[];
  /** In lowercase. */
  readonly nextHops: Fingerprints;
}

const indexes = chunkFacts<Index>((items, context) => {
  const names = new Set<string>();
  const ports = new Set<string>();
  const malformed = new Set<string>();
  const nextHops = new Map<string, { readonly isMalformed: boolean }>();
  for (const target of inChunk(items, context)) {
    const { name, nextHop = '' } = target;
    names.add(name);
    let known = nextHops.get(nextHop);
    if (known === undefined) {
      known = { isMalformed: isMalformed(target) };
      nextHops.set(nextHop, known);
      const port = portOf(target);
      if (port !== undefined) ports.add(port);
    }
    if (known.isMalformed) malformed.add(name);
  }
  return {
    names: [...names],
    ports: [...ports],
    malformed: [...malformed],
    nextHops: new Fingerprints([...nextHops.keys()].map((hop) => hop.toLowerCase())),
  };
});

function mayHave(index: Index, selection: Selection): boolean {
  switch (selection.by) {
    case 'name':
      return index.names.some(selection.isWanted);
    case 'port':
      return index.ports.some(selection.isWanted);
    case 'malformed':
      return index.malformed.some(selection.isWanted);
    case 'nextHop':
      return selection.anyOf.some((nextHop) => index.nextHops.mayHave(nextHop));
  }
}

/** Asks about each text once, because the same few names and ports are in every chunk. */
function askedOnce(selection: Selection): Selection {
  if (selection.by === 'nextHop') return selection;
  const answers = new Map<string, boolean>();
  const isWanted = (text: string): boolean => {
    let answer = answers.get(text);
    if (answer === undefined) {
      answer = selection.isWanted(text);
      answers.set(text, answer);
    }
    return answer;
  };
  return { by: selection.by, isWanted };
}

function* inTable(table: TableFile, wanted: Selection): Generator<TransportReference> {
  const { actionRole, parser } = table.context;
  if (actionRole === undefined || actionRole === 'addresses') return;
  const selection = askedOnce(wanted);
  for (const { fact, base, chunk } of indexes(table)) {
    if (!mayHave(fact, selection)) continue;
    for (const { start, nameEnd, end, ...target } of inChunk(parser.items(chunk), table.context)) {
      if (!isSelected(target, selection)) continue;
      yield {
        by: actionRole === 'transport' ? actionRole : 'FILTER',
        ...target,
        at: { uri: table.uri, start: base + start, end: base + end },
        nameAt: { uri: table.uri, start: base + start, end: base + nameEnd },
        ...(nameEnd + 1 < end && {
          nextHopAt: { uri: table.uri, start: base + nameEnd + 1, end: base + end },
        }),
      };
    }
  }
}

/** A transport in a table, and where it is. Offsets count from the chunk's start. */
interface TableTarget extends Target, Span {
  readonly nameEnd: number;
}

function* inChunk(items: ChunkItems, { actionRole }: TableContext): Generator<TableTarget> {
  if (actionRole === undefined) return;
  for (const { item, start } of items) {
    const result = resultOf(item);
    if (result === undefined || (result.references && result.name.text.includes('$'))) continue;
    const action = parseAction(actionRole, result.line, result.name);
    if (action.kind !== 'transport' && action.kind !== 'filter') continue;
    const { transport, problem } = action;
    if (transport === undefined || problem !== undefined) continue;
    const nextHop = action.kind === 'filter' ? action.destination : action.nextHop;
    const hasColon = action.kind === 'filter' || action.colon !== undefined;
    const nameEnd = start + transport.end;
    const isEmpty = nextHop === undefined || nextHop.text === '';
    yield {
      name: transport.text,
      ...(hasColon && { nextHop: isEmpty ? '' : nextHop.text }),
      start: start + transport.start,
      nameEnd,
      end: isEmpty ? nameEnd + (hasColon ? 1 : 0) : start + nextHop.end,
    };
  }
}

/**
 * The program of a transport, if it connects to the next hop. If master.cf is not there or only a fragment, the
 * original one decides.
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
