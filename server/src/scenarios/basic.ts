import { domain, fullName, listOf, network, wordsOf } from './answers.ts';
import { loopback, newLevel, writtenText, writtenValue } from './common.ts';
import type { Scenario } from './scenario.ts';

export const basic: Scenario = {
  name: 'basic',
  title: 'The first settings of every server',
  description:
    'The name of this host, the domains whose mail ends here, and the networks that may send anywhere',
  questions: ({ instance }) => [
    {
      id: 'myhostname',
      prompt: 'What is the full name of this host, as DNS knows it?',
      placeholder: 'mail.example.com',
      initial: writtenText(instance, 'myhostname') || suggestedName(instance.host.hostname),
      check: fullName,
    },
    {
      id: 'mydestination',
      prompt: 'For which domains are the mailboxes on this host?',
      placeholder: '$myhostname, localhost, example.com',
      initial:
        writtenValue(instance, 'mydestination') ||
        (instance.defaultOf('mydestination') ?? '$myhostname, localhost.$mydomain, localhost'),
      check: listOf(domain, 'the domains, such as $myhostname, localhost, example.com'),
    },
    {
      id: 'mynetworks',
      prompt: 'Which networks may send anywhere through this host without a password?',
      placeholder: '127.0.0.0/8, 192.0.2.0/24',
      initial: writtenValue(instance, 'mynetworks') || loopback(instance).join(', '),
      check: listOf(network, 'the networks, such as 127.0.0.0/8, 192.0.2.0/24'),
    },
  ],
  changes: ({ instance }, answers) => {
    const level = instance.entries.length === 0 ? newLevel(instance) : undefined;
    return [
      ...(level === undefined ? [] : [{ kind: 'set', name: 'compatibility_level', value: level } as const]),
      { kind: 'set', name: 'myhostname', value: answers.myhostname ?? '' },
      { kind: 'words', name: 'mydestination', words: wordsOf(answers.mydestination), only: true },
      { kind: 'words', name: 'mynetworks', words: wordsOf(answers.mynetworks), only: true },
      {
        kind: 'remark',
        text: 'DNS needs an A record for the name of this host, a PTR record that leads back to it, and an MX record of each domain that names it.',
      },
      {
        kind: 'remark',
        text: 'Somebody has to read the mail of postmaster: a line such as "root: user" in the aliases, then newaliases.',
      },
    ];
  },
};

function suggestedName(hostname: string | undefined): string {
  return hostname?.includes('.') ? hostname : '';
}
