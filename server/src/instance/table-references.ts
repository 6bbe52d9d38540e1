// Every mention of a lookup table in a value that a program reads, with its location.

import { memoize } from '../syntax/memoize.ts';
import type { TableReference, ValueNode, Word } from '../syntax/value.ts';
import { isList, type ValueType } from '../syntax/value-type.ts';
import type { ExpandedValue } from './expanded-values.ts';
import type { Instance, Location, PlacedService } from './instance.ts';
import { allValues } from './read-values.ts';
import { expandedClass, restrictionClasses } from './restriction-classes.ts';

export interface PlacedReference<Node> {
  readonly node: Node;
  /** The node's text, expanded. */
  readonly text: string;
  readonly parameter: string;
  /** The service whose override contains the value; undefined for main.cf. */
  readonly service: PlacedService | undefined;
  /** The parameter's use of the table. */
  readonly role: string | undefined;
  readonly at: Location;
  /** The value that contains the node. */
  readonly value: ExpandedValue;
}

/** `type:name`, including tables inside other tables: `proxy:hash:/x`, then `hash:/x`. In the order of the files. */
export const tableReferences = memoize((instance: Instance): readonly PlacedReference<TableReference>[] =>
  allReferences(instance).filter(
    (mention): mention is PlacedReference<TableReference> => mention.node.kind === 'table',
  ),
);

/** Words without a type where a table is expected. */
export function bareWords(instance: Instance): PlacedReference<Word>[] {
  return allReferences(instance).filter(
    (mention): mention is PlacedReference<Word> => mention.node.kind === 'word',
  );
}

const allReferences = memoize((instance: Instance): readonly PlacedReference<TableReference | Word>[] => [
  ...gather(instance),
]);

function* gather(instance: Instance): Generator<PlacedReference<TableReference | Word>> {
  const values = allValues(instance).filter(
    ({ raw, parameter }) => raw !== '' && mayHoldTables(parameter.type),
  );
  for (const value of values) {
    // The colon in the value may come only from a $name.
    if (value.text !== undefined) yield* inValue(value.expanded, value.name, value.service);
  }
  for (const name of restrictionClasses(instance, undefined)) {
    const list = expandedClass(instance, name, undefined);
    if (list !== undefined && list.expansion.problems.length === 0) yield* inValue(list, name, undefined);
  }
}

function mayHoldTables(type: ValueType): boolean {
  const element = (isList(type) ? type.of : type).type;
  return element === 'table' || element === 'restriction' || element.endsWith('-pattern');
}

function* inValue(
  value: ExpandedValue,
  parameter: string,
  service: PlacedService | undefined,
): Generator<PlacedReference<TableReference | Word>> {
  const { nodes, expansion } = value;
  for (const node of nodes.flatMap(tablesIn)) {
    const at = value.locate(node);
    const role = node.element.type === 'restriction' ? 'access' : node.element.role;
    const text = expansion.text.slice(node.start, node.end);
    if (at !== undefined) yield { node, text, parameter, service, role, at, value };
  }
}

function tablesIn(node: ValueNode): (TableReference | Word)[] {
  if (node.kind === 'restriction') return node.argument === undefined ? [] : tablesIn(node.argument);
  if (node.kind === 'word') return node.element.type === 'table' ? [node] : [];
  if (node.kind !== 'table') return [];
  // An IPv6 address without brackets has the form of a table.
  if (node.element.type === 'address-pattern' && !node.name.text.startsWith('{')) return [];
  return [node, ...node.tables.flatMap(tablesIn)];
}
