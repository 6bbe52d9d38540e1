// The lines of lookup tables: what a key matches, what a result is, and the parts that are no actions.

import type { TableFile } from '../../instance/table-files.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import type { AliasDestination, MailAddress } from '../../syntax/tables/aliases.ts';
import type { Network } from '../../syntax/tables/cidr.ts';
import type { DocumentedSnapshot, Snapshot } from '../snapshot.ts';
import { type Description, wordText } from './description.ts';
import { quote, title } from './markdown.ts';
import { listsParent } from './match-lists.ts';
import { networkText } from './networks.ts';
import { rolePage, usedBy } from './table-references.ts';

function about(table: TableFile, ...paragraphs: string[]): Description {
  const manual = rolePage(table.role);
  return { paragraphs: [...paragraphs, ...usedBy(table)], ...(manual && { manual }) };
}

/** What is looked up, by what the table is for. */
export function describeKey(snapshot: Snapshot, key: string, table: TableFile): Description | undefined {
  const kind = table.role === 'alias' ? 'alias' : 'key';
  const meaning = keyMeaning(snapshot, key, table);
  return meaning.length === 0 && table.uses.length === 0
    ? undefined
    : about(table, title(key, kind), ...meaning);
}

/** For a table that is used for several things: for each of them, with the parameters that do. */
function keyMeaning(snapshot: Snapshot, key: string, { role, uses }: TableFile): string[] {
  const roles = [...new Set(uses.flatMap((use) => use.role ?? []))];
  if (roles.length < 2) return meaningFor(snapshot, key, role, uses);
  return roles.flatMap((each) => {
    const ofRole = uses.filter((use) => use.role === each);
    const [first, ...rest] = meaningFor(snapshot, key, each, ofRole);
    const parameters = [...new Set(ofRole.map(({ parameter }) => `\`${parameter}\``))].join(', ');
    return first === undefined ? [] : [`For ${parameters}: ${first}`, ...rest];
  });
}

function meaningFor(
  snapshot: Snapshot,
  key: string,
  role: string | undefined,
  uses: TableFile['uses'],
): string[] {
  switch (role) {
    case 'access': {
      const [use, ...others] = new Set(uses.map(({ restriction }) => restriction));
      return others.length === 0 && use === 'check_sasl_access'
        ? ['The user who has logged in with this name.']
        : accessKey(snapshot, key);
    }
    case 'transport':
      return transportKey(snapshot, key);
    case 'canonical':
    case 'generic':
    case 'relocated':
    case 'virtual-alias':
      return addressKey(snapshot, key, role);
    case 'alias':
      return aliasKey(snapshot, key);
    default:
      return [];
  }
}

/** access(5): addresses, domains, networks. */
function accessKey(snapshot: Snapshot, key: string): string[] {
  if (key === '<>') return ['The empty sender address, under its usual `smtpd_null_access_lookup_key`.'];
  const client = clientKey(key);
  if (client !== undefined) return [client];
  if (key.endsWith('@'))
    return [`Every address with this local part, whatever its domain.${extended(snapshot, key)}`];
  if (key.includes('@')) return [`This address.${extended(snapshot, key)}`];
  return [domainKey(snapshot, key, 'smtpd_access_maps')];
}

/** An address, or the groups that one begins with (smtpd_check.c, check_addr_access). */
function clientKey(key: string): string | undefined {
  if (parseAddress(key, key.includes(':') ? 'ipv6' : 'ipv4') !== undefined)
    return 'The client with this address.';
  const delimiter = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.\d+){0,2}$/.test(key)
    ? '.'
    : /^(?:\d+|[\da-f]+:[\da-f:]*)$/i.test(key)
      ? ':'
      : undefined;
  return delimiter && `Every client whose address begins with \`${key}${delimiter}\`.`;
}

/** transport(5): addresses, domains, and the wildcard. */
function transportKey(snapshot: Snapshot, key: string): string[] {
  if (key === '*') return ['All that no other line matches.'];
  if (key.includes('@')) return [`Mail to this address.${extended(snapshot, key)}`];
  return [domainKey(snapshot, key, 'transport_maps')];
}

/** What is not found with its extension is looked up without it (mail_addr_find.c, split_addr.c). */
function extended({ instance }: Snapshot, key: string): string {
  const [delimiter] = instance.expanded('recipient_delimiter')?.text ?? '';
  const at = key.lastIndexOf('@');
  const [local, domain] = at < 0 ? [key, ''] : [key.slice(0, at), key.slice(at)];
  return delimiter === undefined || local.includes(delimiter)
    ? ''
    : ` Also with an extension: \`${local}${delimiter}…${domain}\`.`;
}

function domainKey(snapshot: Snapshot, key: string, parameter: string): string {
  const withParents = listsParent(snapshot, parameter);
  if (key.startsWith('.'))
    return withParents
      ? `Nothing: \`parent_domain_matches_subdomains\` lists \`${parameter}\`. Leave the dot out.`
      : `The subdomains of \`${key.slice(1)}\`, not the domain itself.`;
  return withParents
    ? 'This domain and its subdomains.'
    : `This domain alone; its subdomains are \`.${key}\`.`;
}

