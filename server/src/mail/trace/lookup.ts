// Lookups in the tables of a parameter, as the programs of Postfix make them (maps.c, mail_addr_find.c). A table that
// cannot be read makes the journey assume an answer.

import type { Location } from '../../instance/instance.ts';
import { memoize } from '../../syntax/memoize.ts';
import type { ValueNode } from '../../syntax/value.ts';
import {
  addressFlags,
  type Certain,
  type Dictionary,
  dictionary,
  type LookupFlags,
  unusable,
} from '../dictionary.ts';
import { domainOf, quoteLocal, splitExtension } from './addresses.ts';
import { assume } from './assume.ts';
import { isLocalDomain } from './domains.ts';
import type { Condition, Step } from './model.ts';
import type { Program } from './program.ts';

export type Found =
  | {
      readonly kind: 'found';
      /** Undefined if only the table knows. */
      readonly text: string | undefined;
      /** The key that has the entry. */
      readonly key: string;
      /** `hash:/etc/postfix/virtual`. */
      readonly table: string;
      /** The entry, then the table in its parameter. */
      readonly at: readonly Location[];
      readonly condition?: Condition;
    }
  | { readonly kind: 'none'; readonly condition?: Condition }
  /** The lookup fails, so that Postfix tries again later. */
  | {
      readonly kind: 'error';
      readonly table: string;
      readonly at: readonly Location[];
      readonly condition?: Condition;
    };

/** The tables of a parameter, in their order. */
export interface Maps {
  readonly parameter: string;
  readonly tables: readonly OpenTable[];
}

export interface OpenTable {
  readonly dictionary: Dictionary;
  readonly text: string;
  readonly node: ValueNode;
}

/** The tables of a parameter; undefined if it is empty. */
export function mapsOf(program: Program, parameter: string, flags = addressFlags): Maps | undefined {
  const value = program.value(parameter);
  if (value === undefined || value.nodes.length === 0) return undefined;
  const { tables } = program.journey.system;
  return {
    parameter,
    tables: openAll(tables, value.nodes, value.expansion.text, flags.fold, flags.substitution),
  };
}

const openAll = memoize(
  (
    tables: Program['journey']['system']['tables'],
    nodes: readonly ValueNode[],
    text: string,
    fold: boolean,
    substitution: boolean,
  ): readonly OpenTable[] =>
    nodes.map((node) => {
      const own = text.slice(node.start, node.end);
      const flags: LookupFlags = { fold, substitution };
      return {
        dictionary: node.kind === 'table' ? dictionary(tables, node, flags) : unusable(own),
        text: own,
        node,
      };
    }),
);

export interface LookupOptions {
  /** Only part of what is looked up, so that tables with patterns are skipped. */
  readonly partial?: boolean;
  /** What the question is about if a table cannot be read; the key by default. */
  readonly about?: string;
}

const none: Found = { kind: 'none' };

/** maps_find() */
export function find(program: Program, maps: Maps, key: string, options: LookupOptions = {}): Found {
  const { partial = false, about = key } = options;
  if (key === '') return none;
  let last: Condition | undefined;
  for (const table of maps.tables) {
    if (partial && !table.dictionary.fixed) continue;
    const { value, condition } = assume(
      program,
      table.text,
      table.dictionary.find(key),
      key,
      about,
      maps.parameter,
    );
    last = condition ?? last;
    if (value.kind === 'none') continue;
    const at = placesOf(program, maps.parameter, table, value);
    const common = { table: table.text, at, ...(last && { condition: last }) };
    // An empty result is an error.
    if (value.kind === 'error' || value.text === '') return { kind: 'error', ...common };
    return { kind: 'found', text: value.text, key, ...common };
  }
  return last === undefined ? none : { kind: 'none', condition: last };
}

/** The step that explains a temporary error. */
export function failedLookup(
  key: string,
  { table, at, condition }: Omit<Extract<Found, { readonly kind: 'error' }>, 'kind'>,
): Omit<Step, 'program'> {
  return { what: `The lookup of ${key} in ${table} fails.`, at, ...(condition && { condition }) };
}

