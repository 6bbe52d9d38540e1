import { address, listOf, network, wordsOf } from './answers.ts';
import { listens, loopback, relayCheck, writtenValue } from './common.ts';
import type { Scenario } from './scenario.ts';

export const nat: Scenario = {
  name: 'nat',
  title: 'A server behind port forwarding',
  description:
    'A router has the public address and forwards port 25 to this host. Connections from the address of the router are not trusted',
  questions: ({ instance }) => {
    const networks = wordsOf(writtenValue(instance, 'mynetworks'));
    return [
      {
        id: 'networks',
        prompt: 'Which networks can send anywhere through this host without a password?',
        placeholder: '127.0.0.0/8, 192.0.2.0/24',
        initial: networks.filter((word) => !word.startsWith('!')).join(', ') || loopback(instance).join(', '),
        check: listOf(network, 'one or more networks, such as 127.0.0.0/8, 192.0.2.0/24'),
      },
      {
        id: 'router',
        prompt: 'What is the internal address of the router?',
        placeholder: '192.0.2.1',
        initial:
          networks.find((word) => word.startsWith('!') && address(word.slice(1)) === undefined)?.slice(1) ??
          '',
        check: listOf(address, 'an address, such as 192.0.2.1'),
      },
      {
        id: 'public',
        prompt: 'What is the public address of the router?',
        placeholder: '203.0.113.25',
        initial: writtenValue(instance, 'proxy_interfaces'),
        check: listOf(address, 'an address, such as 203.0.113.25'),
      },
    ];
  },
  changes: ({ instance }, answers) => [
    ...listens(instance),
    { kind: 'words', name: 'mynetworks', words: wordsOf(answers.networks), only: true },
    ...wordsOf(answers.router).map(
      (router) => ({ kind: 'except', name: 'mynetworks', address: bracketed(router) }) as const,
    ),
    { kind: 'words', name: 'proxy_interfaces', words: wordsOf(answers.public), only: true },
    { ...relayCheck, networks: true },
    {
      kind: 'remark',
      text: 'Check the client addresses in the log. If the log shows only the address of the router, turn off source NAT in the router. Otherwise, blocklists and rate limits treat all clients as one.',
    },
    {
      kind: 'remark',
      text: 'In DNS, point the MX record to the public address. In the router, forward port 25 to this host.',
    },
  ],
};

function bracketed(text: string): string {
  return text.includes(':') && !text.startsWith('[') ? `[${text}]` : text;
}
