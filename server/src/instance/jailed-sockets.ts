// Absolute paths of Unix-domain sockets that services in a chroot use. The path then begins in the queue directory.

import { memoize } from '../syntax/memoize.ts';
import type { Endpoint, ValueNode } from '../syntax/value.ts';
import { isList } from '../syntax/value-type.ts';
import { type ExpandedValue, expandedValue } from './expanded-values.ts';
import type { Instance, Location, PlacedService } from './instance.ts';
import { allValues, type ReadValue, reads } from './read-values.ts';
import { expandedClass, restrictionClasses } from './restriction-classes.ts';

export interface JailedSocket {
  readonly user: 'milter' | 'policy' | 'filter';
  readonly path: string;
  /** The endpoint as Postfix reads it: `unix:/run/filter`. */
  readonly text: string;
  /** The place of `text`. */
  readonly at: Location;
  /** Whether the file contains exactly that text. */
  readonly isLiteral: boolean;
  /** The first service in a chroot that uses it. */
  readonly service: PlacedService;
}

/** Whether master.cf puts a service into the chroot, regardless of the release. */
export function isJailed({ item }: PlacedService): boolean {
  return item.fields[4]?.text === 'y';
}

/** The first service in a chroot that uses a value of main.cf, or the service that has the value. */
export function jailedReader(
  instance: Instance,
  { name, parameter, service }: Pick<ReadValue, 'name' | 'parameter' | 'service'>,
): PlacedService | undefined {
  if (service !== undefined) return isJailed(service) ? service : undefined;
  return instance.services.find(
    (each) =>
      isJailed(each) &&
      reads(each.program, parameter) &&
      instance.overridesOf(each, name).length === 0 &&
      !(name === 'smtpd_milters' && usesNoMilters(instance, each)),
  );
}

function usesNoMilters(instance: Instance, service: PlacedService): boolean {
  return /\bno_milters\b/.test(instance.expanded('receive_override_options', service)?.text ?? '');
}

export const jailedSockets = memoize((instance: Instance): readonly JailedSocket[] => [...find(instance)]);

function* find(instance: Instance): Generator<JailedSocket> {
  if (!instance.services.some(isJailed)) return;
  for (const value of allValues(instance)) {
    const { type } = value.parameter;
    const element = (isList(type) ? type.of : type).type;
    if (!['milter', 'restriction', 'endpoint'].includes(element) || value.text === undefined) continue;
    // The socket for logins has a rule of its own.
    if (!value.text.includes(':/') || value.name === 'smtpd_sasl_path') continue;
    const service = jailedReader(instance, value);
    if (service !== undefined) yield* inValue(value.expanded, value.name, service);
  }
  const server = instance.services.find((each) => each.program === 'smtpd' && isJailed(each));
  for (const name of restrictionClasses(instance, undefined)) {
    const list = expandedClass(instance, name, undefined) ?? expandedValue(instance, name);
    if (list !== undefined && server !== undefined) yield* inValue(list, name, server);
  }
}

function* inValue(value: ExpandedValue, parameter: string, service: PlacedService): Generator<JailedSocket> {
  for (const node of value.nodes) {
    const endpoint = endpointOf(node);
    if (endpoint === undefined || !/^(?:unix|local)$/.test(endpoint.type ?? '')) continue;
    const [first] = endpoint.parts;
    const at = first && value.locate({ start: first.start, end: first.start + endpoint.text.length });
    if (!endpoint.address.startsWith('/') || at === undefined) continue;
    const user = node.kind === 'restriction' ? 'policy' : /_milters$/.test(parameter) ? 'milter' : 'filter';
    const isLiteral = at.end - at.start === endpoint.text.length && !value.value.raw.includes('$');
    yield { user, path: endpoint.address, text: endpoint.text, at, isLiteral, service };
  }
}

function endpointOf(node: ValueNode): Endpoint | undefined {
  if (node.kind === 'endpoint') return node;
  return node.kind === 'restriction' && node.argument?.kind === 'endpoint' ? node.argument : undefined;
}

/** The paths of the sockets in the jail and on the host, to look whether they are there. */
export function jailedSocketFiles(instance: Instance): readonly string[] {
  const queue = instance.expanded('queue_directory')?.text ?? '';
  return queue.startsWith('/') ? jailedSockets(instance).flatMap(({ path }) => [path, queue + path]) : [];
}
