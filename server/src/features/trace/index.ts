// The way of one mail, for an editor: a tree, the end in one line, and what to trace.

import type { Location } from '../../instance/instance.ts';
import type { TableAnswers } from '../../mail/mail-system.ts';
import { expectationOf } from '../../mail/trace/expectation.ts';
import { lineFor } from '../../mail/trace/mail-options.ts';
import {
  type Outcome,
  outcomeOf,
  type TableLookup,
  type Trace,
  type TraceRequest,
} from '../../mail/trace/model.ts';
import type { SourceText } from '../../syntax/text.ts';
import { toRange } from '../snapshot.ts';
import { endOfTrace, mailInWords } from './ends.ts';
import { traceText } from './text.ts';
import { type ShownPlace, type TraceNode, traceTree } from './trace-tree.ts';

export type { TraceNode } from './trace-tree.ts';

export interface TableAnswer extends TableLookup {
  /** Null if the table has no entry. */
  readonly value: string | null;
}

export interface TracedMail {
  /** The directory of the configuration, as a URI. */
  readonly directory: string;
  readonly request: TraceRequest;
  readonly outcome: Outcome | 'depends';
  /** The outcome in one line. */
  readonly summary: string;
  /** The mail in one line. */
  readonly mail: string;
  readonly tree: TraceNode;
  /** As on the command line. */
  readonly text: string;
  /** A line of a file of tests, which expects this result, or the usual one if it depends on something. */
  readonly test?: string;
  /** Lookups in tables that cannot be read, whose answers are assumed. */
  readonly lookups: readonly TableLookup[];
  /** The nodes of the mail flow that the mail usually passes: their identifiers, or the names of services. */
  readonly flow: readonly string[];
}

export function tracedMail(
  trace: Trace,
  directory: string,
  textAt: (uri: string) => SourceText | undefined,
): TracedMail {
  const placeOf = (place: Location): ShownPlace | undefined => {
    const text = textAt(place.uri);
    if (text === undefined) return undefined;
    const range = toRange(text, place);
    const [line = ''] = text.slice(place.start, Math.min(place.end, place.start + longest)).split('\n');
    return { location: { uri: place.uri, range }, text: line.trim() };
  };
  const always = expectationOf(trace);
  const usually = always ?? expectationOf(trace, true);
  return {
    directory,
    request: trace.request,
    outcome: outcomeOf(trace),
    summary: endOfTrace(trace),
    mail: mailInWords(trace.request),
    tree: traceTree(trace, placeOf),
    text: traceText(trace, { paint: (text) => text, placeName: (place) => placeName(place, textAt) }),
    ...(usually !== undefined && {
      test: `${lineFor(trace.request, usually)}${always === undefined ? ' --usual' : ''}`,
    }),
    lookups: lookupsOf(trace),
    flow: flowOf(trace),
  };
}

/** The longest text of a place, in UTF-16 code units. */
const longest = 200;

/** `main.cf:12` */
export function placeName({ uri, start }: Location, textAt: (uri: string) => SourceText | undefined): string {
  const line = textAt(uri)?.positionAt(start).line;
  return `${uri.slice(uri.lastIndexOf('/') + 1)}${line === undefined ? '' : `:${line + 1}`}`;
}

function lookupsOf({ ways }: Trace): readonly TableLookup[] {
  const found = new Map<string, TableLookup>();
  for (const { conditions } of ways) {
    for (const { lookup } of conditions) if (lookup) found.set(`${lookup.table}\n${lookup.key}`, lookup);
  }
  return [...found.values()];
}

/** What tables have answered, in the form that a trace needs. */
export function answersFrom(answers: readonly TableAnswer[]): TableAnswers {
  const byLookup = new Map(answers.map(({ table, key, value }) => [`${table}\n${key}`, value]));
  return { find: (table, key) => byLookup.get(`${table}\n${key}`) };
}

function flowOf({ request, service, ways: [usual] }: Trace): readonly string[] {
  const entrance =
    request.client === undefined
      ? ['clients:host', 'pickup/unix']
      : ['clients:network', ...(service === undefined ? [] : [service.key])];
  if (usual === undefined || usual.outcome === 'refused') return entrance;
  const deliveries = usual.recipients.flatMap(({ transport, mailbox, nexthop, address }) => {
    if (transport === '') return [];
    // The server of a domain is not a node of its own.
    const hop = nexthop === address.slice(address.lastIndexOf('@') + 1) ? 'hop:mx' : `hop:${nexthop}`;
    const ends = mailbox === undefined ? [hop] : [`mailbox:${transport}`, `command:${transport}`];
    return [`${transport}/unix`, ...ends];
  });
  return [...new Set([...entrance, 'cleanup/unix', 'queue', ...deliveries])];
}
