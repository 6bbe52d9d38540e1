// Filters outside of Postfix, and the services that take their mail back. Only the filter's own configuration names
// that service, so the way back is an assumption.

import type { Instance, Location } from '../../instance/instance.ts';
import { parseTcpAddress, portNumber } from '../../instance/ports.ts';
import { isOnLoopback } from '../smtpd-settings.ts';
import type { FlowContext } from './flow-context.ts';
import { type FlowService, idOf } from './services.ts';

export interface FlowFilter {
  readonly id: string;
  /** The value of content_filter or smtpd_proxy_filter that leads to it. */
  readonly value: string;
  readonly kind: 'content' | 'proxy' | 'command';
  readonly port: number | undefined;
}

interface NewFilter extends Pick<FlowFilter, 'value' | 'kind'> {
  /** `127.0.0.1:10024`, `[127.0.0.1]:10024`, `unix:path`, or the name of a command. */
  readonly address: string;
  readonly note: string;
  readonly explanation: string;
  readonly at: readonly Location[];
}

export function addFilter({ graph, system }: FlowContext, filter: NewFilter): FlowFilter {
  const { address, note, explanation, at, value, kind } = filter;
  const label = address.replace(/^\[([^\]:]+)\]/, '$1');
  const id = graph.node({ id: `filter:${label}`, kind: 'filter', label, note, lines: [], explanation, at });
  const tcp = parseTcpAddress(address);
  return { id, value, kind, port: tcp && portNumber(system.instance, tcp.port) };
}

/** Adds the ways back. */
export function addReturns(context: FlowContext, filters: readonly FlowFilter[]): void {
  for (const filter of filters) {
    for (const service of returnsOf(context, filter)) {
      context.graph.edge({
        from: filter.id,
        to: idOf(service),
        certainty: 'depends',
        explanation:
          service.program === 'pickup'
            ? 'A filter that is a command usually returns mail with the sendmail command.'
            : 'The settings of the filter name this port. The service accepts mail only from this host and does not send it to the filter again.',
        at: [context.services.lineOf(service)],
      });
    }
  }
}

function returnsOf(context: FlowContext, filter: FlowFilter): readonly FlowService[] {
  const { services } = context;
  const parameter = filter.kind === 'proxy' ? 'smtpd_proxy_filter' : 'content_filter';
  const isElsewhere = (service: FlowService): boolean => services.text(parameter, service) !== filter.value;
  if (filter.kind === 'command') {
    const pickups = services.running('pickup').filter(isElsewhere);
    if (pickups.length > 0) return pickups;
  }
  const candidates = services
    .running('smtpd')
    .filter((service) => takesMailBack(context, service) && isElsewhere(service));
  const next = candidates.filter(
    ({ name }) => filter.port !== undefined && portOf(context.system.instance, name) === filter.port + 1,
  );
  return next.length > 0 ? next : candidates;
}

function portOf(instance: Instance, name: string): number | undefined {
  const address = parseTcpAddress(name);
  return address && portNumber(instance, address.port);
}

/** A service for programs on this host, on a port that no mail program of a user uses. */
function takesMailBack({ system }: FlowContext, { name, type, placed }: FlowService): boolean {
  if (type !== 'inet' || placed === undefined || !isOnLoopback(placed)) return false;
  return (portOf(system.instance, name) ?? 0) > 1024;
}
