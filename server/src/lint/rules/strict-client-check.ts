// Restrictions that reject the mail of correctly working servers whose DNS is not perfect (smtpd_check.c,
// reject_unknown_client and reject_unknown_hostname).

import { isReached } from '../../mail/last-reached.ts';
import { isRestriction, restrictionWords } from '../../mail/restriction-words.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const strictClientCheck: Rule = {
  code: 'strict-client-check',
  title: 'Restriction also rejects legitimate mail',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, node, index, at } of restrictionWords(instance)) {
      if (node.kind !== 'restriction' || isRestriction(list.value.nodes[index - 1], 'warn_if_reject'))
        continue;
      const known = effects[node.name.text.toLowerCase()];
      if (known === undefined || !isReached(instance, list, index)) continue;
      yield {
        at,
        message: `${node.name.text} also rejects legitimate mail. It rejects ${known.rejects}. ${known.instead}`,
      };
    }
  },
};

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
