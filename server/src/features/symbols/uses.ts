// The symbols that an occurrence names.

import { databaseKeys } from '../../catalog/database-keys.ts';
import { restriction } from '../../catalog/restrictions.ts';
import { derivedSuffixes, program } from '../../catalog/services.ts';
import { tableType } from '../../catalog/table-types.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { uriOf } from '../../instance/paths.ts';
import { inetServicesAt, parseTcpAddress } from '../../instance/ports.ts';
import { isClass } from '../../instance/restriction-classes.ts';
import { tableReferences } from '../../instance/table-references.ts';
import { memoize } from '../../syntax/memoize.ts';
import { groupsOf } from '../../syntax/tables/groups.ts';
import type { Span } from '../../syntax/text.ts';
import type { Endpoint, NextHop, TableReference } from '../../syntax/value.ts';
import type { NodeOccurrence, Occurrence, PlacedValue } from '../occurrences/index.ts';
import type { Snapshot } from '../snapshot.ts';
import { aliasEntryOf } from './alias-entries.ts';
import type { BuiltIn, ConfigurationSymbol, SymbolUse } from './symbol.ts';

/** In any order. A name can be part of another: `slow` in `slow_destination_rate_delay`. */
export function usesOf(snapshot: Snapshot, occurrence: Occurrence): readonly SymbolUse[] {
  const { instance } = snapshot;
  const { at } = occurrence;
  const use = (symbol: ConfigurationSymbol, defines = false): SymbolUse[] => [{ symbol, at, defines }];
  switch (occurrence.kind) {
    case 'parameter':
      return nameUses(instance, occurrence.name, at, true);
    case 'reference': {
      const { parameter } = occurrence.value;
      // Such a value is a text for the program that uses it, and its names are that program's own.
      if (parameter !== undefined && instance.catalog.parameter(parameter)?.raw) return [];
      const { text } = occurrence.reference.name;
      return nameUses(instance, text, { start: at.end - text.length, end: at.end }, false);
    }
    case 'node':
      return nodeUses(snapshot, occurrence);
    case 'field':
      if (occurrence.field === 'command')
        return program(occurrence.service.program) === undefined
          ? []
          : use(builtIn('program', occurrence.service.program));
      return occurrence.field === 'service' ? use(symbolOfService(occurrence.service), true) : [];
    case 'key': {
      const { table, key } = occurrence;
      return key.text === '' ? [] : use(entrySymbol(table.uri, key.text), true);
    }
    case 'expression': {
      const { pattern, table } = occurrence;
      const base = at.start - pattern.source.start;
      return (pattern.negated ? [] : (groupsOf(pattern) ?? [])).map(({ start, end }, i) => ({
        symbol: { kind: 'group', uri: table.uri, pattern: at.start, number: i + 1 },
        at: { start: base + start, end: base + end },
        defines: true,
      }));
    }
    case 'group-reference': {
      const { pattern, reference, table } = occurrence;
      const start = at.start - reference.start + pattern.source.start;
      const isGroup = !pattern.negated && reference.index !== undefined && reference.index > 0;
      return isGroup
        ? use({ kind: 'group', uri: table.uri, pattern: start, number: reference.index ?? 0 })
        : [];
    }
    case 'address': {
      const entry = aliasEntryOf(snapshot, occurrence.address.text, occurrence.table.role);
      return entry === undefined ? [] : use(entry);
    }
    case 'destination': {
      const { destination, table } = occurrence;
      if (destination.kind === 'include') return fileUses(instance, destination.path, at);
      if (destination.kind !== 'address') return [];
      const entry = aliasEntryOf(snapshot, destination.text, table.role);
      return entry === undefined ? [] : use(entry);
    }
    default:
      return [];
  }
}

export function symbolOfService({ type, name }: PlacedService): ConfigurationSymbol {
  return { kind: type === 'inet' ? 'inet-service' : 'service', name };
}

/** Lookup keys are compared in lower case. */
export function entrySymbol(uri: string, key: string): ConfigurationSymbol {
  return { kind: 'entry', uri, key: key.toLowerCase() };
}

function builtIn(what: BuiltIn, name: string): ConfigurationSymbol {
  return { kind: 'built-in', what, name };
}

function nameUses(instance: Instance, name: string, at: Span, defines: boolean): SymbolUse[] {
  const service = derivingServices(instance).get(name);
  const source = databaseSettings(instance).get(name)?.source;
  const uses: SymbolUse[] = [{ symbol: { kind: 'parameter', name }, at, defines }];
  const part = (length: number): Span => ({ start: at.start, end: at.start + length });
  if (service !== undefined)
    uses.push({
      symbol: { kind: 'service', name: service },
      at: part(service.length),
      defines: false,
      isPart: true,
    });
  if (source !== undefined)
    uses.push({ symbol: { kind: 'source', name: source }, at: part(source.length), defines, isPart: true });
  return uses;
}

/** The tables of the form `ldap:NAME`, by the parameters that their clients read: `NAME_server_host`. */
export const databaseSettings = memoize(
  (instance: Instance): ReadonlyMap<string, { readonly type: string; readonly source: string }> => {
    const settings = new Map<string, { readonly type: string; readonly source: string }>();
    for (const { node } of tableReferences(instance)) {
      const { type, name } = node;
      if (!isSource(node)) continue;
      for (const key of databaseKeys(type.text, instance.release))
        settings.set(`${name.text}_${key}`, { type: type.text, source: name.text });
    }
    return settings;
  },
);

