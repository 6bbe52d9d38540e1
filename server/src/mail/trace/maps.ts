// The lookups of delivery agents. Each parameter has its own flags.

import type { Location } from '../../instance/instance.ts';
import type { LookupFlags } from '../dictionary.ts';
import type { Delivery } from './delivery.ts';
import * as lookup from './lookup.ts';
import type { Condition } from './model.ts';

export type Found =
  | {
      readonly kind: 'found';
      /** Undefined if only the table knows. */
      readonly text: string | undefined;
      readonly key: string;
      readonly at: readonly Location[];
      readonly condition?: Condition;
    }
  | { readonly kind: 'none'; readonly condition?: Condition }
  | { readonly kind: 'error'; readonly at: readonly Location[]; readonly condition?: Condition };

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
export function find({ program }: Delivery, parameter: string, key: string): Found {
  const maps = lookup.mapsOf(program, parameter, flagsOf[parameter]);
  return maps === undefined ? { kind: 'none' } : lookup.find(program, maps, key);
}

/** mail_addr_find() */
export function findAddress({ program }: Delivery, parameter: string, address: string): Found {
  const maps = lookup.mapsOf(program, parameter, flagsOf[parameter]);
  return maps === undefined ? { kind: 'none' } : lookup.findAddress(program, maps, address);
}
