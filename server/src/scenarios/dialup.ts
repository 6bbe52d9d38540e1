import { atLeast } from '../catalog/release.ts';
import type { Instance } from '../instance/instance.ts';
import { host, nextHop, wordsOf } from './answers.ts';
import { writtenText } from './common.ts';
import type { Change, Scenario } from './scenario.ts';

export const dialup: Scenario = {
  name: 'dialup',
  title: 'A server without a permanent connection',
  description:
    'Outgoing mail waits in the queue until the connection is up. Mail between users of this host is delivered immediately',
  questions: ({ instance }) => [
    {
      id: 'relayhost',
      prompt: 'Which server sends your outgoing mail?',
      placeholder: 'smtp.example.net',
      initial: writtenText(instance, 'relayhost').replace(/^\[([^\]]*)\]$/, '$1'),
      check: host,
    },
    {
      id: 'line',
      prompt: 'Which program manages the connection?',
      placeholder: '',
      initial: 'ppp',
      choices: [
        {
          value: 'ppp',
          label: 'PPP',
          description: 'Creates ip-up.local and ip-down.local next to main.cf, which you install',
        },
        {
          value: 'networkmanager',
          label: 'NetworkManager',
          description: 'Creates 90-postfix next to main.cf, a dispatcher script that you install',
        },
        {
          value: 'other',
          label: 'Something else',
          description: 'You run the commands that are listed at the end',
        },
      ],
      check: () => undefined,
    },
  ],
  changes: ({ instance }, answers) => {
    const lookups = atLeast(instance.release, '2.11')
      ? ({ kind: 'set', name: 'smtp_dns_support_level', value: 'disabled' } as const)
      : ({ kind: 'set', name: 'disable_dns_lookups', value: 'yes' } as const);
    return [
      { kind: 'words', name: 'defer_transports', words: deferred(instance) },
      ...oldSwitch(instance),
      {
        ...lookups,
        whenKept:
          'Postfix looks up DNS records while the connection is down, and waits until each lookup times out.',
      },
      { kind: 'set', name: 'relayhost', value: relayhost(instance, answers.relayhost ?? '') },
      ...scripts(instance, answers.line ?? ''),
    ];
  },
};

/** Mail for relay_domains uses the transport relay. */
function deferred(instance: Instance): readonly string[] {
  const relays = (instance.expanded('relay_domains')?.text ?? '') !== '';
  return relays && instance.entriesOf('relay_domains').length > 0 ? ['smtp', 'relay'] : ['smtp'];
}

/** The current value if it names the same host. */
function relayhost(instance: Instance, answer: string): string {
  const current = writtenText(instance, 'relayhost');
  return current !== '' && (current === answer || current === `[${answer}]`) ? current : nextHop(answer);
}

/** If the old parameter is on, the new one cannot enable DNS again. */
function oldSwitch(instance: Instance): readonly Change[] {
  if (!atLeast(instance.release, '2.11') || instance.entriesOf('disable_dns_lookups').length === 0) return [];
  return [
    {
      kind: 'set',
      name: 'disable_dns_lookups',
      value: 'no',
      whenKept: 'Postfix makes no DNS lookups even while the connection is up.',
    },
  ];
}

function scripts(instance: Instance, line: string): readonly Change[] {
  const others = wordsOf(instance.expanded('defer_transports')?.text).filter(
    (name) => name !== 'smtp' && name !== 'relay',
  );
  const transports = [...others, ...deferred(instance)];
  const [name, on, off] = atLeast(instance.release, '2.11')
    ? ['smtp_dns_support_level', '', ' disabled']
    : ['disable_dns_lookups', ' no', ' yes'];
  const kept = others.map((other) => ` ${other}`).join('');
  const up = [`postconf -e '${name} =${on}' 'defer_transports =${kept}'`, 'postfix reload', 'postfix flush'];
  const down = [
    `postconf -e '${name} =${off}' 'defer_transports = ${transports.join(' ')}'`,
    'postfix reload',
  ];
  const own = instance.expanded('command_directory')?.text || '/usr/sbin';
  const path = `PATH=${[...new Set([own, '/usr/sbin', '/usr/bin', '/sbin', '/bin'])].join(':')}`;
  if (line === 'ppp') {
    return [
      {
        kind: 'file',
        name: 'ip-up.local',
        text: script('The connection is up: send the waiting mail.', path, up),
      },
      {
        kind: 'file',
        name: 'ip-down.local',
        text: script('The connection is down: keep mail in the queue.', path, down),
      },
      {
        kind: 'remark',
        text: 'Install the scripts as root:\ninstall -m 755 ip-up.local ip-down.local /etc/ppp/',
      },
      {
        kind: 'remark',
        text: 'If your system uses the scripts in /etc/ppp/ip-up.d, install the new scripts there instead, because ip-up.local would replace them all:\ninstall -m 755 ip-up.local /etc/ppp/ip-up.d/postfix\ninstall -m 755 ip-down.local /etc/ppp/ip-down.d/postfix',
      },
    ];
  }
  if (line === 'networkmanager') {
    const branch = (event: string, commands: readonly string[]): readonly string[] => [
      `  ${event})`,
      ...commands.map((command) => `    ${command}`),
      '    ;;',
    ];
    const cases = ['case "$2" in', ...branch('up', up), ...branch('down', down), 'esac'];
    return [
      {
        kind: 'file',
        name: '90-postfix',
        text: script('NetworkManager: $1 is the interface, $2 is the event.', path, cases),
      },
      {
        kind: 'remark',
        text: 'Install the script as root:\ninstall -m 755 90-postfix /etc/NetworkManager/dispatcher.d/',
      },
    ];
  }
  return [
    { kind: 'remark', text: `When the connection comes up, run:\n${up.join('\n')}` },
    { kind: 'remark', text: `When the connection goes down, run:\n${down.join('\n')}` },
  ];
}

function script(comment: string, path: string, lines: readonly string[]): string {
  return `${['#!/bin/sh', `# ${comment}`, path, ...lines].join('\n')}\n`;
}
