// An address of a router or proxy that mynetworks covers: whoever comes through it is trusted.

import type { ExpandedValue } from '../instance/words.ts';
import { expandedValue } from '../instance/words.ts';
import { addressLists } from '../mail/address-lists.ts';
import type { AddressPattern } from '../mail/networks.ts';
import { isNetwork } from '../mail/networks.ts';
import { inNetwork } from '../mail/pattern-match.ts';
import { parseNetwork } from '../syntax/tables/cidr.ts';
import { insertWord } from './list-edits.ts';
import { textIn } from './list-words.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

export const proxyInterfacesTrust: Rule = {
  code: 'proxy-interfaces-trust',
  title: 'proxy_interfaces takes no trust away',
  severity: 'information',
  *check({ instance }: RuleContext): Generator<Finding> {
    if (!instance.entriesByName.has('proxy_interfaces')) return;
    const value = expandedValue(instance, 'proxy_interfaces');
    const networks = addressLists(instance).find(
      ({ parameter, service }) => parameter === 'mynetworks' && service === undefined,
    );
    if (value === undefined || networks === undefined) return;
    for (const node of value.nodes.slice(0, maxAddresses)) {
      const address = textIn(value, node).replace(/^\[(.*)\]$/, '$1');
      const pattern = networks.patterns.find((each) => covers(each, address));
      const at = value.locate(node);
      if (at === undefined || pattern === undefined || pattern.negated || isLoopback(address)) continue;
      const place = networks.value.locate(pattern);
      const exception = `!${address.includes(':') ? `[${address}]` : address}`;
      const edit = insertWord(instance, networks.value, exception, pattern);
      yield {
        at,
        message:
          `${address} is in mynetworks, and what comes through it is trusted. ` +
          'proxy_interfaces only tells Postfix that the address is its own: where the router or proxy hides the addresses of clients, strangers relay, and nothing is logged. ' +
          `Put ${exception} in front of the network in mynetworks, unless clients keep their addresses.`,
        ...(place && { related: [{ at: place, message: 'The network that it lies in' }] }),
        ...(edit && {
          fixes: [{ title: `Put ${exception} in front of ${shown(networks.value, pattern)}`, edits: [edit] }],
        }),
      };
    }
  },
};

/** No host stands behind more. */
const maxAddresses = 100;

function covers(pattern: AddressPattern, address: string): boolean {
  if (!isNetwork(pattern.text)) return false;
  const { network, problem } = parseNetwork(pattern.text) ?? {};
  return network !== undefined && problem === undefined && inNetwork(network, address) === true;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

function shown(value: ExpandedValue, pattern: AddressPattern): string {
  return textIn(value, pattern);
}
