// What the parts of the flow share while they build it.

import { expandedValue } from '../../instance/expanded-values.ts';
import type { ValueNode } from '../../syntax/value.ts';
import type { MailSystem } from '../relay.ts';
import { type FlowGraph, type FlowLine, present } from './model.ts';
import { type FlowService, type FlowServices, idOf } from './services.ts';

export interface FlowContext {
  readonly system: MailSystem;
  readonly services: FlowServices;
  readonly graph: FlowGraph;
}

/** `virtual_alias_maps: virtual` for each of the parameters that is not empty. */
export function settingLines(
  { system, services }: FlowContext,
  parameters: readonly string[],
  service: FlowService | undefined,
): FlowLine[] {
  const { instance } = system;
  return parameters.flatMap((name): FlowLine[] => {
    if (!instance.catalog.knows(name)) return [];
    const value = expandedValue(instance, name, service?.placed);
    const text = value?.expansion.text.trim() ?? '';
    if (value === undefined || text === '') return [];
    const [first = text, ...others] = new Set(
      value.nodes.map((node) => shortName(node) ?? value.expansion.text.slice(node.start, node.end)),
    );
    const more = others.length === 0 ? '' : ` +${others.length}`;
    return [{ text: `${name}: ${first}${more}`, at: present([services.at(name, service)]) }];
  });
}

/** The file name of a table; undefined for anything else. */
function shortName(node: ValueNode): string | undefined {
  if (node.kind !== 'table') return undefined;
  const [inner] = node.tables;
  if (inner !== undefined) return shortName(inner);
  return node.name.text.startsWith('/') ? baseName(node.name.text) : node.type.text;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A service that others name, but that master.cf does not define. */
export function missing({ graph }: FlowContext, name: string, type: string): string {
  return graph.node({
    id: idOf({ name, type }),
    kind: type === 'pass' ? 'entrance' : 'transport',
    label: name,
    note: 'not in master.cf',
    lines: [],
    explanation: `master.cf does not define the service ${name}. Mail waits in the queue or is not accepted.`,
    missing: true,
    service: name,
    at: [],
  });
}
