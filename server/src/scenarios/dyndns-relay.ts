import { host, listOf, relayDomain, wordsOf } from './answers.ts';
import { gate, listens } from './common.ts';
import { handOver, notHere, recipientChanges, recipientQuestions, relayedDomains } from './relaying.ts';
import type { Change, Configuration, Scenario } from './scenario.ts';

export const dyndnsRelay: Scenario = {
  name: 'dyndns-relay',
  title: 'A fixed server for a dynamic one',
  description:
    'This host has a fixed address: it takes mail for a host whose address changes, and hands it over when that is there',
  questions: ({ instance, tables }) => {
    const known = relayedDomains(instance, tables).filter((each) => isNamed(each.nextHop));
    return [
      {
        id: 'domains',
        prompt: 'Which domains have their mailboxes on the dynamic host?',
        placeholder: 'home.example.net',
        initial: known.map(({ domain }) => domain).join(', '),
        check: listOf(relayDomain, 'the domains, such as home.example.net'),
      },
      {
        id: 'server',
        prompt: 'Which name follows the address of the dynamic host?',
        placeholder: 'home.example.net',
        initial: known[0]?.nextHop?.replace(/^\[(.*)\]$/, '$1') ?? '',
        check: host,
      },
      ...recipientQuestions(instance, false),
      {
        id: 'job',
        prompt: 'What tries the waiting mail every five minutes?',
        placeholder: '',
        initial: 'timer',
        choices: [
          {
            value: 'timer',
            label: 'A systemd timer',
            description: 'postfix-retry.timer and postfix-retry.service beside main.cf, to be installed',
          },
          {
            value: 'cron',
            label: 'A cron job',
            description: 'postfix-retry.cron beside main.cf, to be installed',
          },
          {
            value: 'none',
            label: 'The dynamic host asks for its mail',
            description: 'by the SMTP command ETRN when it comes up',
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
      notHere(domains),
      { kind: 'words', name: 'relay_domains', words: domains },
      ...recipientChanges(domains, answers),
      ...handOver(domains, answers.server ?? ''),
      { kind: 'set', name: 'maximal_backoff_time', value: '15m', onlyFresh: true },
      ...(instance.entriesOf('fast_flush_domains').length === 0
        ? []
        : ([{ kind: 'words', name: 'fast_flush_domains', words: domains }] as const)),
      gate,
      ...job(configuration, answers.job ?? 'none', domains),
      { kind: 'remark', text: 'The MX record of each domain names this host, not the dynamic one.' },
      {
        kind: 'remark',
        text: 'The dynamic host sends its mail through this one by password: set up smtp-auth here, and relayhost with a password there.',
      },
    ];
  },
};

/** The next hop is a name, with brackets: what an address follows. */
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
        text: `# Tries the mail that waits for ${site}.\n${lines.join('')}`,
      },
      {
        kind: 'remark',
        text: 'Install the cron job as root: install -m 644 postfix-retry.cron /etc/cron.d/postfix-retry',
      },
    ];
  }
  if (kind !== 'timer') return [];
  const commands = domains.map((domain) => `ExecStart=${command} ${domain}\n`);
  return [
    {
      kind: 'file',
      name: 'postfix-retry.service',
      text: `[Unit]\nDescription=Try the mail that waits for ${site}\n\n[Service]\nType=oneshot\n${commands.join('')}`,
    },
    {
      kind: 'file',
      name: 'postfix-retry.timer',
      text: `[Unit]\nDescription=Try the mail that waits for ${site}\n\n[Timer]\nOnCalendar=*:0/5\n\n[Install]\nWantedBy=timers.target\n`,
    },
    {
      kind: 'remark',
      text: 'Install the timer as root: install -m 644 postfix-retry.service postfix-retry.timer /etc/systemd/system/ && systemctl daemon-reload && systemctl enable --now postfix-retry.timer',
    },
  ];
}
