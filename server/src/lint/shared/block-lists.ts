// What the zones of blocklists contain.

/** What a blocklist is asked for: addresses of clients, or names. */
export type BlockListKind = 'addresses' | 'domains';

/** The zone in an element such as `zen.spamhaus.org=127.0.0.[2..11]*3`. */
export function zoneOf(word: string): string {
  return (/^[^=*]*/.exec(word)?.[0] ?? '').replace(/\.$/, '');
}

/** Undefined for a zone that contains both or that is not well known. */
export function blockListKind(word: string): BlockListKind | undefined {
  const zone = zoneOf(word);
  if (domains.test(zone)) return 'domains';
  return addresses.test(zone) ? 'addresses' : undefined;
}

/** Lists of servers that return mail to forged senders. They also send wanted mail. */
export function isBackscatterList(word: string): boolean {
  return /^(?:backscatter\.spameatingmonkey\.net|ips\.backscatterer\.org)$/i.test(zoneOf(word));
}

const domains =
  /^(?:dbl\.spamhaus\.org|\w+\.dbl\.dq\.spamhaus\.net|multi\.surbl\.org|(?:multi|black|red|grey)\.uribl\.com|(?:uribl|urired|fresh\d*)\.spameatingmonkey\.net|rhsbl\.[\w.-]+)$/i;
const addresses =
  /^(?:(?:zen|sbl|xbl|pbl|sbl-xbl)\.spamhaus\.org|\w+\.(?:zen|sbl|xbl|pbl)\.dq\.spamhaus\.net|bl\.spamcop\.net|b\.barracudacentral\.org|psbl\.surriel\.com)$/i;
