import { fullName, listOf, network, wordsOf } from './answers.ts';
import { gate, listens, loopback, writtenText, writtenValue } from './common.ts';
import type { Scenario } from './scenario.ts';

export const dyndns: Scenario = {
  name: 'dyndns',
  title: 'Mail straight to a dynamic address',
  description: 'A host whose name follows a changing address, with no other server behind it',
  caution:
    'Do not rely on it: while this host is away mail waits with the senders, and whoever gets its old address may take the mail.',
  instead: 'dyndns-relay',
  questions: ({ instance }) => [
    {
      id: 'myhostname',
      prompt: 'Which name follows the address of this host?',
      placeholder: 'home.example.net',
      initial: writtenText(instance, 'myhostname'),
      check: fullName,
    },
    {
      id: 'mynetworks',
      prompt: 'Which networks may send anywhere through this host? None of the provider’s belongs here.',
      placeholder: '127.0.0.0/8, 192.0.2.0/24',
      initial: writtenValue(instance, 'mynetworks') || loopback(instance).join(', '),
      check: listOf(network, 'the networks, such as 127.0.0.0/8'),
    },
  ],
  changes: ({ instance }, answers) => {
    const { myhostname = '' } = answers;
    return [
      ...listens(instance),
      { kind: 'set', name: 'myhostname', value: myhostname },
      { kind: 'words', name: 'mydestination', words: ['$myhostname'] },
      {
        kind: 'remove-domains',
        domains: [myhostname.slice(myhostname.indexOf('.') + 1)],
        lists: ['mydestination'],
        whenKept:
          'Mail from here to others under the domain of the one who provides the name ends on this host.',
      },
      { kind: 'words', name: 'mynetworks', words: wordsOf(answers.mynetworks), only: true },
      gate,
      { kind: 'remark', text: `A program has to tell the provider of ${myhostname} each new address.` },
      {
        kind: 'remark',
        text: 'Most servers refuse mail from dynamic addresses: send through the provider’s server, by relayhost.',
      },
    ];
  },
};
