// An address of a router or proxy that is in mynetworks: clients that connect through it are trusted.

import { insertWord } from '../../edits/lists.ts';
import { expandedValue } from '../../instance/expanded-values.ts';
import { type AddressWord, everyAddressWord } from '../../mail/address-patterns.ts';
import { inNetwork } from '../../mail/pattern-match.ts';
import { textIn } from '../../mail/restriction-words.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const proxyInterfacesTrust: Rule = {
  code: 'proxy-interfaces-trust',
  title: 'Proxy address is trusted by mynetworks',
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
          `If this router or proxy hides client addresses, strangers can relay, because ${address} is in mynetworks. ` +
          'proxy_interfaces only tells Postfix to treat the address as its own. ' +
          `Put ${exception} before the network in mynetworks, unless client addresses are preserved.`,
        related: [{ at: place, message: 'This network contains the address' }],
        ...(edit && {
          fixes: [{ title: `Add ${exception} before ${pattern.text}`, edits: [edit] }],
        }),
      };
    }
  },
};

/** No host is reached through more addresses, or trusts more networks. */
const maxAddresses = 100;
const maxNetworks = 10_000;

function covers({ network, problem }: AddressWord, address: string): boolean {
  return network !== undefined && problem === undefined && inNetwork(network, address) === true;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
