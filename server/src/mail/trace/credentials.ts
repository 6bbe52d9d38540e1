// smtp_sasl_password_maps: the key whose credentials the client uses (smtp_sasl_passwd_lookup()).

import { type Delivery, note } from './delivery.ts';
import { type Destination, parameterFor } from './destinations.ts';
import type { Found } from './lookup.ts';
import { find, findAddress } from './maps.ts';
import type { Condition } from './model.ts';

/** The key of the entry, never its value; undefined if the client does not log in. */
export function credentialsOf(
  delivery: Delivery,
  { text, host, mx, socket }: Destination,
): string | undefined | 'error' {
  const { program, letter } = delivery;
  const [enable, maps] = ['smtp_sasl_auth_enable', 'smtp_sasl_password_maps'].map((name) =>
    parameterFor(delivery, name),
  ) as [string, string];
  if (!program.is(enable) || program.text(maps) === '') return undefined;
  const bySender =
    program.name !== 'lmtp' && program.is('smtp_sender_dependent_authentication') && letter.sender !== '';
  const lookups: (readonly [string, () => Found])[] = [
    ...(bySender ? [[letter.sender, () => findAddress(delivery, maps, letter.sender)] as const] : []),
    // The names of MX hosts are in DNS. An entry for one of them would be found first.
    ...(mx || socket ? [] : [[host, () => find(delivery, maps, host)] as const]),
    ...(mx || text !== host ? [[text, () => find(delivery, maps, text)] as const] : []),
  ];
  let assumed: Condition | undefined;
  for (const [key, lookUp] of lookups) {
    const found = lookUp();
    if (found.kind === 'error') return 'error';
    if (found.kind === 'none') {
      assumed = found.condition ?? assumed;
      continue;
    }
    note(delivery, {
      what: `Logs in with the credentials for ${key}, if the server offers AUTH.`,
      condition: found.condition,
      at: found.at,
    });
    return found.key;
  }
  note(delivery, {
    what: `Does not log in: ${maps} has no entry for ${text}.`,
    condition: assumed,
    at: program.at(maps),
  });
  return undefined;
}
