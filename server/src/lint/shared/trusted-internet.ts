// `0.0.0.0/0` or `[::]/0` in mynetworks, where it makes a service an open relay: one rule reports it, and others leave it out.

import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import { addressLists } from '../../mail/address-lists.ts';
import { everyAddressWord } from '../../mail/address-patterns.ts';
import { stranger } from '../../mail/mail.ts';
import { relay } from '../../mail/relay.ts';
import { isReachable, smtpdScopes } from '../../mail/smtpd-services.ts';
import type { Configuration } from '../rule.ts';

export interface TrustedInternet {
  /** As written. */
  readonly text: string;
  readonly at: Location;
}

export const permitsNetworks = /^permit_mynetworks$/i;

/** The entries in the mynetworks of a service that contain every client. */
export function trustedInternet(
  instance: Instance,
  service: PlacedService | undefined,
): readonly TrustedInternet[] {
  const isOwn = addressLists(instance).some(
    (list) => list.parameter === 'mynetworks' && list.service === service,
  );
  const found = everyAddressWord(instance).filter(
    ({ list, pattern, network, problem }) =>
      list.parameter === 'mynetworks' &&
      list.service === (isOwn ? service : undefined) &&
      !pattern.negated &&
      network?.length === 0 &&
      problem === undefined,
  );
  return found.map(({ pattern, at }) => ({ text: pattern.text, at }));
}

/** The entries because of which services relay for strangers. */
export function relayingEntries(context: Configuration): readonly TrustedInternet[] {
  const { instance } = context;
  return smtpdScopes(instance).flatMap((service) => {
    const entries = trustedInternet(instance, service);
    if (entries.length === 0 || !isReachable(instance, service)) return [];
    return trustsStrangers(context, service) ? entries : [];
  });
}

/** Whether strangers can relay because they are in mynetworks: in the list, or in a file or table that it names. */
export function relaysForNetworks(context: Configuration): boolean {
  return smtpdScopes(context.instance).some(
    (service) => isReachable(context.instance, service) && trustsStrangers(context, service),
  );
}

function trustsStrangers(context: Configuration, service: PlacedService | undefined): boolean {
  const { verdict, usual, usualDecision } = relay(context, service, stranger);
  return verdict !== 'dies' && usual === 'permits' && permitsNetworks.test(usualDecision?.word ?? '');
}
