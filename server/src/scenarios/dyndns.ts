import { fullName, listOf, network, wordsOf } from './answers.ts';
import { listens, loopback, relayCheck, writtenText, writtenValue } from './common.ts';
import type { Scenario } from './scenario.ts';

export const dyndns: Scenario = {
  name: 'dyndns',
  title: 'Receive mail directly at a dynamic address',
  description:
    'A host with a changing address and a DNS name that is updated with it, without another server as a backup',
  caution:
    'Do not rely on this setup. While this host is offline, mail waits on the sending servers, and the next host with the old address may accept it.',
  instead: 'dyndns-relay',
  questions: ({ instance }) => [
    {
      id: 'myhostname',
      prompt: 'Which dynamic DNS name does this host have?',
      placeholder: 'home.example.net',
      initial: writtenText(instance, 'myhostname'),
      check: fullName,
    },
    {
      id: 'mynetworks',
      prompt: 'Which networks can send anywhere through this host? Do not include networks of the provider.',
      placeholder: '127.0.0.0/8, 192.0.2.0/24',
      initial: writtenValue(instance, 'mynetworks') || loopback(instance).join(', '),
      check: listOf(network, 'one or more networks, such as 127.0.0.0/8'),
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
          'this host delivers mail for the domain of the dynamic DNS provider locally instead of sending it.',
      },
      { kind: 'words', name: 'mynetworks', words: wordsOf(answers.mynetworks), only: true },
      relayCheck,
      {
        kind: 'remark',
        text: `Run a program that reports each new address to the dynamic DNS provider of ${myhostname}.`,
      },
      {
        kind: 'remark',
        text: 'Most servers reject mail from dynamic addresses. Set relayhost to send through the server of your provider.',
      },
    ];
  },
};