/** Whether the client of a table has its settings in main.cf. */
function isSource({ type, name }: TableReference): boolean {
  return tableType(type.text)?.name === 'client' && /^\w+$/.test(name.text);
}

/** The service in the name of each service-derived parameter. */
export const derivingServices = memoize((instance: Instance): ReadonlyMap<string, string> => {
  const services = new Map<string, string>();
  for (const { name, item } of instance.services)
    for (const { suffix } of derivedSuffixes(item.fields[7]?.text ?? '', instance.release))
      if (!instance.catalog.knows(name + suffix)) services.set(name + suffix, name);
  return services;
});

function nodeUses(snapshot: Snapshot, occurrence: NodeOccurrence & { readonly at: Span }): SymbolUse[] {
  const { instance } = snapshot;
  const { node, part, value, at } = occurrence;
  const { service } = value;
  const use = (symbol: ConfigurationSymbol): SymbolUse[] => [{ symbol, at, defines: false }];
  switch (node.kind) {
    case 'word':
      if (part !== 'all' || !isPlain(node.text, value)) return [];
      if (node.element.type === 'restriction-class') return use({ kind: 'parameter', name: node.text });
      if (node.element.type === 'service') return use({ kind: 'service', name: node.text });
      if (node.element.type === 'table-type')
        return tableType(node.text) === undefined ? [] : use(builtIn('table-type', node.text));
      return node.text.startsWith('/') && node.element.type.endsWith('-pattern')
        ? fileUses(instance, node.text, at)
        : [];
    case 'address-pattern':
      return node.form === 'file' && isPlain(node.text, value) ? fileUses(instance, node.text, at) : [];
    case 'restriction': {
      const { text } = node.name;
      if (isClass(instance, service, text)) return use({ kind: 'parameter', name: text });
      return restriction(text) === undefined ? [] : use(builtIn('restriction', text.toLowerCase()));
    }
    case 'table':
      return part === 'type'
        ? tableType(node.type.text) === undefined
          ? []
          : use(builtIn('table-type', node.type.text))
        : tableUses(instance, node, value, at);
    case 'transport': {
      const { text } = node.name;
      return text === '' || !isPlain(text, value) ? [] : use({ kind: 'service', name: text });
    }
    case 'next-hop':
      return isPlain(node.text, value) ? nextHopUses(instance, node, at) : [];
    case 'endpoint':
      return isPlain(node.text, value) ? endpointUses(instance, node, at) : [];
  }
}

/** In a table, `$` is a plain character. */
function isPlain(text: string, { table }: PlacedValue): boolean {
  return table !== undefined || !text.includes('$');
}

function tableUses(instance: Instance, node: TableReference, value: PlacedValue, at: Span): SymbolUse[] {
  // The inner tables are nodes of their own.
  if (node.tables.length > 0) return [];
  const { name } = tableType(node.type.text) ?? {};
  if (name !== 'file' && name !== 'client') return [];
  const { text } = node.name;
  if (isSource(node)) return [{ symbol: { kind: 'source', name: text }, at, defines: false }];
  return fileUses(instance, isPlain(text, value) ? text : instance.expand(text, value.service).text, at);
}

function fileUses(instance: Instance, path: string, at: Span): SymbolUse[] {
  const symbol = fileSymbol(instance, path);
  return symbol === undefined ? [] : [{ symbol, at, defines: false }];
}

/** Undefined for a relative path, and for a path on another host. */
export function fileSymbol(instance: Instance, path: string): ConfigurationSymbol | undefined {
  const uri = path.startsWith('/') ? uriOf(instance, path) : undefined;
  return uri === undefined ? undefined : { kind: 'file', uri };
}

function nextHopUses(instance: Instance, { path, host, port }: NextHop, at: Span): SymbolUse[] {
  if (path !== undefined) return socketUses(instance, path, at);
  return port === undefined ? [] : tcpUses(instance, `[${host}]:${port}`, at);
}

function endpointUses(instance: Instance, node: Endpoint, at: Span): SymbolUse[] {
  const { type, address, parts } = node;
  // In braces, settings follow the address.
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined) return [];
  const base = at.start - node.start;
  const own = { start: base + first.start, end: base + last.end };
  const isPath = type === 'unix' || type === 'local' || (type === undefined && !address.includes(':'));
  return isPath ? socketUses(instance, address, own) : tcpUses(instance, address, own);
}

/** `private/policy`: the socket of a service in master.cf. Other programs have sockets there, too. */
function socketUses(instance: Instance, path: string, at: Span): SymbolUse[] {
  const queue = instance.expanded('queue_directory')?.text ?? '';
  const own = path.startsWith(`${queue}/`) ? path.slice(queue.length + 1) : path;
  const [, name] = /^\/?(?:private|public)\/([^/]+)$/.exec(own) ?? [];
  if (name === undefined || !hasService(instance, name)) return [];
  // Only the name: the directory follows from the service's `private` field.
  return [
    { symbol: { kind: 'service', name }, at: { start: at.end - name.length, end: at.end }, defines: false },
  ];
}

function hasService({ services }: Instance, name: string): boolean {
  return services.some((service) => service.name === name && service.type !== 'inet');
}

function tcpUses(instance: Instance, text: string, at: Span): SymbolUse[] {
  const address = parseTcpAddress(text);
  if (address === undefined) return [];
  return inetServicesAt(instance, address)
    .slice(0, 1)
    .map((service) => ({ symbol: symbolOfService(service), at, defines: false }));
}
