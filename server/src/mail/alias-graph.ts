// Which address an alias leads to, over all tables that can be read: virtual aliases as cleanup(8) expands them
// (cleanup_map1n.c, mail_addr_find.c), and aliases as local(8) expands them (alias.c).

import type { Instance, Location } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';
import { type AliasEntry, type AliasTable, aliasTables, locationIn } from './alias-entries.ts';

/** One address in the result of an alias. */
export interface AliasLink {
  /** The complete address that Postfix looks up next. */
  readonly to: string;
  /** The address as written. */
  readonly text: string;
  readonly at: Location;
}

/** By address. An address whose expansion is unknown, or that has none, is absent. */
export type AliasGraph = ReadonlyMap<string, readonly AliasLink[]>;

/** How an alias leads back to itself. */
export interface AliasLoop {
  readonly link: AliasLink;
  /** The addresses as written, from the alias to the same alias. */
  readonly path: readonly string[];
}

/** Represents every user of a domain who has no separate entry. */
const anyUser = '*';

export function virtualAliasGraph(instance: Instance, tables: Tables): AliasGraph {
  const maps = aliasTables(instance, tables, 'virtual_alias_maps');
  const addresses = new Addresses(instance);
  const graph = new Map<string, readonly AliasLink[]>();
  const pending: string[] = [];
  for (const table of maps) {
    for (const [name, { targets }] of table?.entries ?? []) {
      const address = name.startsWith('@') ? anyUser + name : addresses.complete(name);
      // Most aliases end at once, so look before doing anything else.
      if (address !== undefined && targets.some(({ text }) => next(address, text) !== undefined))
        pending.push(address);
    }
  }
  for (let address = pending.pop(); address !== undefined; address = pending.pop()) {
    if (graph.has(address)) continue;
    const links = linksOf(address);
    graph.set(address, links);
    for (const { to } of links) pending.push(to);
  }
  return graph;

  /** The address that Postfix looks up next; undefined if it has no entry. */
  function next(address: string, text: string): string | undefined {
    const to = text.startsWith('@')
      ? address.slice(0, address.lastIndexOf('@')) + text
      : addresses.complete(text);
    return to !== undefined && findEntry(maps, addresses.keys(to)) !== undefined ? to : undefined;
  }

  function linksOf(address: string): readonly AliasLink[] {
    const found = findEntry(maps, addresses.keys(address));
    const links: AliasLink[] = [];
    for (const target of found?.entry.targets ?? []) {
      const to = next(address, target.text);
      // cleanup(8) does not expand an address again that is in its own expansion.
      if (to === address) return [];
      if (to !== undefined && found !== undefined)
        links.push({ to, text: target.text, at: locationIn(found.table, target) });
    }
    return links;
  }
}

export function localAliasGraph(instance: Instance, tables: Tables): AliasGraph {
  const maps = aliasTables(instance, tables, 'alias_maps');
  const addresses = new Addresses(instance);
  const graph = new Map<string, readonly AliasLink[]>();
  for (const table of maps) {
    for (const [name, { targets }] of table?.entries ?? []) {
      const links: AliasLink[] = [];
      for (const target of targets) {
        const to = addresses.localName(target.text);
        // local(8) delivers to the mailbox of an alias that it finds in the expansion of the same alias.
        if (table === undefined || to === undefined || to === name) continue;
        if (findEntry(maps, [to]) !== undefined)
          links.push({ to, text: target.text, at: locationIn(table, target) });
      }
      // Another table may have the same name.
      if (links.length > 0 && findEntry(maps, [name])?.table === table) graph.set(name, links);
    }
  }
  return graph;
}

/** Every link that is part of a loop, with the shortest way back. */
export function* aliasLoops(graph: AliasGraph): Generator<AliasLoop> {
  const inner = withoutEnds(graph);
  for (const address of inner.keys()) {
    for (const link of inner.get(address) ?? []) {
      const way = wayBack(inner, link, address);
      if (way !== undefined) yield { link, path: [shown(address), ...way.map(({ text }) => text)] };
    }
  }
}

function shown(address: string): string {
  return address.startsWith(`${anyUser}@`) ? address.slice(1) : address.replace(/@[^@]*\/[^@]*$/, '');
}

