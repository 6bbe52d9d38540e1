import type { Instance, PlacedService } from '../instance/instance.ts';
import { isReachable, smtpdServices } from '../mail/smtpd-services.ts';
import { count, wordsOf } from './answers.ts';
import { writtenText } from './common.ts';
import type { ScenarioAnswers } from './plan.ts';
import type { Change, Check, Scenario } from './scenario.ts';

export const contentFilter: Scenario = {
  name: 'content-filter',
  title: 'Amavis, SpamAssassin and their like',
  description: 'All mail goes through a program that looks for spam and viruses, and hands it back',
  questions: ({ instance }) => {
    const milters = wordsOf(writtenText(instance, 'smtpd_milters'));
    const rspamd = milters.find((word) => /:11332\b|rspamd/.test(word));
    const filter = filterOf(instance);
    return [
      {
        id: 'kind',
        prompt: 'How does the filter get the mail?',
        placeholder: '',
        initial: filter === undefined && rspamd !== undefined ? 'milter' : 'smtp',
        choices: [
          {
            value: 'smtp',
            label: 'By SMTP, behind the queue',
            description: 'Amavis: it takes the mail on one port and hands it back on another',
          },
          {
            value: 'milter',
            label: 'As a milter, before the queue',
            description:
              'Rspamd: spam is refused while the sender is still there, and never has to be bounced',
          },
        ],
        check: () => undefined,
      },
      {
        id: 'filter',
        prompt: 'On which port of this host does the filter take mail?',
        placeholder: '10024',
        initial: filter?.port ?? '10024',
        when: { question: 'kind', answer: 'smtp' },
        check: port,
      },
      {
        id: 'back',
        prompt: 'On which port does it hand the mail back?',
        placeholder: '10025',
        initial: wayBack(instance)?.name.replace(/^.*:/, '') ?? '10025',
        when: { question: 'kind', answer: 'smtp' },
        check: port,
      },
      {
        id: 'processes',
        prompt: 'How many messages does it look at at a time?',
        placeholder: '2',
        initial: filter?.processes ?? '2',
        when: { question: 'kind', answer: 'smtp' },
        check: count,
      },
      {
        id: 'milter',
        prompt: 'Where does the milter listen?',
        placeholder: 'inet:127.0.0.1:11332',
        initial: rspamd ?? 'inet:127.0.0.1:11332',
        when: { question: 'kind', answer: 'milter' },
        check: milterEndpoint,
      },
    ];
  },
  changes: ({ instance }, answers) =>
    answers.kind === 'milter'
      ? milterChanges(instance, answers.milter ?? '')
      : filterChanges(instance, answers),
};

function filterChanges(instance: Instance, answers: ScenarioAnswers): readonly Change[] {
  const { filter = '', back = '', processes = '' } = answers;
  const known = filterOf(instance);
  const transport = known?.port === filter && known.transport !== 'smtp' ? known.transport : 'smtp-amavis';
  const hop = known?.port === filter ? known.nextHop : `[127.0.0.1]:${filter}`;
  return [
    // First, so that the services that lack an override of it are seen.
    {
      kind: 'set',
      name: 'content_filter',
      value: `${transport}:${hop}`,
      whenKept: 'Mail goes to the filter that it goes to now, and not to this one.',
    },
    { kind: 'words', name: 'receive_override_options', words: ['no_address_mappings'] },
    {
      kind: 'service',
      name: transport,
      type: 'unix',
      fields: ['-', '-', 'n', '-', processes],
      program: known?.program ?? 'smtp',
      kin: ['relay/unix', 'smtp/unix', 'lmtp/unix'],
      whenKept: 'The client of the filter works as its line says now.',
      overrides: [
        { name: 'smtp_send_xforward_command', value: 'yes', own: 'any' },
        { name: 'smtp_data_done_timeout', value: '1200', own: 'any' },
        { name: 'smtp_tls_security_level', value: 'none', own: 'none' },
        { name: 'max_use', value: '20', own: 'none' },
      ],
    },
    {
      kind: 'service',
      name: `127.0.0.1:${back}`,
      type: 'inet',
      fields: ['n', '-', 'n', '-', '-'],
      program: 'smtpd',
      kin: [
        'smtp/inet',
        'smtpd/pass',
        'submission/inet',
        'submissions/inet',
        'smtps/inet',
        `${transport}/unix`,
      ],
      whenKept:
        'Mail that comes back from the filter is treated as the line says now: it may go to the filter again, and round for ever.',
      overrides: [
        { name: 'content_filter', value: '' },
        { name: 'mynetworks', value: '127.0.0.0/8', own: 'any' },
        { name: 'smtpd_authorized_xforward_hosts', value: '127.0.0.0/8', own: 'any' },
        { name: 'smtpd_client_restrictions', value: '', own: 'any' },
        { name: 'smtpd_helo_restrictions', value: '', own: 'any' },
        { name: 'smtpd_sender_restrictions', value: '', own: 'any' },
        { name: 'smtpd_relay_restrictions', value: '', own: 'any' },
        { name: 'smtpd_recipient_restrictions', value: 'permit_mynetworks,reject', own: 'any' },
        { name: 'smtpd_tls_security_level', value: 'none', own: 'none' },
        { name: 'smtpd_milters', value: '', own: 'any' },
        {
          name: 'receive_override_options',
          value: 'no_unknown_recipient_checks,no_header_body_checks,no_milters',
          accepts: (text) =>
            !text.includes('no_address_mappings') && text.includes('no_unknown_recipient_checks'),
        },
      ],
    },
    ...otherFilters(instance),
    {
      kind: 'remark',
      text: `In Amavis the other ends are $inet_socket_port = ${filter} and $forward_method = 'smtp:[127.0.0.1]:${back}'.`,
    },
    { kind: 'remark', text: 'Reload Postfix with the filter running: until it does, all mail waits.' },
  ];
}

