import { atLeast } from '../catalog/release.ts';
import type { Instance } from '../instance/instance.ts';
import { host, nextHop, wordsOf } from './answers.ts';
import { writtenText } from './common.ts';
import type { Change, Scenario } from './scenario.ts';

export const dialup: Scenario = {
  name: 'dialup',
  title: 'No permanent connection',
  description:
    'Mail to the outside waits in the queue until the line is up; mail among the users of this host does not',
  questions: ({ instance }) => [
    {
      id: 'relayhost',
      prompt: 'Through which server does mail go out when the line is up?',
      placeholder: 'smtp.example.net',
      initial: writtenText(instance, 'relayhost').replace(/^\[([^\]]*)\]$/, '$1'),
      check: host,
    },
    {
      id: 'line',
      prompt: 'What brings the line up and down?',
      placeholder: '',
      initial: 'ppp',
      choices: [
        {
          value: 'ppp',
          label: 'PPP',
          description: 'ip-up.local and ip-down.local beside main.cf, to be installed',
        },
        {
          value: 'networkmanager',
          label: 'NetworkManager',
          description: '90-postfix beside main.cf, a script of its dispatcher, to be installed',
        },
        { value: 'other', label: 'Something else', description: 'You run the commands that the plan names' },
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
          'While the line is down Postfix asks for DNS records that nobody answers, and waits for each.',
      },
      { kind: 'set', name: 'relayhost', value: relayhost(instance, answers.relayhost ?? '') },
      ...scripts(instance, answers.line ?? ''),
    ];
  },
};

/** Mail for relay_domains leaves by the transport relay. */
function deferred(instance: Instance): readonly string[] {
  const relays = (instance.expanded('relay_domains')?.text ?? '') !== '';
  return relays && instance.entriesOf('relay_domains').length > 0 ? ['smtp', 'relay'] : ['smtp'];
}

/** As it is written where it is the same host. */
function relayhost(instance: Instance, answer: string): string {
  const current = writtenText(instance, 'relayhost');
  return current !== '' && (current === answer || current === `[${answer}]`) ? current : nextHop(answer);
}

/** Where the old parameter is on, the new one cannot switch DNS on again. */
function oldSwitch(instance: Instance): readonly Change[] {
  if (!atLeast(instance.release, '2.11') || instance.entriesOf('disable_dns_lookups').length === 0) return [];
  return [
    {
      kind: 'set',
      name: 'disable_dns_lookups',
      value: 'no',
      whenKept: 'Postfix does not ask DNS when the line is up, either.',
    },
  ];
}

function scripts(instance: Instance, line: string): readonly Change[] {
  const others = wordsOf(instance.expanded('defer_transports')?.text).filter(
    (name) => name !== 'smtp' && name !== 'relay',
  );
  const down = [...others, ...deferred(instance)];
  const [name, on, off] = atLeast(instance.release, '2.11')
    ? ['smtp_dns_support_level', '', ' disabled']
    : ['disable_dns_lookups', ' no', ' yes'];
  const kept = others.map((other) => ` ${other}`).join('');
  const up = [`postconf -e '${name} =${on}' 'defer_transports =${kept}'`, 'postfix reload', 'postfix flush'];
  const fall = [`postconf -e '${name} =${off}' 'defer_transports = ${down.join(' ')}'`, 'postfix reload'];
  const own = instance.expanded('command_directory')?.text || '/usr/sbin';
  const path = `PATH=${[...new Set([own, '/usr/sbin', '/usr/bin', '/sbin', '/bin'])].join(':')}`;
  if (line === 'ppp') {
    return [
      { kind: 'file', name: 'ip-up.local', text: script('The line is up: send what waits.', path, up) },
      { kind: 'file', name: 'ip-down.local', text: script('The line is down: let mail wait.', path, fall) },
      {
        kind: 'remark',
        text: 'Install the scripts as root: install -m 755 ip-up.local ip-down.local /etc/ppp/',
      },
      {
        kind: 'remark',
        text: 'Where /etc/ppp/ip-up.d has scripts that are in use, put them there instead, since ip-up.local takes their place: install -m 755 ip-up.local /etc/ppp/ip-up.d/postfix; install -m 755 ip-down.local /etc/ppp/ip-down.d/postfix',
      },
    ];
  }
  if (line === 'networkmanager') {
    const branch = (event: string, commands: readonly string[]): readonly string[] => [
      `  ${event})`,
      ...commands.map((command) => `    ${command}`),
      '    ;;',
    ];
    const cases = ['case "$2" in', ...branch('up', up), ...branch('down', fall), 'esac'];
    return [
      {
        kind: 'file',
        name: '90-postfix',
        text: script('NetworkManager: $1 is the interface, $2 what happened.', path, cases),
      },
      {
        kind: 'remark',
        text: 'Install the script as root: install -m 755 90-postfix /etc/NetworkManager/dispatcher.d/',
      },
    ];
  }
  return [
    { kind: 'remark', text: `When the line comes up: ${up.join('; ')}` },
    { kind: 'remark', text: `When it goes down: ${fall.join('; ')}` },
  ];
}

function script(comment: string, path: string, lines: readonly string[]): string {
  return `${['#!/bin/sh', `# ${comment}`, path, ...lines].join('\n')}\n`;
}
