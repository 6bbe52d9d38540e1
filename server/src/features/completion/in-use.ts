// Names and addresses that a configuration already contains, to suggest them elsewhere.

import { program } from '../../catalog/services.ts';
import { expandedValue } from '../../instance/expanded-values.ts';
import type { Instance } from '../../instance/instance.ts';
import { memoize } from '../../syntax/memoize.ts';
import type { ValueNode } from '../../syntax/value.ts';
import { elementOf } from './context.ts';

export interface InUse {
  /** Host names and domains without references. */
  readonly hosts: ReadonlySet<string>;
  readonly networks: ReadonlySet<string>;
  /** Such as `[mail.example.com]:587`. */
  readonly nextHops: ReadonlySet<string>;
  /** Such as `unix:private/auth` and `inet:192.0.2.1:12345`, by what listens there: see `endpointKind`. */
  readonly endpoints: ReadonlyMap<string, ReadonlySet<string>>;
  readonly dnsLists: ReadonlySet<string>;
}

/**
 * What listens at an endpoint. Every Milter can be used by every parameter for Milters, and every policy server by every
 * restriction. Other parameters, such as smtpd_sasl_path, have servers of their own.
 */
export function endpointKind(elementType: string, parameter: string | undefined): string {
  return elementType === 'endpoint' ? (parameter ?? '') : elementType;
}

/** Collects them once for each version of the configuration. */
export const inUse = memoize(collect);

const typesOfInterest = new Set([
  'host',
  'domain',
  'domain-pattern',
  'address-pattern',
  'nexthop',
  'transport',
  'endpoint',
  'milter',
  'dnsbl',
  'restriction',
]);

function collect(instance: Instance): InUse {
  const sets = {
    hosts: new Set<string>(),
    networks: new Set<string>(),
    nextHops: new Set<string>(),
    endpoints: new Map<string, Set<string>>(),
    dnsLists: new Set<string>(),
  };
  for (const name of instance.entriesByName.keys()) {
    const type = instance.parameterOf(name)?.type;
    if (type === undefined || !typesOfInterest.has(elementOf(type).type)) continue;
    const kind = endpointKind(elementOf(type).type, name);
    for (const node of expandedValue(instance, name)?.nodes ?? []) add(sets, node, kind);
  }
  return sets;
}

type Collected = { readonly [Key in Exclude<keyof InUse, 'endpoints'>]: Set<string> } & {
  readonly endpoints: Map<string, Set<string>>;
};

function add(sets: Collected, node: ValueNode, kind: string): void {
  switch (node.kind) {
    case 'word': {
      const { type } = node.element;
      if (type === 'dnsbl' || type === 'restriction') sets.dnsLists.add(node.text);
      else if (isHostName(node.text)) sets.hosts.add(node.text);
      return;
    }
    case 'address-pattern':
      if (node.form === 'network') sets.networks.add(node.text);
      else if (node.form === 'name' && isHostName(node.text)) sets.hosts.add(node.text);
      return;
    case 'next-hop':
      sets.nextHops.add(node.text);
      return;
    case 'transport':
      if (node.nextHop !== undefined) add(sets, node.nextHop, kind);
      return;
    case 'endpoint':
      sets.endpoints.set(kind, (sets.endpoints.get(kind) ?? new Set()).add(node.text));
      return;
    case 'restriction':
      if (node.argument !== undefined && node.expects !== 'table' && node.expects !== 'seconds')
        add(sets, node.argument, kind);
      return;
    case 'table':
      return;
  }
}

function isHostName(text: string): boolean {
  return /^[a-z0-9][a-z0-9.-]*$/i.test(text);
}

/** The names of the delivery agents, in the order of master.cf. */
export function transportNames({ services, files }: Instance): string[] {
  if (files.master === undefined) return usualTransports;
  const delivering = services.filter((s) => s.type === 'unix' && program(s.program)?.role === 'delivery');
  return [...new Set(delivering.map((s) => s.name))];
}

/** The transports of Postfix's own master.cf. */
const usualTransports = ['smtp', 'relay', 'lmtp', 'local', 'virtual', 'error', 'discard'];

/** The names of the services that other Postfix programs connect to. */
export function serviceNames({ services }: Instance): string[] {
  return [...new Set(services.filter((s) => s.type === 'unix').map((s) => s.name))];
}