/** canonical(5), generic(5), relocated(5), virtual(5). */
function addressKey(snapshot: Snapshot, key: string, role: string): string[] {
  if (key.startsWith('@')) return [`Every address in \`${key.slice(1)}\` that no other line matches.`];
  if (key.includes('@')) return [`This address.${extended(snapshot, key)}`];
  const origin = snapshot.instance.expanded('myorigin')?.text ?? '';
  const local =
    `This local part at \`myorigin\` (${quote(origin)}), at the domains of \`mydestination\` and at this server’s own ` +
    `addresses.${extended(snapshot, key)}`;
  // A domain as the key makes it a virtual alias domain, when virtual_alias_domains reads the table.
  return role === 'virtual-alias' && key.includes('.')
    ? [
        'As a domain: where `virtual_alias_domains` reads this table, this line makes it a virtual alias domain, and the result does not matter.',
        `As a user: ${local.charAt(0).toLowerCase()}${local.slice(1)}`,
      ]
    : [local];
}

function aliasKey(snapshot: Snapshot, key: string): string[] {
  const [, owner] = /^owner-(.+)$/i.exec(key) ?? [];
  return owner === undefined
    ? [`A local name: mail to it goes to what stands behind the colon.${extended(snapshot, key)}`]
    : [`Where failed deliveries of \`${owner}\` are reported.`];
}

export function describeNetwork(network: Network, table: TableFile): Description | undefined {
  const facts = networkText(network);
  if (facts === undefined) return undefined;
  const { negated } = network;
  const rule = negated
    ? 'The line is for every address outside of it.'
    : 'The first line that holds the address decides.';
  return {
    paragraphs: [...facts, rule, ...usedBy(table)],
    manual: { page: 'cidr_table(5)' },
  };
}

export function describeStatement(word: 'if' | 'endif', table: TableFile): Description {
  const isCidr = table.language === 'postfix-cidr';
  const what = isCidr ? 'address is in the network' : 'text matches the pattern';
  return {
    paragraphs: [
      title(word, 'statement'),
      word === 'if'
        ? `The lines down to \`endif\` count only where the ${what}; with \`!\` in front, only where not.`
        : 'It ends the last `if` that is still open.',
    ],
    manual: { page: isCidr ? 'cidr_table(5)' : table.type === 'pcre' ? 'pcre_table(5)' : 'regexp_table(5)' },
  };
}

export function describeNegation(table: TableFile): Description {
  const what = table.language === 'postfix-cidr' ? 'address is not in the network' : 'text does not match';
  return { paragraphs: [title('!', 'not'), `The line is for what its ${what}.`] };
}

/** The whole of a result that has no parts of its own. */
export function describeResult({ role, ...table }: TableFile): Description | undefined {
  const text = role !== undefined && Object.hasOwn(results, role) ? results[role] : undefined;
  return text === undefined ? undefined : about({ role, ...table } as TableFile, '**Result**', text);
}

/** Roles whose results are looked at as a whole, or not at all. */
const results: Readonly<Record<string, string | undefined>> = {
  fingerprint: 'Any text will do: that the key is there is what counts.',
  recipient: 'Any text will do: that the key is there is what counts.',
  relocated: 'The new address or place, which the notice to the sender tells.',
};

export function describeCredential(part: 'user' | 'password', table: TableFile): Description {
  return part === 'user'
    ? about(table, '**User name**', 'With this name Postfix logs in to the server. Up to the first colon.')
    : about(
        table,
        '**Password**',
        'In clear text: let root alone read the file. All behind the first colon, further colons included.',
      );
}

export function describePolicyAttribute({ docs }: DocumentedSnapshot, name: string): Description {
  return {
    paragraphs: [title(`${name}=`, 'attribute of a TLS policy'), ...wordText(docs, 'tls', `${name}=`)],
    manual: { page: 'postconf(5)', entry: 'smtp_tls_policy_maps' },
  };
}

/** A mail address in a result. */
export function describeAddress({ instance }: Snapshot, address: MailAddress, table: TableFile): Description {
  const { text, domain } = address;
  const origin = quote(instance.expanded('myorigin')?.text ?? '');
  return about(
    table,
    title(text, 'mail address'),
    ...(domain === undefined ? [`Without a domain: Postfix appends \`@$myorigin\` (${origin}).`] : []),
  );
}

export function describeReplacementDomain(domain: string, table: TableFile): Description {
  return about(
    table,
    title(`@${domain}`, 'another domain'),
    'The local part of the address that was looked up stays; this domain takes the place of its own.',
  );
}

/** Where an alias leads. */
export function describeDestination(
  { docs }: DocumentedSnapshot,
  destination: AliasDestination,
): Description {
  const about = (kind: string, key: string, ...more: string[]): Description => ({
    paragraphs: [title(destination.text, kind), ...more, ...wordText(docs, 'alias-result', key)],
    manual: { page: 'aliases(5)' },
  });
  switch (destination.kind) {
    case 'address':
      return about('address', 'address');
    case 'command':
      return about('command', '|command');
    case 'include':
      return about('list of destinations', ':include:');
    case 'file':
      return about(destination.path.endsWith('/') ? 'Maildir' : 'file in mbox format', '/file');
    case 'home-file':
      return about(
        'file',
        '/file',
        'In an alias there is no home directory to count from: local(8) returns the mail.',
      );
  }
}
