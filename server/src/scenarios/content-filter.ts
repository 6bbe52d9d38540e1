import type { Instance, PlacedService } from '../instance/instance.ts';
import { isReachable, smtpdServices } from '../mail/smtpd-services.ts';
import { count, wordsOf } from './answers.ts';
import { writtenText } from './common.ts';
import type { ScenarioAnswers } from './plan.ts';
import type { Change, Check, Scenario } from './scenario.ts';

export const contentFilter: Scenario = {
  name: 'content-filter',
  title: 'Amavis, SpamAssassin, and similar filters',
  description:
    'All mail passes through a program that looks for spam and viruses and returns the mail to Postfix',
  questions: ({ instance }) => {
    const milters = wordsOf(writtenText(instance, 'smtpd_milters'));
    const rspamd = milters.find((word) => /:11332\b|rspamd/.test(word));
    const filter = filterOf(instance);
    return [
      {
        id: 'kind',
        prompt: 'How does Postfix pass mail to the filter?',
        placeholder: '',
        initial: filter === undefined && rspamd !== undefined ? 'milter' : 'smtp',
        choices: [
          {
            value: 'smtp',
            label: 'By SMTP, after the queue',
            description: 'Amavis: the filter accepts mail on one port and returns it to another port',
          },
          {
            value: 'milter',
            label: 'As a Milter, before the queue',
            description:
              'Rspamd: Postfix rejects spam while the client is still connected, and never has to bounce it',
          },
        ],
        check: () => undefined,
      },
      {
        id: 'filter',
        prompt: 'On which port of this host does the filter accept mail?',
        placeholder: '10024',
        initial: filter?.port ?? '10024',
        when: { question: 'kind', answer: 'smtp' },
        check: port,
      },
      {
        id: 'back',
        prompt: 'To which port does the filter return the mail?',
        placeholder: '10025',
        initial: returnService(instance)?.name.replace(/^.*:/, '') ?? '10025',
        when: { question: 'kind', answer: 'smtp' },
        check: port,
      },
      {
        id: 'processes',
        prompt: 'How many messages can the filter process at the same time?',
        placeholder: '2',
        initial: filter?.processes ?? '2',
        when: { question: 'kind', answer: 'smtp' },
        check: count,
      },
      {
        id: 'milter',
        prompt: 'Where does the Milter listen?',
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
    // This change comes first, so that the next ones see which services need to override it.
    {
      kind: 'set',
      name: 'content_filter',
      value: `${transport}:${hop}`,
      whenKept: 'Postfix uses the current filter instead of this one.',
    },
    { kind: 'words', name: 'receive_override_options', words: ['no_address_mappings'] },
    {
      kind: 'service',
      name: transport,
      type: 'unix',
      fields: ['-', '-', 'n', '-', processes],
      program: known?.program ?? 'smtp',
      after: ['relay/unix', 'smtp/unix', 'lmtp/unix'],
      whenKept: 'the SMTP client for the filter keeps its current settings.',
      overrides: [
        { name: 'smtp_send_xforward_command', value: 'yes', existing: 'any' },
        { name: 'smtp_data_done_timeout', value: '1200', existing: 'any' },
        { name: 'smtp_tls_security_level', value: 'none', existing: 'none' },
        { name: 'max_use', value: '20', existing: 'none' },
      ],
    },
    {
      kind: 'service',
      name: `127.0.0.1:${back}`,
      type: 'inet',
      fields: ['n', '-', 'n', '-', '-'],
      program: 'smtpd',
      after: [
        'smtp/inet',
        'smtpd/pass',
        'submission/inet',
        'submissions/inet',
        'smtps/inet',
        `${transport}/unix`,
      ],
      whenKept: 'mail that returns from the filter may be sent to the filter again, in an endless loop.',
      overrides: [
        { name: 'content_filter', value: '' },
        { name: 'mynetworks', value: '127.0.0.0/8', existing: 'any' },
        { name: 'smtpd_authorized_xforward_hosts', value: '127.0.0.0/8', existing: 'any' },
        { name: 'smtpd_client_restrictions', value: '', existing: 'any' },
        { name: 'smtpd_helo_restrictions', value: '', existing: 'any' },
        { name: 'smtpd_sender_restrictions', value: '', existing: 'any' },
        { name: 'smtpd_relay_restrictions', value: '', existing: 'any' },
        { name: 'smtpd_recipient_restrictions', value: 'permit_mynetworks,reject', existing: 'any' },
        { name: 'smtpd_tls_security_level', value: 'none', existing: 'none' },
        { name: 'smtpd_milters', value: '', existing: 'any' },
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
      text: `In Amavis, set $inet_socket_port = ${filter} and $forward_method = 'smtp:[127.0.0.1]:${back}'.`,
    },
    {
      kind: 'remark',
      text: 'Start the filter before you reload Postfix. All mail waits in the queue until the filter runs.',
    },
  ];
}

/** An override of a service takes precedence over main.cf. */
function otherFilters(instance: Instance): readonly Change[] {
  const services = smtpdServices(instance).filter((service) => isReachable(instance, service));
  return services.flatMap((service): readonly Change[] => {
    const own = instance.overridesOf(service, 'content_filter').at(-1)?.value?.text ?? '';
    if (own === '') return [];
    return [
      {
        kind: 'remark',
        text: `${service.key} has -o content_filter=${own}, so mail that it accepts goes to that filter instead of this one.`,
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
    { kind: 'set', name: 'milter_default_action', value: 'accept', onlyIfUnset: true },
    { kind: 'remark', text: `Make sure that the Milter listens at ${milter} before you reload Postfix.` },
  ];
}

interface Filter {
  readonly transport: string;
  readonly nextHop: string;
  readonly port: string;
  /** The program and the process limit of the transport, if master.cf defines it. */
  readonly program?: string;
  readonly processes?: string;
}

/** A filter on this host that Postfix already uses. */
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

/** The service to which the filter returns mail: it is reachable only from this host, and has no filter. */
function returnService(instance: Instance): PlacedService | undefined {
  return instance.services.findLast(
    (service) =>
      service.type === 'inet' &&
      service.program === 'smtpd' &&
      /^(?:127\.0\.0\.1|localhost):\d+$/.test(service.name) &&
      instance.overridesOf(service, 'content_filter').at(-1)?.value?.text === '',
  );
}

const port: Check = (answer) =>
  /^\d{2,5}$/.test(answer) && Number(answer) <= 65535 ? undefined : 'Enter a port number, such as 10024.';

const milterEndpoint: Check = (answer) =>
  /^(?:inet:[^\s,:]+:\d+|inet:\d+@[^\s,]+|unix:[^\s,]+|local:[^\s,]+)$/.test(answer)
    ? undefined
    : 'Enter inet:HOST:PORT or unix:PATH, such as inet:127.0.0.1:11332.';
