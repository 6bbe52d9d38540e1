import { listOf, relayDomain, time, wordsOf } from './answers.ts';
import { listens, relayCheck, writtenText } from './common.ts';
import { notHosted, recipientChanges, recipientQuestions, relayedDomains } from './relaying.ts';
import type { Scenario } from './scenario.ts';

export const backupMx: Scenario = {
  name: 'backup-mx',
  title: 'Hold mail while the main server is down',
  description: 'A second server, which accepts mail for a domain while its main server cannot be reached',
  questions: ({ instance, tables }) => [
    {
      id: 'domains',
      prompt: 'For which domains is this host the backup?',
      placeholder: 'example.com, example.org',
      initial: relayedDomains(instance, tables)
        .filter(({ nextHop }) => nextHop === undefined)
        .map(({ domain }) => domain)
        .join(', '),
      check: listOf(relayDomain, 'one or more domains, such as example.com'),
    },
    ...recipientQuestions(instance, false),
    {
      id: 'lifetime',
      prompt: 'How long can mail wait for the main server?',
      placeholder: '20d',
      initial: writtenText(instance, 'maximal_queue_lifetime') || '20d',
      check: time,
    },
  ],
  changes: ({ instance }, answers) => {
    const domains = wordsOf(answers.domains);
    return [
      ...listens(instance),
      notHosted(domains),
      { kind: 'words', name: 'relay_domains', words: domains },
      ...recipientChanges(domains, answers),
      { kind: 'set', name: 'maximal_queue_lifetime', value: answers.lifetime ?? '' },
      relayCheck,
      {
        kind: 'remark',
        text: 'In DNS, give the MX record of this host a higher number than that of the main server, for each domain.',
      },
      {
        kind: 'remark',
        text: 'Update the list of addresses when the list on the main server changes, for example with a nightly job, and run postmap on it.',
      },
    ];
  },
};
