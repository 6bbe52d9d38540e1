// An address of a router or proxy that mynetworks covers: whoever comes through it is trusted.

import { insertWord } from '../../edits/lists.ts';
import { expandedValue } from '../../instance/words.ts';
import { type AddressWord, everyAddressWord } from '../../mail/address-words.ts';
import { textIn } from '../../mail/list-words.ts';
import { inNetwork } from '../../mail/pattern-match.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const proxyInterfacesTrust: Rule = {
  code: 'proxy-interfaces-trust',
  title: 'proxy_interfaces takes no trust away',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    if (!instance.entriesByName.has('proxy_interfaces')) return;
    const value = expandedValue(instance, 'proxy_interfaces');
    const networks = everyAddressWord(instance)
      .filter(({ list }) => list.parameter === 'mynetworks' && list.service === undefined)
      .slice(0, maxNetworks);
    for (const node of value?.nodes.slice(0, maxAddresses) ?? []) {
      if (value === undefined) return;
      const address = textIn(value, node).replace(/^\[(.*)\]$/, '$1');
      const found = networks.find((word) => covers(word, address));
      const at = value.locate(node);
      if (at === undefined || found === undefined || found.pattern.negated || isLoopback(address)) continue;
      const { list, pattern, at: place } = found;
      const exception = `!${address.includes(':') ? `[${address}]` : address}`;
      const edit = insertWord(instance, list.value, exception, pattern);
      yield {
        at,
        message:
          `${address} is in mynetworks, and what comes through it is trusted. ` +
          'proxy_interfaces only tells Postfix that the address is its own: where the router or proxy hides the addresses of clients, strangers relay, and nothing is logged. ' +
          `Put ${exception} in front of the network in mynetworks, unless clients keep their addresses.`,
        related: [{ at: place, message: 'The network that it lies in' }],
        ...(edit && {
          fixes: [{ title: `Put ${exception} in front of ${pattern.text}`, edits: [edit] }],
        }),
      };
    }
  },
};

/** No host stands behind more, and trusts more. */
const maxAddresses = 100;
const maxNetworks = 10_000;

function covers({ network, problem }: AddressWord, address: string): boolean {
  return network !== undefined && problem === undefined && inNetwork(network, address) === true;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
