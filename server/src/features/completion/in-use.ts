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
  /** Such as `unix:private/auth` and `inet:192.0.2.1:12345`. */
  readonly endpoints: ReadonlySet<string>;
  readonly dnsLists: ReadonlySet<string>;
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
    endpoints: new Set<string>(),
    dnsLists: new Set<string>(),
  };
  for (const name of instance.entriesByName.keys()) {
    const type = instance.parameterOf(name)?.type;
    if (type === undefined || !typesOfInterest.has(elementOf(type).type)) continue;
    for (const node of expandedValue(instance, name)?.nodes ?? []) add(sets, node);
  }
  return sets;
}

function add(sets: { readonly [Key in keyof InUse]: Set<string> }, node: ValueNode): void {
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
      if (node.nextHop !== undefined) add(sets, node.nextHop);
      return;
    case 'endpoint':
      sets.endpoints.add(node.text);
      return;
    case 'restriction':
      if (node.argument !== undefined && node.expects !== 'table' && node.expects !== 'seconds')
        add(sets, node.argument);
      return;
    case 'table':
      return;
  }
}

function isHostName(text: string): boolean {
  return /^[a-z0-9][a-z0-9.-]*$/i.test(text);
}

/** The names of the delivery agents, in the order of master.cf. */
export function transportNames({ services }: Instance): string[] {
  const delivering = services.filter((s) => s.type === 'unix' && program(s.program)?.role === 'delivery');
  return [...new Set(delivering.map((s) => s.name))];
}

/** The names of the services that other Postfix programs connect to. */
export function serviceNames({ services }: Instance): string[] {
  return [...new Set(services.filter((s) => s.type === 'unix').map((s) => s.name))];
}