/** What a service says itself wins over main.cf. */
function otherFilters(instance: Instance): readonly Change[] {
  const services = smtpdServices(instance).filter((service) => isReachable(instance, service));
  return services.flatMap((service): readonly Change[] => {
    const own = instance.overridesOf(service, 'content_filter').at(-1)?.value?.text ?? '';
    if (own === '') return [];
    return [
      {
        kind: 'remark',
        text: `${service.key} has -o content_filter=${own}: mail that comes in there goes to that filter, and not to this one.`,
      },
    ];
  });
}

function milterChanges(instance: Instance, milter: string): readonly Change[] {
  return [
    { kind: 'words', name: 'smtpd_milters', words: [milter] },
    instance.entriesOf('non_smtpd_milters').length === 0
      ? { kind: 'set', name: 'non_smtpd_milters', value: '$smtpd_milters' }
      : { kind: 'words', name: 'non_smtpd_milters', words: [milter] },
    { kind: 'set', name: 'milter_default_action', value: 'accept', onlyFresh: true },
    { kind: 'remark', text: `The milter has to listen at ${milter} when Postfix is reloaded.` },
  ];
}

interface Filter {
  readonly transport: string;
  readonly nextHop: string;
  readonly port: string;
  /** What the transport runs, and how many of it, where master.cf has it. */
  readonly program?: string;
  readonly processes?: string;
}

/** A filter on this host that takes mail already. */
function filterOf(instance: Instance): Filter | undefined {
  const text = instance.expanded('content_filter')?.text.trim() ?? '';
  const [, transport = '', nextHop = '', port] =
    /^([\w-]+):((?:inet:)?\[?(?:127\.0\.0\.1|localhost)\]?:(\d+))$/.exec(text) ?? [];
  if (port === undefined) return undefined;
  const service = instance.services.findLast(({ name, type }) => name === transport && type !== 'inet');
  const limit = service?.item.fields[6]?.text ?? '-';
  return {
    transport,
    nextHop,
    port,
    ...(service !== undefined && transport !== 'smtp' ? { program: service.program } : {}),
    ...(/^\d+$/.test(limit) ? { processes: limit } : {}),
  };
}

/** The service that takes the mail back: on this host alone, and without a filter. */
function wayBack(instance: Instance): PlacedService | undefined {
  return instance.services.findLast(
    (service) =>
      service.type === 'inet' &&
      service.program === 'smtpd' &&
      /^(?:127\.0\.0\.1|localhost):\d+$/.test(service.name) &&
      instance.overridesOf(service, 'content_filter').at(-1)?.value?.text === '',
  );
}

const port: Check = (answer) =>
  /^\d{2,5}$/.test(answer) && Number(answer) <= 65535
    ? undefined
    : 'Write the number of a port, such as 10024.';

const milterEndpoint: Check = (answer) =>
  /^(?:inet:[^\s,:]+:\d+|inet:\d+@[^\s,]+|unix:[^\s,]+|local:[^\s,]+)$/.test(answer)
    ? undefined
    : 'Write inet:HOST:PORT or unix:PATH, such as inet:127.0.0.1:11332.';