/** The part of a graph in which each address has a successor. */
function withoutEnds(graph: AliasGraph): AliasGraph {
  const sources = new Map<string, string[]>();
  const left = new Map<string, number>();
  for (const [address, links] of graph) {
    left.set(address, links.length);
    for (const { to } of links) {
      const list = sources.get(to);
      if (list === undefined) sources.set(to, [address]);
      else list.push(address);
    }
  }
  const ends = [...sources.keys(), ...graph.keys()].filter((address) => (left.get(address) ?? 0) === 0);
  const gone = new Set(ends);
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    for (const source of sources.get(end) ?? []) {
      const count = (left.get(source) ?? 0) - 1;
      left.set(source, count);
      if (count === 0 && !gone.has(source)) {
        gone.add(source);
        ends.push(source);
      }
    }
    sources.delete(end);
  }
  const inner = [...graph].filter(([address]) => !gone.has(address));
  return new Map(inner.map(([address, links]) => [address, links.filter(({ to }) => !gone.has(to))]));
}

/** At most this many addresses are searched for the way back, so that a wide graph costs little. */
const maxSteps = 1000;

function wayBack(graph: AliasGraph, first: AliasLink, goal: string): readonly AliasLink[] | undefined {
  const ways: (readonly AliasLink[])[] = [[first]];
  const seen = new Set<string>();
  for (let i = 0; i < ways.length && i < maxSteps; i++) {
    const way = ways[i] ?? [];
    const to = way.at(-1)?.to ?? '';
    if (to === goal) return way;
    if (seen.has(to)) continue;
    seen.add(to);
    for (const link of graph.get(to) ?? []) ways.push([...way, link]);
  }
  return undefined;
}

export interface FoundAlias {
  readonly table: AliasTable;
  readonly entry: AliasEntry;
}

/** Looks for each key in all tables before the next key. Undefined also if a table before could have the answer. */
export function findEntry(
  tables: readonly (AliasTable | undefined)[],
  keys: readonly string[],
): FoundAlias | undefined {
  for (const key of keys) {
    for (const table of tables) {
      if (table === undefined) return undefined;
      const entry = table.entries.get(key);
      if (entry !== undefined) return { table, entry };
    }
  }
  return undefined;
}

/** Addresses as the configuration completes them. */
export class Addresses {
  private readonly origin: string;
  private readonly local: Set<string>;
  private readonly appendsDomain: boolean;
  private readonly delimiters: string;

  constructor(instance: Instance) {
    const text = (name: string) => instance.expanded(name)?.text ?? '';
    // A file name is compared unchanged, instead of the domain in the file.
    this.origin = text('myorigin').toLowerCase();
    this.local = new Set(
      text('mydestination')
        .toLowerCase()
        .split(/[\s,]+/),
    );
    // Such a file normally contains the name of this host.
    if (this.origin.startsWith('/')) this.local.add(this.origin);
    this.appendsDomain = text('append_dot_mydomain') === 'yes';
    this.delimiters = text('recipient_delimiter');
  }

  /** With the domain that Postfix appends; undefined if that is not certain. */
  complete(address: string): string | undefined {
    const at = address.lastIndexOf('@');
    if (at < 0) return /[%!]/.test(address) ? undefined : `${address}@${this.origin}`;
    const domain = address.slice(at + 1);
    return at === 0 || domain === '' || (this.appendsDomain && !domain.includes('.')) ? undefined : address;
  }

  /** The name that local(8) looks up; undefined for an address on another host. */
  localName(address: string): string | undefined {
    const complete = this.complete(address);
    if (complete === undefined) return undefined;
    const at = complete.lastIndexOf('@');
    return this.local.has(complete.slice(at + 1)) ? complete.slice(0, at) : undefined;
  }

  /** Whether the user's name may have an address extension. */
  hasExtension(user: string): boolean {
    for (const delimiter of this.delimiters) if (user.includes(delimiter)) return true;
    return false;
  }

  /** The keys of virtual(5), in their order. Only the complete key of an address with an extension. */
  keys(address: string): readonly string[] {
    const at = address.lastIndexOf('@');
    const user = address.slice(0, at);
    if (this.hasExtension(user)) return [address];
    const domain = address.slice(at);
    return domain === `@${this.origin}` || this.local.has(domain.slice(1))
      ? [address, user, domain]
      : [address, domain];
  }
}
