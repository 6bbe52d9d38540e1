// A network with the address of a host in it instead of the network address (cidr_match.c).

import { addressWords, isCriticalList, whatFails } from '../../mail/address-patterns.ts';
import { formatAddress, maskAddress } from '../../syntax/tables/address.ts';
import type { Network } from '../../syntax/tables/cidr.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const cidrHostBits: Rule = {
  code: 'cidr-host-bits',
  title: 'Network address has host bits set',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, pattern, at, network, problem } of addressWords(instance)) {
      if (network === undefined || problem?.code !== 'host-bits') continue;
      const instead = networkAddress(network, pattern.text);
      yield {
        at,
        ...(isCriticalList(list.parameter) ? {} : { severity: 'warning' as const }),
        message:
          `${pattern.text} is a host address with a prefix length, not a network. ` +
          `Postfix logs ${logText(`${list.parameter}: ${problem.message}`)} and ${whatFails(list.parameter)}. ` +
          `Write ${instead}.`,
        fixes: [{ title: `Change to ${instead}`, edits: [{ at, text: instead }], preferred: true }],
      };
    }
  },
};

/** The network, with brackets as in the original. */
function networkAddress({ bytes, length, address, prefix }: Network, text: string): string {
  const masked = formatAddress(maskAddress(bytes ?? [], length ?? 0));
  return (
    text.slice(0, address.start) + masked + text.slice(address.end, prefix?.end) + text.slice(prefix?.end)
  );
}
