// An interface address whose protocol inet_protocols disables (own_inet_addr.c). Which addresses the host has is not
// visible in the files.

import { expandedValue } from '../../instance/expanded-values.ts';
import type { Instance } from '../../instance/instance.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const inetProtocolsMismatch: Rule = {
  code: 'inet-protocols-mismatch',
  title: 'inet_interfaces has an address for a disabled protocol',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const protocols = enabled(instance);
    const value =
      instance.value('inet_interfaces')?.source.kind === 'entry'
        ? expandedValue(instance, 'inet_interfaces')
        : undefined;
    if (protocols === undefined || value === undefined || value.expansion.problems.length > 0) return;
    for (const match of value.expansion.text.matchAll(/[^\s,]+/g)) {
      const [word] = match;
      const family = familyOf(word.replace(/^\[(.*)\]$/, '$1'));
      const at = value.locate({ start: match.index, end: match.index + word.length });
      if (family === undefined || protocols.has(family) || at === undefined) continue;
      yield {
        at,
        message:
          `${word} is an ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address, but inet_protocols does not include ${family}. ` +
          `Postfix programs exit with: ${logText(`config variable inet_interfaces: host not found: ${word}`)}. ` +
          `Add ${family} to inet_protocols, or remove the address.`,
      };
    }
  },
};

function enabled(instance: Instance): ReadonlySet<string> | undefined {
  const expansion = instance.expanded('inet_protocols');
  if (expansion === undefined || expansion.problems.length > 0) return undefined;
  const words = expansion.text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  if (words.includes('all') || !words.every((word) => word === 'ipv4' || word === 'ipv6')) return undefined;
  return words.length === 0 ? undefined : new Set(words);
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  if (parseAddress(address, 'ipv4') !== undefined) return 'ipv4';
  return parseAddress(address, 'ipv6') === undefined ? undefined : 'ipv6';
}