/** The entry, then the table in its parameter. */
function placesOf(
  program: Program,
  parameter: string,
  { node }: OpenTable,
  answer: Certain,
): readonly Location[] {
  const value = program.value(parameter);
  const own =
    answer.kind === 'found' ? (answer.at ?? (answer.within && value?.locate(answer.within))) : undefined;
  const reference = value?.locate(node);
  const isSame = own && reference && own.uri === reference.uri && own.start === reference.start;
  return [...(own ? [own] : []), ...(reference && !isSame ? [reference] : [])];
}

/** Which keys of an address are looked up (mail_addr_find.h). */
export interface Strategy {
  /** `user@domain`, and without its extension. Always the first. */
  readonly localPartIfLocal: boolean;
  /** `user@`, for an address of this host. */
  readonly localPartAtIfLocal: boolean;
  readonly atDomain: boolean;
  /** `example.com`, and its parents: `com`, or `.com`, or none. */
  readonly domain: 'parents' | 'dotted-parents' | 'alone' | 'no';
}

/** The keys of virtual(5), canonical(5), and most other tables. */
export const usualKeys: Strategy = {
  localPartIfLocal: true,
  localPartAtIfLocal: false,
  atDomain: true,
  domain: 'no',
};

export type FoundAddress = Found & {
  /** The extension that the key does not have, with its delimiter. */
  readonly extension?: string;
};

/**
 * mail_addr_find(): looks up the complete address first, then less and less of it. Each key is external form first,
 * then in internal form.
 * @param address in internal form
 * @param onlyExternal the internal form is not looked up
 */
export function findAddress(
  program: Program,
  maps: Maps,
  address: string,
  { strategy = usualKeys, onlyExternal = false }: { strategy?: Strategy; onlyExternal?: boolean } = {},
): FoundAddress {
  const { delimiters } = program.extensions;
  const split = delimiters === '' ? undefined : splitExtension(address, program.extensions);
  let condition: Condition | undefined;
  const ask = (key: string, partial: boolean): Found => {
    const found = find(program, maps, key, { partial, about: address });
    condition = found.condition ?? condition;
    return found;
  };
  /** find_addr() */
  const both = (key: string, partial: boolean, withDomain = true): Found => {
    const external = quoteLocal(key, !withDomain);
    const found = ask(external, partial);
    return found.kind !== 'none' || onlyExternal || external === key ? found : ask(key, partial);
  };
  const withExtension = (found: Found): FoundAddress =>
    split === undefined ? found : { ...found, extension: split.extension };

  const whole = both(address, false);
  if (whole.kind !== 'none') return whole;
  if (split !== undefined) {
    const bare = both(split.bare, true);
    if (bare.kind !== 'none') return withExtension(bare);
  }
  const domain = domainOf(address);
  if (domain === undefined) return { kind: 'none', ...(condition && { condition }) };
  if (strategy.localPartIfLocal || strategy.localPartAtIfLocal) {
    const local = isLocalDomain(program, domain, true);
    if (local === 'error') return { kind: 'error', table: 'mydestination', at: program.at('mydestination') };
    const ends = [...(strategy.localPartIfLocal ? [''] : []), ...(strategy.localPartAtIfLocal ? ['@'] : [])];
    for (const end of local ? ends : []) {
      const user = (full: string): Found => both(localOf(full) + end, true, end === '@');
      const full = user(address);
      if (full.kind !== 'none') return full;
      if (split === undefined) continue;
      const bare = user(split.bare);
      if (bare.kind !== 'none') return withExtension(bare);
    }
  }
  if (strategy.atDomain) {
    const found = ask(`@${domain}`, true);
    if (found.kind !== 'none') return found;
  }
  for (const name of strategy.domain === 'no' ? [] : domainKeys(domain, strategy.domain)) {
    const found = ask(name, true);
    if (found.kind !== 'none') return found;
  }
  return { kind: 'none', ...(condition && { condition }) };
}

function localOf(address: string): string {
  return address.slice(0, address.lastIndexOf('@'));
}

function* domainKeys(domain: string, how: 'parents' | 'dotted-parents' | 'alone'): Generator<string> {
  for (let name = domain; name !== ''; ) {
    yield name;
    const dot = name.indexOf('.', 1);
    if (how === 'alone' || dot < 0) return;
    name = name.slice(how === 'parents' ? dot + 1 : dot);
  }
}
