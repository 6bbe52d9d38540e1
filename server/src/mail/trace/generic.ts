// smtp_generic_maps: the addresses that other servers see (smtp_map11.c).

import { type Delivery, note } from './delivery.ts';
import { parameterFor } from './destinations.ts';
import { findAddress } from './maps.ts';

/** The address after smtp_generic_maps; undefined if a table fails. The null sender stays as it is. */
export function genericAddress(delivery: Delivery, address: string): string | undefined {
  const parameter = parameterFor(delivery, 'smtp_generic_maps');
  if (address === '' || delivery.program.text(parameter) === '') return address;
  const found = findAddress(delivery, parameter, address);
  if (found.kind === 'error') return undefined;
  if (found.kind === 'none') return address;
  if (found.text === undefined) return address;
  note(delivery, {
    what: `Replaces an address for other servers (${parameter})`,
    before: address,
    after: found.text,
    condition: found.condition,
    at: found.at,
  });
  return found.text;
}
