// What the result of an address table makes of an address (mail_addr_map.c, mail_addr_crunch.c).

import type { Location } from '../../instance/instance.ts';
import { addressesIn, externalizeAddress, tokenize } from '../../syntax/tables/rfc822.ts';
import { quoteLocal, unquoteLocal } from './addresses.ts';
import { type Found, findAddress, type Maps } from './lookup.ts';
import type { Condition } from './model.ts';
import type { Program } from './program.ts';
import { rewriteExternal, trivialRewrite } from './rewriting.ts';

export type Mapped =
  | {
      readonly kind: 'mapped';
      /** In internal form. Undefined if only the table knows. */
      readonly addresses: readonly string[] | undefined;
      readonly key: string;
      readonly table: string;
      readonly at: readonly Location[];
      readonly condition?: Condition;
    }
  | Exclude<Found, { readonly kind: 'found' }>;

/**
 * mail_addr_map()
 * @param address in internal form
 * @param propagates whether the addresses in the result get the extension that the key does not have
 */
export function mapAddress(program: Program, maps: Maps, address: string, propagates: boolean): Mapped {
  const found = findAddress(program, maps, address, { onlyExternal: true });
  if (found.kind !== 'found') return found;
  const { text, key, table, at, condition, extension = '' } = found;
  const common = { key, table, at, ...(condition && { condition }) };
  if (text === undefined) return { kind: 'mapped', addresses: undefined, ...common };
  const addresses = addressesOf(program, resultFor(text, address, extension), propagates ? extension : '');
  return addresses.length === 0 ? { kind: 'error', ...common } : { kind: 'mapped', addresses, ...common };
}

/** `@domain` keeps the user of the address, without the extension. */
function resultFor(text: string, address: string, extension: string): string {
  if (!text.startsWith('@')) return text;
  const at = address.lastIndexOf('@');
  const user = at < 0 ? address : address.slice(0, at);
  return quoteLocal(user.slice(0, user.length - extension.length) + text);
}

/** The addresses of a list in internal form, completed, each with the extension. */
function addressesOf(program: Program, list: string, extension: string): readonly string[] {
  // The null address, as tables write it.
  const text = list === '' || list === '<>' ? '""' : list;
  const rewriter = trivialRewrite(program.journey, program);
  return addressesIn(tokenize(text)).map((tokens) => {
    const address = unquoteLocal(rewriteExternal(rewriter, externalizeAddress(tokens), 'local'));
    return withExtension(address, extension);
  });
}

function withExtension(address: string, extension: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? address + extension : address.slice(0, at) + extension + address.slice(at);
}
