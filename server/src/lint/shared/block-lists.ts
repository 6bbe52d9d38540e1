// What the zones of blocklists contain, and the entries of postscreen.

import { type ExpandedValue, expandedValue } from '../../instance/expanded-values.ts';
import { type Instance, type Location, overrides, type PlacedService } from '../../instance/instance.ts';
import type { ValueNode } from '../../syntax/value.ts';

/** What a blocklist is queried for: addresses of clients, or names. */
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

/** Lists of servers that return mail to forged senders. They also send legitimate mail. */
export function isBackscatterList(word: string): boolean {
  return /^(?:backscatter\.spameatingmonkey\.net|ips\.backscatterer\.org)$/i.test(zoneOf(word));
}

const domains =
  /^(?:dbl\.spamhaus\.org|\w+\.dbl\.dq\.spamhaus\.net|multi\.surbl\.org|(?:multi|black|red|grey)\.uribl\.com|(?:uribl|urired|fresh\d*)\.spameatingmonkey\.net|rhsbl\.[\w.-]+)$/i;
const addresses =
  /^(?:(?:zen|sbl|xbl|pbl|sbl-xbl)\.spamhaus\.org|\w+\.(?:zen|sbl|xbl|pbl)\.dq\.spamhaus\.net|bl\.spamcop\.net|b\.barracudacentral\.org|psbl\.surriel\.com)$/i;

/** The parameter of postscreen that lists blocklists. */
export const sitesParameter = 'postscreen_dnsbl_sites';

export interface Site {
  readonly value: ExpandedValue;
  readonly node: ValueNode;
  readonly at: Location;
}

/** The blocklists of postscreen: in main.cf, and in the services that have their own list. */
export function* postscreenSites(instance: Instance): Generator<Site> {
  const scopes: (PlacedService | undefined)[] = instance.entriesByName.has(sitesParameter) ? [undefined] : [];
  for (const service of instance.services) {
    if (overrides(service.item).some(({ name }) => name?.text === sitesParameter)) scopes.push(service);
  }
  for (const service of scopes) {
    const value = expandedValue(instance, sitesParameter, service);
    for (const node of value?.nodes ?? []) {
      const at = value?.locate(node);
      if (value !== undefined && at !== undefined) yield { value, node, at };
    }
  }
}
