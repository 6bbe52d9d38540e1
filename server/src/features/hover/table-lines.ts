// Lines of lookup tables: what a key matches, and the parts of a result that is not an action.

import type { TableFile } from '../../instance/table-files.ts';
import { aliasTarget, notAddress } from '../../mail/alias-results.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import type { AliasDestination, MailAddress } from '../../syntax/tables/aliases.ts';
import type { Network } from '../../syntax/tables/cidr.ts';
import { type DocumentedSnapshot, type Snapshot, textOf } from '../snapshot.ts';
import { endOfAddress, recipientOf } from '../trace/address-end.ts';
import { type Description, postconf, wordText } from './description.ts';
import { quote, title } from './markdown.ts';
import { listsParent, noWildcard } from './match-lists.ts';
import { networkText } from './networks.ts';
import { rolePage, usedBy } from './table-references.ts';

function about(table: TableFile, ...paragraphs: string[]): Description {
  const manual = rolePage(table.role);
  return { paragraphs: [...paragraphs, ...usedBy(table)], ...(manual && { manual }) };
}

/** The meaning of a key depends on the purpose of the table. */
export function describeKey(snapshot: Snapshot, key: string, table: TableFile): Description | undefined {
  const kind = table.role === 'alias' ? 'alias' : 'key';
  const meaning = keyMeaning(snapshot, key, table);
  return meaning.length === 0 && table.uses.length === 0
    ? undefined
    : about(
        table,
        title(key, kind),
        ...meaning,
        ...traceText(snapshot, recipientOf(snapshot.instance, table, key)),
      );
}

/** In characters. In a larger table, it takes too long to find all keys that Postfix looks up for one address. */
const longestTraced = 10_000_000;

/** Where mail to an address ends. */
function traceText({ document, tables }: Snapshot, address: string | undefined): string[] {
  return address === undefined || textOf(document).length > longestTraced
    ? []
    : [`Mail to ${quote(address)}: ${quote(endOfAddress(tables, address))}`];
}

/** If a table has several purposes, the meaning for each of them. */
function keyMeaning(snapshot: Snapshot, key: string, { role, uses }: TableFile): string[] {
  const roles = [...new Set(uses.flatMap((use) => use.role ?? []))];
  if (roles.length < 2) return meaningFor(snapshot, key, role, uses);
  return roles.flatMap((each) => {
    const ofRole = uses.filter((use) => use.role === each);
    const [first, ...rest] = meaningFor(snapshot, key, each, ofRole);
    const parameters = [...new Set(ofRole.map(({ parameter }) => `\`${parameter}\``))].join(', ');
    return first === undefined ? [] : [`${parameters}: ${first}`, ...rest];
  });
}

function meaningFor(
  snapshot: Snapshot,
  key: string,
  role: string | undefined,
  uses: TableFile['uses'],
): string[] {
  if (key.includes('*') && !(role === 'transport' && key === '*')) return [noWildcard];
  switch (role) {
    case 'access': {
      const [use, ...others] = new Set(uses.map(({ restriction }) => restriction));
      return others.length === 0 && use === 'check_sasl_access'
        ? ['Matches the client that logged in with this user name.']
        : accessKey(snapshot, key);
    }
    case 'transport':
      // sender_dependent_default_transport_maps has addresses of senders as keys.
      return uses.length > 0 && uses.every(({ parameter }) => parameter.startsWith('sender_dependent_'))
        ? addressKey(snapshot, key, role)
        : transportKey(snapshot, key);
    case 'tls-policy':
      return policyKey(key);
    case 'canonical':
    case 'generic':
    case 'nexthop':
    case 'relocated':
    case 'virtual-alias':
      return addressKey(snapshot, key, role);
    case 'alias':
      return aliasKey(snapshot, key);
    default:
      return [];
  }
}

/** access(5): addresses, domains, and networks. */
function accessKey(snapshot: Snapshot, key: string): string[] {
  if (key === '<>')
    return ['Matches the empty sender address. This key is the default of `smtpd_null_access_lookup_key`.'];
  const client = clientKey(key);
  if (client !== undefined) return [client];
  if (key.endsWith('@'))
    return [`Matches all addresses with this local part, in any domain.${extended(snapshot, key)}`];
  if (key.startsWith('@')) return [noDomainPart(key)];
  if (key.includes('@')) return [`Matches this address.${extended(snapshot, key)}`];
  return [domainKey(snapshot, key, 'smtpd_access_maps')];
}

