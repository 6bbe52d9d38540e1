// The lookups of delivery agents. Each parameter has its own flags.

import type { LookupFlags } from '../dictionary.ts';
import { type Delivery, note } from './delivery.ts';
import * as lookup from './lookup.ts';
import { type Found, failedLookup } from './lookup.ts';

/** Keys in any case, and no `$1` from the key in results that name commands, files, and transports. */
const flagsOf: Readonly<Record<string, LookupFlags>> = {
  alias_maps: { fold: true, substitution: false },
  mailbox_transport_maps: { fold: false, substitution: false },
  fallback_transport_maps: { fold: false, substitution: false },
  mailbox_command_maps: { fold: false, substitution: false },
  virtual_mailbox_maps: { fold: false, substitution: false },
  virtual_uid_maps: { fold: false, substitution: false },
  virtual_gid_maps: { fold: false, substitution: false },
};

/** maps_find() */
export function find(delivery: Delivery, parameter: string, key: string): Found {
  const { program } = delivery;
  const maps = lookup.mapsOf(program, parameter, flagsOf[parameter]);
  return maps === undefined ? { kind: 'none' } : explained(delivery, key, lookup.find(program, maps, key));
}

/** mail_addr_find() */
export function findAddress(delivery: Delivery, parameter: string, address: string): Found {
  const { program } = delivery;
  const maps = lookup.mapsOf(program, parameter, flagsOf[parameter]);
  return maps === undefined
    ? { kind: 'none' }
    : explained(delivery, address, lookup.findAddress(program, maps, address));
}

function explained(delivery: Delivery, key: string, found: Found): Found {
  if (found.kind === 'error') note(delivery, failedLookup(key, found));
  return found;
}
