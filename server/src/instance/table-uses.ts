// The lookup tables that an instance names, and how it uses them.

import { tableType } from '../catalog/table-types.ts';
import { memoize } from '../syntax/memoize.ts';
import type { TableReference, ValueNode } from '../syntax/value.ts';
import { isList, type ValueType } from '../syntax/value-type.ts';
import { commaOrSpace, splitWords } from '../syntax/words.ts';
import { type ExpandedValue, expandedValue } from './expanded-values.ts';
import { type Instance, memoizeByContents, overrides, type SetParameter } from './instance.ts';
import { pathsOf } from './paths.ts';
import { expandedClass, isClass, restrictionClasses } from './restriction-classes.ts';

/** One mention of a table. */
export interface TableUse {
  /** The reference as written, expanded: `proxy:hash:/etc/postfix/transport`. */
  readonly reference: string;
  /** The type without `proxy:` and similar prefixes: `hash`. */
  readonly type: string;
  readonly path: string;
  readonly parameter: string;
  /** The parameter's use of the table: `access`, `transport`, `alias`, … */
  readonly role?: string;
  /** The restriction that queries the table: `check_client_access`. */
  readonly restriction?: string;
}

/** A file that a match list reads entries from: `/etc/postfix/domains` in `relay_domains`. */
export interface ListFileUse {
  readonly path: string;
  readonly parameter: string;
}

/** Every file that a match list names, in the order of mention (match_list.c). */
export function listFileUses(instance: Instance): ListFileUse[] {
  const uses: ListFileUse[] = [];
  for (const { parameter, value } of valuesWithFiles(instance)) {
    for (const node of value.nodes) {
      const isPattern =
        node.kind === 'address-pattern' || (node.kind === 'word' && node.element.type.endsWith('-pattern'));
      if (isPattern && node.text.startsWith('/')) uses.push({ path: node.text, parameter });
    }
  }
  return uses;
}

/** The directories of the other instances that this instance manages (multi_instance_directories). */
export function managedDirectories(instance: Instance): string[] {
  const { text } = instance.expanded('multi_instance_directories') ?? { text: '' };
  return splitWords(text, 0, text.length, { separator: commaOrSpace }).map((w) => text.slice(w.start, w.end));
}

/** Every table with a file that the configuration names, in the order of mention. */
export const allTableUses = memoizeByContents((instance: Instance): readonly TableUse[] => {
  const uses: TableUse[] = [];
  for (const { parameter, value } of valuesWithFiles(instance))
    for (const node of value.nodes) collect(node, parameter, value.expansion.text, uses);
  return uses;
});

interface ValueWithFiles {
  readonly parameter: string;
  readonly value: ExpandedValue;
}

/** The values of the configuration that may name files: main.cf's values first, then the overrides. */
const valuesWithFiles = memoize((instance: Instance): readonly ValueWithFiles[] => [...findValues(instance)]);

function* findValues(instance: Instance): Generator<ValueWithFiles> {
  // Only an absolute path names a file. Most values have no slash, and need no expansion.
  for (const { name } of fileParameters(instance.parameters)) {
    const { raw = '' } = instance.lastEntry(name)?.item ?? {};
    if (!/[/$]/.test(raw) && !instance.extra.has(name)) continue;
    const value = expandedValue(instance, name);
    if (value !== undefined) yield { parameter: name, value };
  }
  for (const parameter of new Set(restrictionClasses(instance, undefined))) {
    const value = expandedClass(instance, parameter, undefined);
    if (value !== undefined) yield { parameter, value };
  }
  for (const service of instance.services) {
    for (const { name } of overrides(service.item)) {
      if (name === undefined) continue;
      const value = mayNameFiles(instance.parameterOf(name.text)?.type)
        ? expandedValue(instance, name.text, service)
        : isClass(instance, service, name.text)
          ? expandedClass(instance, name.text, service)
          : undefined;
      if (value !== undefined) yield { parameter: name.text, value };
    }
  }
}

const fileParameters = memoize((parameters: readonly SetParameter[]) =>
  parameters.filter(({ parameter }) => mayNameFiles(parameter.type)),
);

/** Whether a value of this type can contain tables or files that a match list reads. */
function mayNameFiles(type: ValueType | undefined): boolean {
  const element = type && (isList(type) ? type.of : type);
  if (element === undefined) return false;
  const { type: name, tables = false } = element;
  return tables || name === 'table' || name === 'restriction' || name.endsWith('-pattern');
}

function collect(node: ValueNode, parameter: string, text: string, uses: TableUse[]): void {
  if (node.kind === 'restriction' && node.argument?.kind === 'table') {
    const about = { parameter, role: 'access', restriction: node.name.text };
    collectTable(node.argument, about, text, uses);
  }
  if (node.kind === 'table') {
    const role = node.element.type === 'restriction' ? 'access' : node.element.role;
    collectTable(node, { parameter, ...(role === undefined ? {} : { role }) }, text, uses);
  }
}

function collectTable(
  table: TableReference,
  about: Pick<TableUse, 'parameter' | 'role' | 'restriction'>,
  text: string,
  uses: TableUse[],
): void {
  if (table.tables.length > 0) {
    for (const inner of table.tables) collectTable(inner, about, text, uses);
    return;
  }
  const { name } = tableType(table.type.text) ?? {};
  if (name !== 'file' && name !== 'client') return;
  if (!table.name.text.startsWith('/')) return;
  uses.push({
    reference: text.slice(table.start, table.end),
    type: table.type.text,
    path: table.name.text,
    ...about,
  });
}

/** The mentions of one file. */
export function tableUses(instance: Instance, uri: string): TableUse[] {
  const paths = pathsOf(instance, uri);
  return allTableUses(instance).filter((use) => paths.includes(use.path));
}
