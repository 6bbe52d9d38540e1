// The addresses that Postfix regards as its own (own_inet_addr.c): those of inet_interfaces, and of proxy_interfaces.

import type { Instance, PlacedService } from '../instance/instance.ts';
import { parseAddress } from '../syntax/tables/address.ts';

export type InterfaceParameter = 'inet_interfaces' | 'proxy_interfaces';

/** Undefined if only the host or DNS knows. */
export function ownsAddress(
  instance: Instance,
  service: PlacedService | undefined,
  address: readonly number[],
  parameters: readonly InterfaceParameter[],
): boolean | undefined {
  let isKnown = true;
  for (const word of parameters.flatMap((parameter) => wordsOf(instance, service, parameter))) {
    const addresses = addressesOf(instance, word.replace(/^\[(.*)\]$/, '$1'));
    if (addresses?.some((own) => isSame(own, address))) return true;
    isKnown &&= addresses !== undefined;
  }
  return isKnown ? false : undefined;
}

function wordsOf(
  instance: Instance,
  service: PlacedService | undefined,
  parameter: InterfaceParameter,
): readonly string[] {
  const text = instance.expanded(parameter, service)?.text ?? '';
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  return words.length === 0 && parameter === 'inet_interfaces' ? ['all'] : words;
}

function addressesOf({ host }: Instance, word: string): readonly string[] | undefined {
  if (word === 'all') return host.addresses?.map(({ address }) => address);
  if (word === 'loopback-only' || word === 'localhost') return ['127.0.0.1', '::1'];
  return parseAddress(word, familyOf(word)) === undefined ? undefined : [word];
}

function isSame(text: string, address: readonly number[]): boolean {
  const own = parseAddress(text, familyOf(text));
  return own !== undefined && own.length === address.length && own.every((byte, i) => byte === address[i]);
}

function familyOf(text: string): 'ipv4' | 'ipv6' {
  return text.includes(':') ? 'ipv6' : 'ipv4';
}
