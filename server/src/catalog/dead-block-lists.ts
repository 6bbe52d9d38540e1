// Blocklists whose operators have announced that they shut down. Data: dead-block-lists.json.

import data from '../../catalog/dead-block-lists.json' with { type: 'json' };

export interface DeadBlockList {
  readonly zone: string;
  /** A date such as `2006-12-18`, a month, or a year. */
  readonly ended: string;
  /** The date, or month, when it began to return a listing for every query. */
  readonly listsAll?: string;
  readonly source: string;
}

const zones: Readonly<Record<string, Omit<DeadBlockList, 'zone'> | undefined>> = data.zones as never;

/** The blocklist that a name belongs to: `sorbs.net` for `dul.dnsbl.sorbs.net`. */
export function deadBlockList(name: string): DeadBlockList | undefined {
  if (name.length > longestName) return undefined;
  let zone = name.toLowerCase();
  for (;;) {
    const facts = Object.hasOwn(zones, zone) ? zones[zone] : undefined;
    if (facts !== undefined) return { zone, ...facts };
    const dot = zone.indexOf('.');
    if (dot < 0) return undefined;
    zone = zone.slice(dot + 1);
  }
}

/** The maximum length of a DNS name. */
const longestName = 253;
