// Symbols: the things that the files of a configuration name, wherever they name them. Two uses belong together if their
// symbols are equal.

import type { Location } from '../../instance/instance.ts';
import type { Span } from '../../syntax/text.ts';

export type ConfigurationSymbol =
  /** A parameter, a user-defined name, or a restriction class: whatever main.cf and `-o` can set. */
  | { readonly kind: 'parameter'; readonly name: string }
  /** A service that other programs reach by its name: a transport, or a server that listens on a socket. */
  | { readonly kind: 'service'; readonly name: string }
  /** A service that clients reach over TCP, by the first field of its line. */
  | { readonly kind: 'inet-service'; readonly name: string }
  /** The source of a lookup table, or a file that a match list reads. */
  | { readonly kind: 'file'; readonly uri: string }
  /** A database client without a file of its own: `NAME` in `ldap:NAME` and in the parameter NAME_server_host. */
  | { readonly kind: 'source'; readonly name: string }
  /** A group of a regular expression, by the offset of the expression in its file and by its number. */
  | { readonly kind: 'group'; readonly uri: string; readonly pattern: number; readonly number: number }
  /** An entry of a lookup table. */
  | { readonly kind: 'entry'; readonly uri: string; readonly key: string }
  /** A word that Postfix defines: it has documentation, and no place in a file. */
  | { readonly kind: 'built-in'; readonly what: BuiltIn; readonly name: string };

export type BuiltIn = 'parameter' | 'restriction' | 'table-type' | 'program';

/** A part of a document that names a symbol. Offsets count from the start of the document. */
export interface SymbolUse {
  readonly symbol: ConfigurationSymbol;
  readonly at: Span;
  /** Whether the symbol is set, defined, or listed as an entry here. */
  readonly defines: boolean;
  /** It is only a part of the name of a parameter: `slow` in `slow_destination_rate_delay`. */
  readonly isPart?: boolean;
}

/** A use, and the file that it is in. */
export interface PlacedUse extends SymbolUse {
  readonly at: Location;
}

export function isSame(one: ConfigurationSymbol, other: ConfigurationSymbol): boolean {
  return keyOf(one) === keyOf(other);
}

/** The same text for equal symbols. */
export function keyOf(symbol: ConfigurationSymbol): string {
  switch (symbol.kind) {
    case 'file':
      return `file ${symbol.uri}`;
    case 'entry':
      return `entry ${symbol.uri} ${symbol.key}`;
    case 'group':
      return `group ${symbol.uri} ${symbol.pattern} ${symbol.number}`;
    case 'built-in':
      return `built-in ${symbol.what} ${symbol.name}`;
    default:
      return `${symbol.kind} ${symbol.name}`;
  }
}
