// The way of one mail, for an editor: a tree, the end in one line, and what to trace.

import type { Location } from '../../instance/instance.ts';
import { type Outcome, outcomeOf, type Trace, type TraceRequest } from '../../mail/trace/model.ts';
import type { SourceText } from '../../syntax/text.ts';
import { toRange } from '../snapshot.ts';
import { endOfTrace } from './ends.ts';
import { type ShownPlace, type TraceNode, traceTree } from './trace-tree.ts';

export type { TraceNode } from './trace-tree.ts';

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
  /** The services of master.cf on the usual way, in its order. */
  readonly services: readonly string[];
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
  return {
    directory,
    request: trace.request,
    outcome: outcomeOf(trace),
    summary: endOfTrace(trace),
    mail: mailText(trace.request),
    tree: traceTree(trace, placeOf),
    services: servicesOf(trace),
  };
}

/** The longest text of a place, in UTF-16 code units. */
const longest = 200;

function servicesOf({ service, ways: [usual] }: Trace): readonly string[] {
  const transports = (usual?.recipients ?? []).flatMap(({ transport }) =>
    transport === '' ? [] : [`${transport}/unix`],
  );
  return [...new Set([...(service === undefined ? [] : [service.key]), ...transports])];
}

/** `From someone@example.net to kim@example.com, sent by 192.0.2.1 to smtp` */
export function mailText({ sender, recipients, client, login, service }: TraceRequest): string {
  const by =
    client === undefined
      ? 'a program on this host'
      : login === undefined
        ? client.address
        : `the user ${login}`;
  const [first = '', ...rest] = recipients;
  const to = rest.length === 0 ? first : `${first} and ${rest.length} more`;
  const where = client === undefined || service === undefined ? '' : ` through ${service}`;
  return `From ${sender === '' ? '<>' : sender} to ${to}, sent by ${by}${where}`;
}
