import { host, listOf, relayDomain, wordsOf } from './answers.ts';
import { listens, relayCheck } from './common.ts';
import { deliverTo, notHosted, recipientChanges, recipientQuestions, relayedDomains } from './relaying.ts';
import type { Change, Configuration, Scenario } from './scenario.ts';

export const dyndnsRelay: Scenario = {
  name: 'dyndns-relay',
  title: 'A relay for a host with a dynamic address',
  description:
    'This host has a fixed address. It accepts mail for a host whose address changes, and delivers it when that host is online',
  questions: ({ instance, tables }) => {
    const known = relayedDomains(instance, tables).filter((each) => isNamed(each.nextHop));
    return [
      {
        id: 'domains',
        prompt: 'Which domains have their mailboxes on the dynamic host?',
        placeholder: 'home.example.net',
        initial: known.map(({ domain }) => domain).join(', '),
        check: listOf(relayDomain, 'one or more domains, such as home.example.net'),
      },
      {
        id: 'server',
        prompt: 'Which dynamic DNS name does the dynamic host have?',
        placeholder: 'home.example.net',
        initial: known[0]?.nextHop?.replace(/^\[(.*)\]$/, '$1') ?? '',
        check: host,
      },
      ...recipientQuestions(instance, false),
      {
        id: 'job',
        prompt: 'How should Postfix retry the waiting mail?',
        placeholder: '',
        initial: 'timer',
        choices: [
          {
            value: 'timer',
            label: 'A systemd timer',
            description:
              'Creates postfix-retry.timer and postfix-retry.service next to main.cf, which you install; retries every five minutes',
          },
          {
            value: 'cron',
            label: 'A cron job',
            description:
              'Creates postfix-retry.cron next to main.cf, which you install; retries every five minutes',
          },
          {
            value: 'none',
            label: 'The dynamic host requests its mail',
            description: 'The dynamic host sends the SMTP command ETRN when it comes online',
          },
        ],
        check: () => undefined,
      },
    ];
  },
  changes: (configuration, answers) => {
    const { instance } = configuration;
    const domains = wordsOf(answers.domains);
    return [
      ...listens(instance),
      notHosted(domains),
      { kind: 'words', name: 'relay_domains', words: domains },
      ...recipientChanges(domains, answers),
      ...deliverTo(domains, answers.server ?? ''),
      { kind: 'set', name: 'maximal_backoff_time', value: '15m', onlyIfUnset: true },
      ...(instance.entriesOf('fast_flush_domains').length === 0
        ? []
        : ([{ kind: 'words', name: 'fast_flush_domains', words: domains }] as const)),
      relayCheck,
      ...job(configuration, answers.job ?? 'none', domains),
      {
        kind: 'remark',
        text: 'In DNS, point the MX record of each domain to this host, not to the dynamic host.',
      },
      {
        kind: 'remark',
        text: 'The dynamic host sends its mail through this host with a password. Set up smtp-auth here, and relayhost with a password there.',
      },
    ];
  },
};

/** True if the next hop is a host name in brackets, whose address can change. */
function isNamed(text: string | undefined): boolean {
  return (
    text !== undefined && /^\[[^\]]*[a-z][^\]]*\]/i.test(text) && !/^\[(?:ipv6:|[\da-f:]*\])/i.test(text)
  );
}

function job({ instance }: Configuration, kind: string, domains: readonly string[]): readonly Change[] {
  const command = `${instance.expanded('command_directory')?.text || '/usr/sbin'}/postqueue -s`;
  const site = domains.join(', ');
  if (kind === 'cron') {
    const lines = domains.map((domain) => `*/5 * * * * root ${command} ${domain}\n`);
    return [
      {
        kind: 'file',
        name: 'postfix-retry.cron',
        text: `# Retries the waiting mail for ${site}.\n${lines.join('')}`,
      },
      {
        kind: 'remark',
        text: 'Install the cron job as root:\ninstall -m 644 postfix-retry.cron /etc/cron.d/postfix-retry',
      },
    ];
  }
  if (kind !== 'timer') return [];
  const commands = domains.map((domain) => `ExecStart=${command} ${domain}\n`);
  return [
    {
      kind: 'file',
      name: 'postfix-retry.service',
      text: `[Unit]\nDescription=Retry the waiting mail for ${site}\n\n[Service]\nType=oneshot\n${commands.join('')}`,
    },
    {
      kind: 'file',
      name: 'postfix-retry.timer',
      text: `[Unit]\nDescription=Retry the waiting mail for ${site}\n\n[Timer]\nOnCalendar=*:0/5\n\n[Install]\nWantedBy=timers.target\n`,
    },
    {
      kind: 'remark',
      text: 'Install the timer as root:\ninstall -m 644 postfix-retry.service postfix-retry.timer /etc/systemd/system/\nsystemctl daemon-reload\nsystemctl enable --now postfix-retry.timer',
    },
  ];
}
