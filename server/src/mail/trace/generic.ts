// smtp_generic_maps: the addresses that other servers see (smtp_map11.c).

import { type Delivery, note } from './delivery.ts';
import { parameterFor } from './destinations.ts';
import { mapsOf } from './lookup.ts';
import { mapAddress } from './mapping.ts';

/** The address after smtp_generic_maps; undefined if a table fails. The null sender stays as it is. */
export function genericAddress(delivery: Delivery, address: string): string | undefined {
  const parameter = parameterFor(delivery, 'smtp_generic_maps');
  if (address === '' || delivery.program.text(parameter) === '') return address;
  const { program } = delivery;
  const maps = mapsOf(program, parameter);
  if (maps === undefined) return address;
  const propagates = program.words('propagate_unmatched_extensions').includes('generic');
  const found = mapAddress(program, maps, address, propagates);
  if (found.kind === 'error') return undefined;
  const [replacement] = found.kind === 'mapped' ? (found.addresses ?? []) : [];
  if (found.kind === 'none' || replacement === undefined) return address;
  note(delivery, {
    what: `Replaces an address for other servers (${parameter}).`,
    before: address,
    after: replacement,
    condition: found.condition,
    at: found.at,
  });
  return replacement;
}
