// An address that names a network, with a prefix length that allows only this one address.

import { addressLists } from '../../mail/address-lists.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const networkAddressAlone: Rule = {
  code: 'network-address-alone',
  title: 'Prefix length covers only the first address of a network',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { parameter, value, patterns } of addressLists(instance)) {
      for (const pattern of patterns) {
        if (!/^(?:\d+\.){3}0\/32$/.test(pattern.text) || pattern.text.startsWith('0.')) continue;
        const at = value.locate(pattern);
        if (at === undefined) continue;
        yield {
          at,
          message:
            `${pattern.text} in ${parameter} matches only one address, which looks like the address of a network. ` +
            'It does not match the other addresses in the network. ' +
            `If you mean the network, write its prefix length, such as ${pattern.text.replace('/32', '/24')}.`,
        };
      }
    }
  },
};
