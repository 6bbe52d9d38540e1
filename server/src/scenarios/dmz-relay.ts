import { addressOf, host, listOf, relayDomain, wordsOf } from './answers.ts';
import { gate, listens, loopback } from './common.ts';
import {
  handOver,
  notHere,
  recipientChanges,
  recipientQuestions,
  relayedDomains,
  unverified,
} from './relaying.ts';
import type { Scenario } from './scenario.ts';

export const dmzRelay: Scenario = {
  name: 'dmz-relay',
  title: 'A relay in front of an inner server',
  description:
    'Takes the mail of a domain for a server inside, Exchange or another Postfix, and sends out what comes from there',
  questions: ({ instance, tables }) => {
    const known = relayedDomains(instance, tables).filter(({ nextHop }) => nextHop !== undefined);
    return [
      {
        id: 'domains',
        prompt: 'For which domains does the inner server have the mailboxes?',
        placeholder: 'example.com, example.org',
        initial: known.map(({ domain }) => domain).join(', '),
        check: listOf(relayDomain, 'the domains, such as example.com'),
      },
      {
        id: 'server',
        prompt: 'What is the name or the address of the inner server?',
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
      notHere(domains),
      { kind: 'words', name: 'relay_domains', words: domains },
      ...recipientChanges(domains, answers),
      ...handOver(domains, server),
      ...(inner === undefined
        ? ([
            {
              kind: 'remark',
              text: `For mail that goes out, put the address of ${server} into mynetworks: names do not belong there.`,
            },
          ] as const)
        : ([{ kind: 'words', name: 'mynetworks', words: [inner], base: loopback(instance) }] as const)),
      { ...gate, networks: true },
      ...unverified(answers),
      {
        kind: 'remark',
        text: 'On the inner server, if it is a Postfix: relayhost = [NAME OF THIS HOST], in brackets.',
      },
      { kind: 'remark', text: 'The MX record of each domain names this host.' },
    ];
  },
};