/** An IP address, or the beginning of one (smtpd_check.c, check_addr_access). */
function clientKey(key: string): string | undefined {
  if (parseAddress(key, key.includes(':') ? 'ipv6' : 'ipv4') !== undefined)
    return 'Matches the client with this IP address.';
  const delimiter = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.\d+){0,2}$/.test(key)
    ? '.'
    : /^(?:\d+|[\da-f]+:[\da-f:]*)$/i.test(key)
      ? ':'
      : undefined;
  return delimiter && `Matches clients whose IP address begins with \`${key}${delimiter}\`.`;
}

/** transport(5): addresses, domains, and `*`. */
function transportKey(snapshot: Snapshot, key: string): string[] {
  if (key === '*') return ['Matches all mail that no other line matches.'];
  if (key.startsWith('@')) return [noDomainPart(key)];
  if (key.includes('@')) return [`Matches mail to this address.${extended(snapshot, key)}`];
  return [domainKey(snapshot, key, 'transport_maps')];
}

/** access(5) and transport(5) have domains without `@` as keys. */
function noDomainPart(key: string): string {
  return `Never matches, because Postfix does not look up \`@domain\` in this table. Write \`${key.slice(1)}\`.`;
}

/** The next hop as it is written, and the parent domains of a domain (smtp_tls_policy.c, tls_policy_lookup()). */
function policyKey(key: string): string[] {
  if (key.startsWith('.'))
    return [`Matches the subdomains of \`${key.slice(1)}\`, but not the domain itself.`];
  return /[[\]:]/.test(key)
    ? ['Matches the next hop that is written in exactly this way, including brackets and port.']
    : ['Matches this next hop or recipient domain. To match its subdomains, use a key with a leading dot.'];
}

/** Postfix looks up an address without its extension if it is not found with it (mail_addr_find.c, split_addr.c). */
function extended({ instance }: Snapshot, key: string): string {
  const [delimiter] = instance.expanded('recipient_delimiter')?.text ?? '';
  const at = key.lastIndexOf('@');
  const [local, domain] = at < 0 ? [key, ''] : [key.slice(0, at), key.slice(at)];
  return delimiter === undefined || local.includes(delimiter)
    ? ''
    : ` Also matches it with an extension: \`${local}${delimiter}…${domain}\`.`;
}

function domainKey(snapshot: Snapshot, key: string, parameter: string): string {
  const withParents = listsParent(snapshot, parameter);
  if (key.startsWith('.'))
    return withParents
      ? `Never matches, because \`parent_domain_matches_subdomains\` contains \`${parameter}\`. Remove the leading dot.`
      : `Matches the subdomains of \`${key.slice(1)}\`, but not the domain itself.`;
  return withParents
    ? 'Matches this domain and its subdomains.'
    : `Matches this domain. To match its subdomains, use \`.${key}\`.`;
}

/** canonical(5), generic(5), relocated(5), and virtual(5). */
function addressKey(snapshot: Snapshot, key: string, role: string): string[] {
  if (key.startsWith('@'))
    return [`Matches all addresses in \`${key.slice(1)}\` that no other line matches.`];
  if (key.includes('@')) return [`Matches this address.${extended(snapshot, key)}`];
  const origin = snapshot.instance.expanded('myorigin')?.text ?? '';
  const local =
    `Matches this local part in the domain of \`myorigin\` (${quote(origin)}), in the domains of \`mydestination\`, ` +
    `and at the IP addresses of this host.${extended(snapshot, key)}`;
  // A domain as a key is a virtual alias domain if virtual_alias_domains reads the table.
  return role === 'virtual-alias' && key.includes('.')
    ? [
        'As a domain: if `virtual_alias_domains` uses this table, this line defines a virtual alias domain. Its result is ignored.',
        `As a local part: ${local.charAt(0).toLowerCase()}${local.slice(1)}`,
      ]
    : [local];
}

function aliasKey(snapshot: Snapshot, key: string): string[] {
  const [, owner] = /^owner-(.+)$/i.exec(key) ?? [];
  return owner === undefined
    ? [`Matches mail for this local name.${extended(snapshot, key)}`]
    : [`Receives the error reports for mail to \`${owner}\`.`];
}

export function describeNetwork(network: Network, table: TableFile): Description | undefined {
  const facts = networkText(network);
  if (facts === undefined) return undefined;
  const { negated } = network;
  const rule = negated
    ? 'Because of the `!`, the line applies to addresses outside this network.'
    : 'Postfix uses the first line whose network contains the address.';
  return {
    paragraphs: [...facts, rule, ...usedBy(table)],
    manual: { page: 'cidr_table(5)' },
  };
}

