import { address, listOf, network, wordsOf } from './answers.ts';
import { gate, listens, loopback, writtenValue } from './common.ts';
import type { Scenario } from './scenario.ts';

export const nat: Scenario = {
  name: 'nat',
  title: 'Behind port forwarding',
  description:
    'A router has the public address and forwards port 25 to this host: strangers who come in its name are not trusted',
  questions: ({ instance }) => {
    const networks = wordsOf(writtenValue(instance, 'mynetworks'));
    return [
      {
        id: 'networks',
        prompt: 'Which networks may send anywhere through this host without a password?',
        placeholder: '127.0.0.0/8, 192.0.2.0/24',
        initial: networks.filter((word) => !word.startsWith('!')).join(', ') || loopback(instance).join(', '),
        check: listOf(network, 'the networks, such as 127.0.0.0/8, 192.0.2.0/24'),
      },
      {
        id: 'router',
        prompt: 'Which address does the router have in the inner network?',
        placeholder: '192.0.2.1',
        initial:
          networks.find((word) => word.startsWith('!') && address(word.slice(1)) === undefined)?.slice(1) ??
          '',
        check: listOf(address, 'the address, such as 192.0.2.1'),
      },
      {
        id: 'public',
        prompt: 'Which public address is forwarded to this host?',
        placeholder: '203.0.113.25',
        initial: writtenValue(instance, 'proxy_interfaces'),
        check: listOf(address, 'the address, such as 203.0.113.25'),
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
    { ...gate, networks: true },
    {
      kind: 'remark',
      text: 'Look into the log for the addresses of clients: if it is always the router’s, switch off source NAT there, since block lists and rate limits see one client only.',
    },
    { kind: 'remark', text: 'The MX record leads to the public address, and the router forwards port 25.' },
  ],
};

function bracketed(text: string): string {
  return text.includes(':') && !text.startsWith('[') ? `[${text}]` : text;
}
