// The keys that smtpd looks up in an access table, in its order (smtpd_check.c, mail_addr_find.c).

import { parseAddress } from '../syntax/tables/address.ts';

export interface LookupKey {
  readonly text: string;
  /** Only part of the text that is looked up. Pattern tables skip it, because they get only the whole text. */
  readonly partial: boolean;
}

const whole = (text: string): LookupKey => ({ text, partial: false });
const part = (text: string): LookupKey => ({ text, partial: true });

/**
 * Whether `example.com` also matches its subdomains, according to parent_domain_matches_subdomains. Otherwise
 * `.example.com` matches them (match_parent_style.c).
 */
export function parentsMatch(names: string): boolean {
  return /(?:^|[\s,])smtpd_access_maps(?:[\s,]|$)/.test(names);
}

/** A name and its parent domains: check_domain_access(). */
export function domainKeys(name: string, parents: boolean): LookupKey[] {
  if (isAddress(name)) return [whole(name)];
  return [whole(name), ...parentDomains(name, parents).map(part)];
}

/** An address and the networks that are prefixes of it: check_addr_access(). */
export function addressKeys(address: string): LookupKey[] {
  const delimiter = address.includes(':') ? ':' : '.';
  const keys = [whole(address)];
  for (let at = address.lastIndexOf(delimiter); at > 0; at = address.lastIndexOf(delimiter, at - 1))
    keys.push(part(address.slice(0, at)));
  return keys;
}

/** An email address, its domain and parent domains, and the part before the `@`: check_mail_access(). */
export function mailKeys(address: string, parents: boolean, delimiters: string): LookupKey[] {
  const at = address.lastIndexOf('@');
  if (at < 0) return [];
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  const bare = withoutExtension(local, delimiters);
  return [
    whole(address),
    ...(bare === undefined ? [] : [part(`${bare}@${domain}`)]),
    part(domain),
    ...parentDomains(domain, parents).map(part),
    part(`${local}@`),
    ...(bare === undefined ? [] : [part(`${bare}@`)]),
  ];
}

function parentDomains(name: string, parents: boolean): string[] {
  const found: string[] = [];
  for (let dot = name.indexOf('.', 1); dot >= 0; dot = name.indexOf('.', dot + 1))
    if (dot + 1 < name.length) found.push(name.slice(parents ? dot + 1 : dot));
  return found;
}

/** split_addr.c: the user name without the delimiter and extension; undefined if there is no extension. */
function withoutExtension(local: string, delimiters: string): string | undefined {
  const at = [...local].findIndex((c) => delimiters.includes(c));
  const isWhole =
    /^(?:postmaster|mailer-daemon)$/i.test(local) ||
    (delimiters.includes('-') && /^owner-|.-request$/i.test(local));
  return at <= 0 || isWhole ? undefined : local.slice(0, at);
}

function isAddress(name: string): boolean {
  return parseAddress(name, name.includes(':') ? 'ipv6' : 'ipv4') !== undefined;
}
