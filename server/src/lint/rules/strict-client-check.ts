// Restrictions that reject the mail of correctly working servers whose DNS is not perfect (smtpd_check.c,
// reject_unknown_client and reject_unknown_hostname).

import { restriction } from '../../catalog/restrictions.ts';
import { insertWord } from '../../edits/lists.ts';
import type { ExpandedValue } from '../../instance/expanded-values.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import type { Tables } from '../../instance/table-files.ts';
import { lookupAccess } from '../../mail/access-lookup.ts';
import { everyAddressWord } from '../../mail/address-patterns.ts';
import { isReached } from '../../mail/last-reached.ts';
import { addressKeys } from '../../mail/lookup-keys.ts';
import { isRestriction, restrictionWords } from '../../mail/restriction-words.ts';
import type { Network } from '../../syntax/tables/cidr.ts';
import type { Restriction, ValueNode } from '../../syntax/value.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const strictClientCheck: Rule = {
  code: 'strict-client-check',
  title: 'Restriction also rejects legitimate mail',
  severity: 'information',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    for (const { list, node, index, at } of restrictionWords(instance)) {
      if (node.kind !== 'restriction' || isRestriction(list.value.nodes[index - 1], 'warn_if_reject'))
        continue;
      if (!isReached(instance, list, index)) continue;
      const own = requiresName(node) ? privateNetworks(instance, list.service) : [];
      if (own.some((network) => !isExempt(tables, list.value.nodes.slice(0, index), network))) {
        yield ownNetworks(instance, list.value, node, at, own);
        continue;
      }
      const known = effects[node.name.text.toLowerCase()];
      if (known === undefined) continue;
      yield {
        at,
        message: `${node.name.text} also rejects legitimate mail. It rejects ${known.rejects}. ${known.instead}`,
      };
    }
  },
};

function requiresName(node: Restriction): boolean {
  return isRestriction(
    node,
    'reject_unknown_client_hostname',
    'reject_unknown_client',
    'reject_unknown_reverse_client_hostname',
  );
}

function ownNetworks(
  instance: Instance,
  value: ExpandedValue,
  node: Restriction,
  at: Location,
  networks: readonly Network[],
): Finding {
  const edit = insertWord(instance, value, 'permit_mynetworks', node);
  const shown = networks
    .slice(0, 3)
    .map(({ address, prefix }) => `${address.text}${prefix ? `/${prefix.text}` : ''}`);
  return {
    at,
    message:
      `${node.name.text} also applies to the private networks in mynetworks (${shown.join(', ')}${networks.length > 3 ? ', …' : ''}), because permit_mynetworks does not come before it. ` +
      'smtpd rejects their clients, whose addresses usually have no name in the DNS. ' +
      'Put permit_mynetworks before it.',
    ...(edit && { fixes: [{ title: 'Insert permit_mynetworks', edits: [edit], preferred: true }] }),
  };
}

/** The private networks in mynetworks, if the configuration sets it for the service. */
function privateNetworks(instance: Instance, service: PlacedService | undefined): readonly Network[] {
  const words = everyAddressWord(instance).filter(({ list }) => list.parameter === 'mynetworks');
  const own = words.some(({ list }) => list.service === service) ? service : undefined;
  return words.flatMap(({ list, pattern, network, problem }) =>
    list.service === own &&
    !pattern.negated &&
    network !== undefined &&
    problem === undefined &&
    isPrivate(network)
      ? network
      : [],
  );
}

/** RFC 1918 and RFC 4193. */
function isPrivate({ family, bytes = [] }: Network): boolean {
  const [first = 0, second = 0] = bytes;
  if (family === 'ipv6') return (first & 0xfe) === 0xfc;
  return first === 10 || (first === 172 && (second & 0xf0) === 16) || (first === 192 && second === 168);
}

/** Whether a restriction in the list may permit the clients of a network. */
function isExempt(tables: Tables, earlier: readonly ValueNode[], { address }: Network): boolean {
  return earlier.some((node) => {
    const name = node.kind === 'restriction' ? node.name.text.toLowerCase() : '';
    // A class, or a table without a restriction, may permit them.
    if (node.kind !== 'restriction' || restriction(name) === undefined) return true;
    if (name !== 'check_client_access' || node.argument?.kind !== 'table')
      return name === 'permit_mynetworks';
    const answers = lookupAccess(tables, node.argument, addressKeys(address.text));
    return (
      answers === undefined || answers.some(({ effect }) => ['permits', 'list', 'unknown'].includes(effect))
    );
  });
}

interface Effect {
  readonly rejects: string;
  readonly instead: string;
}

const client: Effect = {
  rejects:
    'every client whose address has no name, and every client whose name does not resolve back to the address',
  instead:
    'Write reject_unknown_reverse_client_hostname, which requires only a name, or first test the restriction with warn_if_reject before it.',
};

const helo: Effect = {
  rejects:
    'every client whose HELO name is not in the DNS, and many servers behind NAT greet with an internal name',
  instead: 'Put warn_if_reject before it and read the log before you enforce it.',
};

const effects: Readonly<Record<string, Effect | undefined>> = {
  reject_unknown_client_hostname: client,
  reject_unknown_client: client,
  reject_unknown_helo_hostname: helo,
  reject_unknown_hostname: helo,
};
