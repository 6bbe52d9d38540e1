import { listens, relayCheck } from './common.ts';
import type { Scenario } from './scenario.ts';

export const plain: Scenario = {
  name: 'plain',
  title: 'A server for its own domains and networks',
  description:
    'Accepts mail for its domains from anyone, lets its own networks send anywhere, and does not relay for anyone else',
  questions: () => [],
  changes: ({ instance }) => [
    ...listens(instance),
    { ...relayCheck, permanent: true, networks: true },
    {
      kind: 'restriction',
      name: 'smtpd_recipient_restrictions',
      word: 'reject_unknown_sender_domain',
      initial: [
        'permit_mynetworks',
        'permit_sasl_authenticated',
        'reject_non_fqdn_sender',
        'reject_unknown_sender_domain',
      ],
      onlyIfUnset: true,
    },
    { kind: 'remark', text: 'In the firewall, allow incoming and outgoing connections to port 25.' },
  ],
};