export function describeStatement(word: 'if' | 'endif', table: TableFile): Description {
  const isCidr = table.language === 'postfix-cidr';
  const condition = isCidr ? 'address is in the network' : 'text matches the pattern';
  return {
    paragraphs: [
      title(word, 'statement'),
      word === 'if'
        ? `Postfix uses the lines up to \`endif\` only if the ${condition}. A \`!\` before it inverts the condition.`
        : 'Ends the last open `if`.',
    ],
    manual: { page: isCidr ? 'cidr_table(5)' : table.type === 'pcre' ? 'pcre_table(5)' : 'regexp_table(5)' },
  };
}

export function describeNegation(table: TableFile): Description {
  const what =
    table.language === 'postfix-cidr' ? 'addresses that are not in the network' : 'text that does not match';
  return { paragraphs: [title('!', 'negation'), `The line applies to ${what}.`] };
}

/** A result that has no parts. */
export function describeResult({ role, ...table }: TableFile): Description | undefined {
  const text = role !== undefined && Object.hasOwn(results, role) ? results[role] : undefined;
  return text === undefined ? undefined : about({ role, ...table } as TableFile, '**Result**', text);
}

/** By role. Postfix uses the results of these tables as a whole, or ignores them. */
const results: Readonly<Record<string, string | undefined>> = {
  fingerprint: 'Any text. Postfix checks only whether the key exists.',
  recipient: 'Any text. Postfix checks only whether the key exists.',
  relocated: 'New address or location, which the bounce message to the sender contains.',
};

export function describeCredential(part: 'user' | 'password', table: TableFile): Description {
  return part === 'user'
    ? about(
        table,
        '**User name**',
        'User name that Postfix uses to log in to the server. The name ends at the first colon.',
      )
    : about(
        table,
        '**Password**',
        'Everything after the first colon, including any other colons. The password is not encrypted, so only root should be able to read the file.',
      );
}

export function describePolicyAttribute({ docs }: DocumentedSnapshot, name: string): Description {
  return {
    paragraphs: [title(`${name}=`, 'attribute of a TLS policy'), ...wordText(docs, 'tls', `${name}=`)],
    manual: postconf('smtp_tls_policy_maps'),
  };
}

/** An email address in a result. */
export function describeAddress(snapshot: Snapshot, address: MailAddress, table: TableFile): Description {
  const { text, domain } = address;
  const isVirtual = table.role === 'virtual-alias';
  const form = isVirtual ? notAddress(text) : undefined;
  if (form !== undefined)
    return about(
      table,
      title(text, form),
      `A virtual alias must be an address, so Postfix reads this ${form} as one. ${
        form === 'transport'
          ? 'Transports can be in the tables of `transport_maps`.'
          : 'Commands and files can be in the files of `alias_maps`.'
      }`,
    );
  const origin = quote(snapshot.instance.expanded('myorigin')?.text ?? '');
  return about(
    table,
    title(text, 'email address'),
    ...(domain === undefined
      ? [`The address has no domain, so Postfix appends \`@$myorigin\` (${origin}).`]
      : []),
    ...(isVirtual ? [...targetText(snapshot, 'virtual_alias_maps', text), ...traceText(snapshot, text)] : []),
  );
}

/** What Postfix does next with an address in the result of an alias. */
function targetText(
  { instance, tables }: Snapshot,
  maps: 'virtual_alias_maps' | 'alias_maps',
  text: string,
): string[] {
  const { expandsTo, hasMailbox } = aliasTarget(instance, tables, maps, text);
  const own = text.toLowerCase();
  if (expandsTo !== undefined && expandsTo.length > 0 && !expandsTo.includes(own)) {
    const shown = expandsTo
      .slice(0, 3)
      .map((each) => quote(each))
      .join(', ');
    return [`An alias itself: expands to ${shown}${expandsTo.length > 3 ? ', …' : ''}.`];
  }
  return hasMailbox ? ['Has a mailbox: `virtual_mailbox_maps` contains the address or its domain.'] : [];
}

export function describeReplacementDomain(domain: string, table: TableFile): Description {
  return about(
    table,
    title(`@${domain}`, 'domain'),
    'Replaces the domain of the address. The local part does not change.',
  );
}

/** A destination of an alias. */
export function describeDestination(
  snapshot: DocumentedSnapshot,
  destination: AliasDestination,
): Description {
  const { docs } = snapshot;
  const about = (kind: string, key: string, ...more: string[]): Description => ({
    paragraphs: [title(destination.text, kind), ...more, ...wordText(docs, 'alias-result', key)],
    manual: { page: 'aliases(5)' },
  });
  switch (destination.kind) {
    case 'address':
      return about('address', 'address', ...targetText(snapshot, 'alias_maps', destination.text));
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
        'An alias has no home directory, so local(8) returns the mail to the sender.',
      );
  }
}
