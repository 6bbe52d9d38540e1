import { listOf, relayDomain, time, wordsOf } from './answers.ts';
import { gate, listens, writtenText } from './common.ts';
import { notHere, recipientChanges, recipientQuestions, relayedDomains } from './relaying.ts';
import type { Scenario } from './scenario.ts';

export const backupMx: Scenario = {
  name: 'backup-mx',
  title: 'Hold mail while the main server is away',
  description: 'A second server, which takes the mail of a domain while its main server cannot be reached',
  questions: ({ instance, tables }) => [
    {
      id: 'domains',
      prompt: 'For which domains is this host the backup?',
      placeholder: 'example.com, example.org',
      initial: relayedDomains(instance, tables)
        .filter(({ nextHop }) => nextHop === undefined)
        .map(({ domain }) => domain)
        .join(', '),
      check: listOf(relayDomain, 'the domains, such as example.com'),
    },
    ...recipientQuestions(instance, false),
    {
      id: 'lifetime',
      prompt: 'How long may mail wait for the main server?',
      placeholder: '20d',
      initial: writtenText(instance, 'maximal_queue_lifetime') || '20d',
      check: time,
    },
  ],
  changes: ({ instance }, answers) => {
    const domains = wordsOf(answers.domains);
    return [
      ...listens(instance),
      notHere(domains),
      { kind: 'words', name: 'relay_domains', words: domains },
      ...recipientChanges(domains, answers),
      { kind: 'set', name: 'maximal_queue_lifetime', value: answers.lifetime ?? '' },
      gate,
      {
        kind: 'remark',
        text: 'DNS: the MX record of each domain that names this host has a higher number than that of the main server.',
      },
      {
        kind: 'remark',
        text: 'Bring the list of addresses up to date when the main server’s changes, by a nightly job for instance, and run postmap on it.',
      },
    ];
  },
};
