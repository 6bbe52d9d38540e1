// Which entry Postfix finds for a key that a table does not have: it also looks up parts of an address or a name.

import type { Instance } from '../../instance/instance.ts';
import type { TableFile } from '../../instance/table-files.ts';
import type { TableUse } from '../../instance/table-uses.ts';
import type { Span } from '../../syntax/text.ts';
import { type Answer, addressFlags, dictionaryIn, type LookupFlags } from '../dictionary.ts';
import { addressKeys, domainKeys, type LookupKey, mailKeys, parentsMatch } from '../lookup-keys.ts';
import type { MailSystem } from '../mail-system.ts';
import { splitExtension } from './addresses.ts';
import { parentStyle } from './domains.ts';
import { Journey } from './journey.ts';
import { find, findAddress, mapsOf, type Strategy } from './lookup.ts';
import { Program } from './program.ts';

export interface NextEntry {
  /** What Postfix looks up. */
  readonly key: string;
  /** The entry in the table. */
  readonly at: Span;
  readonly value: string;
}

/**
 * The entry that Postfix uses for a key without an entry. Undefined if there is none, if it is in another table, or if it
 * is not certain, because something that cannot be read decides, or because two uses of the table find different ones.
 */
export function nextEntry(system: MailSystem, file: TableFile, key: string): NextEntry | undefined {
  const [first, ...others] = file.uses.map((use) => entryFor(system, file, use, key));
  return others.every((other) => other?.at.start === first?.at.start) ? first : undefined;
}

function entryFor(
  system: MailSystem,
  file: TableFile,
  { parameter, restriction }: TableUse,
  key: string,
): NextEntry | undefined {
  if (restriction !== undefined)
    return amongKeys(file, keysOfRestriction[restriction]?.(key, system.instance) ?? []);
  const flags = flagsOf(parameter);
  const search = searchOf(parameter);
  if (search === undefined) return undefined;
  const journey = new Journey(system, []);
  const program = new Program(journey, '', undefined);
  const maps = mapsOf(program, parameter, flags);
  const found = maps && search(program, maps, key);
  if (found?.kind !== 'found' || found.text === undefined || journey.conditions.length > 0) return undefined;
  const [at] = found.at;
  return at?.uri === file.uri ? { key: found.key, at, value: found.text } : undefined;
}

type Search = (...args: Parameters<typeof find>) => ReturnType<typeof find>;

/** How programs use the tables of a parameter. Undefined for parameters whose tables have only whole keys. */
function searchOf(parameter: string): Search | undefined {
  if (parameter === 'transport_maps') return inTransportMaps;
  if (parameter === 'alias_maps') return inAliases;
  if (mappings.test(parameter))
    return (program, maps, key) => findAddress(program, maps, key, { onlyExternal: true });
  return addressMaps.has(parameter) ? (program, maps, key) => findAddress(program, maps, key) : undefined;
}

/** mail_addr_map() */
const mappings = /^(?:virtual_alias|(?:sender_|recipient_)?canonical|(?:smtp|lmtp)_generic)_maps$/;

/** mail_addr_find() with its default strategy */
const addressMaps: ReadonlySet<string> = new Set([
  'local_recipient_maps',
  'recipient_bcc_maps',
  'relay_recipient_maps',
  'relocated_maps',
  'sender_bcc_maps',
  'sender_dependent_default_transport_maps',
  'sender_dependent_relayhost_maps',
  'smtpd_sender_login_maps',
  'virtual_mailbox_maps',
]);

/** Programs whose results name transports and mailboxes ignore patterns with `$1` in the result. */
function flagsOf(parameter: string): LookupFlags {
  const substitution = !/^(?:transport|relocated|sender_dependent_\w+|virtual_mailbox|alias)_maps$/.test(
    parameter,
  );
  return { ...addressFlags, substitution };
}

/** transport_lookup() (transport.c) */
const inTransportMaps: Search = (program, maps, key) => {
  const strategy: Strategy = {
    localPartIfLocal: false,
    localPartAtIfLocal: false,
    atDomain: false,
    domain: parentStyle(program, 'transport_maps'),
  };
  const found = findAddress(program, maps, key, { strategy });
  return found.kind === 'none' ? find(program, maps, '*') : found;
};

/** local(8) looks up the user name with its extension, and then without it (recipient.c). */
const inAliases: Search = (program, maps, key) => {
  const whole = find(program, maps, key);
  const split = key.includes('@') ? undefined : splitExtension(key, program.extensions);
  return whole.kind === 'none' && split !== undefined ? find(program, maps, split.bare) : whole;
};

/** The keys of an access table, by the restriction that names it (smtpd_check.c). */
const keysOfRestriction: Readonly<Record<string, (key: string, of: Instance) => readonly LookupKey[]>> = {
  check_client_access: hostKeys,
  check_reverse_client_hostname_access: hostKeys,
  check_helo_access: (key, of) => domainKeys(key, matchesParents(of)),
  check_sender_access: addressParts,
  check_recipient_access: addressParts,
};

function hostKeys(key: string, of: Instance): readonly LookupKey[] {
  const [whole, ...parts] = domainKeys(key, matchesParents(of));
  return whole !== undefined && parts.length > 0 ? [whole, ...parts] : addressKeys(key);
}

function addressParts(key: string, of: Instance): readonly LookupKey[] {
  return mailKeys(key, matchesParents(of), of.expanded('recipient_delimiter')?.text ?? '');
}

function matchesParents(of: Instance): boolean {
  return parentsMatch(of.expanded('parent_domain_matches_subdomains')?.text ?? '');
}

/** smtpd asks an access table for all keys before it asks another one. */
function amongKeys(file: TableFile, keys: readonly LookupKey[]): NextEntry | undefined {
  const table = dictionaryIn(file);
  const hasPatterns = file.language === 'postfix-regexp' || file.language === 'postfix-cidr';
  for (const { text, partial } of keys) {
    if (partial && hasPatterns) continue;
    const answer: Answer = table.find(text);
    if (answer.kind === 'none') continue;
    return answer.kind === 'found' && answer.at !== undefined && answer.text !== undefined
      ? { key: text, at: answer.at, value: answer.text }
      : undefined;
  }
  return undefined;
}
