import { addressOf, host, listOf, relayDomain, wordsOf } from './answers.ts';
import { listens, loopback, relayCheck } from './common.ts';
import {
  deliverTo,
  notHosted,
  recipientChanges,
  recipientQuestions,
  relayedDomains,
  unverified,
} from './relaying.ts';
import type { Scenario } from './scenario.ts';

export const dmzRelay: Scenario = {
  name: 'dmz-relay',
  title: 'A relay for an internal server',
  description:
    'Relays mail for a domain to an internal server, such as Exchange or another Postfix, and relays outgoing mail from it',
  questions: ({ instance, tables }) => {
    const known = relayedDomains(instance, tables).filter(({ nextHop }) => nextHop !== undefined);
    return [
      {
        id: 'domains',
        prompt: 'Which domains have their mailboxes on the internal server?',
        placeholder: 'example.com, example.org',
        initial: known.map(({ domain }) => domain).join(', '),
        check: listOf(relayDomain, 'one or more domains, such as example.com'),
      },
      {
        id: 'server',
        prompt: 'What is the name or the address of the internal server?',
        placeholder: '192.0.2.99',
        initial: known[0]?.nextHop?.replace(/^\[(.*)\]$/, '$1') ?? '',
        check: host,
      },
      ...recipientQuestions(instance, true),
    ];
  },
  changes: ({ instance }, answers) => {
    const domains = wordsOf(answers.domains);
    const server = answers.server ?? '';
    const inner = addressOf(server);
    return [
      ...listens(instance),
      notHosted(domains),
      { kind: 'words', name: 'relay_domains', words: domains },
      ...recipientChanges(domains, answers),
      ...deliverTo(domains, server),
      ...(inner === undefined
        ? ([
            {
              kind: 'remark',
              text: `For outgoing mail, add the address of ${server} to mynetworks. A host name does not work there.`,
            },
          ] as const)
        : ([{ kind: 'words', name: 'mynetworks', words: [inner], base: loopback(instance) }] as const)),
      { ...relayCheck, networks: true },
      ...unverified(answers),
      {
        kind: 'remark',
        text: 'If the internal server runs Postfix, set relayhost = [NAME OF THIS HOST] there. Keep the brackets.',
      },
      { kind: 'remark', text: 'In DNS, point the MX record of each domain to this host.' },
    ];
  },
};
