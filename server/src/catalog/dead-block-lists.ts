// Block lists whose operators have announced their end. Data: dead-block-lists.json.

import data from '../../catalog/dead-block-lists.json' with { type: 'json' };

export interface DeadBlockList {
  readonly zone: string;
  /** `2006-12-18`, or a month. */
  readonly ended: string;
  /** It has answered yes to every question since. */
  readonly listsAll?: boolean;
  readonly source: string;
}

const zones: Readonly<Record<string, Omit<DeadBlockList, 'zone'> | undefined>> = data.zones as never;

/** The list that a name belongs to: `dul.dnsbl.sorbs.net` to `sorbs.net`. */
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

/** No name in the DNS is longer. */
const longestName = 253;
