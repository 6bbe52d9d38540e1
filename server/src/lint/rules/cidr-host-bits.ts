// A network that is written as an address in it (cidr_match.c).

import { addressWords, whatFails } from '../../mail/address-words.ts';
import { formatAddress, maskAddress } from '../../syntax/tables/address.ts';
import type { Network } from '../../syntax/tables/cidr.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const cidrHostBits: Rule = {
  code: 'cidr-host-bits',
  title: 'An address with a prefix length is no network',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, pattern, at, network, problem } of addressWords(instance)) {
      if (network === undefined || problem?.code !== 'host-bits') continue;
      const instead = networkAddress(network, pattern.text);
      yield {
        at,
        message:
          `${pattern.text} is an address, not the network that it lies in. ` +
          `Postfix logs: ${list.parameter}: ${problem.message}, and ${whatFails(list.parameter)}. ` +
          `Write ${instead}.`,
        fixes: [{ title: `Change to ${instead}`, edits: [{ at, text: instead }], preferred: true }],
      };
    }
  },
};

/** The network with the brackets where they were. */
function networkAddress({ bytes, length, address, prefix }: Network, text: string): string {
  const masked = formatAddress(maskAddress(bytes ?? [], length ?? 0));
  return (
    text.slice(0, address.start) + masked + text.slice(address.end, prefix?.end) + text.slice(prefix?.end)
  );
}
