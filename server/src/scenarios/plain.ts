import { gate, listens } from './common.ts';
import type { Scenario } from './scenario.ts';

export const plain: Scenario = {
  name: 'plain',
  title: 'A server for its own domains and networks',
  description:
    'Takes mail for its domains from anyone, lets its own networks send anywhere, and is nobody else’s relay',
  questions: () => [],
  changes: ({ instance }) => [
    ...listens(instance),
    { ...gate, forGood: true, networks: true },
    {
      kind: 'restriction',
      name: 'smtpd_recipient_restrictions',
      word: 'reject_unknown_sender_domain',
      fresh: [
        'permit_mynetworks',
        'permit_sasl_authenticated',
        'reject_non_fqdn_sender',
        'reject_unknown_sender_domain',
      ],
      onlyFresh: true,
    },
    { kind: 'remark', text: 'The firewall has to let port 25 in, and port 25 out.' },
  ],
};
