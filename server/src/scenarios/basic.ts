import { domain, fullName, listOf, network, wordsOf } from './answers.ts';
import { loopback, newLevel, writtenText, writtenValue } from './common.ts';
import type { Scenario } from './scenario.ts';

export const basic: Scenario = {
  name: 'basic',
  title: 'First settings for every server',
  description:
    'The name of this host, the domains that it has mailboxes for, and the networks that can send anywhere',
  questions: ({ instance }) => [
    {
      id: 'myhostname',
      prompt: 'What is the full DNS name of this host?',
      placeholder: 'mail.example.com',
      initial: writtenText(instance, 'myhostname') || suggestedName(instance.host.hostname),
      check: fullName,
    },
    {
      id: 'mydestination',
      prompt: 'Which domains have their mailboxes on this host?',
      placeholder: '$myhostname, localhost, example.com',
      initial:
        writtenValue(instance, 'mydestination') ||
        (instance.defaultOf('mydestination') ?? '$myhostname, localhost.$mydomain, localhost'),
      check: listOf(domain, 'one or more domains, such as $myhostname, localhost, example.com'),
    },
    {
      id: 'mynetworks',
      prompt: 'Which networks can send anywhere through this host without a password?',
      placeholder: '127.0.0.0/8, 192.0.2.0/24',
      initial: writtenValue(instance, 'mynetworks') || loopback(instance).join(', '),
      check: listOf(network, 'one or more networks, such as 127.0.0.0/8, 192.0.2.0/24'),
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
        text: 'In DNS, create an A record for the name of this host, a PTR record that points back to the name, and for each domain an MX record that names this host.',
      },
      {
        kind: 'remark',
        text: 'Make sure that someone reads the mail for postmaster: add a line such as "root: user" to the aliases, and run newaliases.',
      },
    ];
  },
};

function suggestedName(hostname: string | undefined): string {
  return hostname?.includes('.') ? hostname : '';
}
