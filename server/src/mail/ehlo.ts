// What smtpd announces in its reply to EHLO, and why it does not announce the rest: ehlo_cmd() (smtpd.c).

import type { Location, PlacedService } from '../instance/instance.ts';
import type { MailSystem } from './mail-system.ts';
import { inAddressList } from './networks.ts';
import { smtpdServices } from './smtpd-services.ts';
import { SmtpdSettings } from './smtpd-settings.ts';
import { Journey } from './trace/journey.ts';
import { find, mapsOf } from './trace/lookup.ts';
import { Program } from './trace/program.ts';
import { listenerOf } from './trace/services.ts';

export interface EhloClient {
  readonly address: string;
  readonly name?: string;
  /** The session is inside TLS. */
  readonly encrypted: boolean;
}

export interface Announcement {
  readonly keyword: string;
  /** `depends`: something outside the configuration decides. */
  readonly isAnnounced: boolean | 'depends';
  /** What follows the keyword, as far as it is known: the limit of SIZE. */
  readonly argument?: string;
  /** A sentence. */
  readonly why?: string;
  readonly at: readonly Location[];
}

/** The keywords in the order of the reply, also those that are not announced. */
export function announcements(program: Program, client: EhloClient): readonly Announcement[] {
  const discarded = discardedKeywords(program, client.address);
  return keywords
    .filter(({ since = '2.0' }) => program.since(since))
    .map((keyword): Announcement => {
      if (discarded.words.has(keyword.name.toLowerCase()))
        return {
          keyword: keyword.name,
          isAnnounced: false,
          why: `${discarded.parameter} removes it.`,
          at: discarded.at,
        };
      const found = keyword.state(program, client);
      return { keyword: keyword.name, at: [], ...found };
    });
}

export interface AnnouncedService {
  /** Undefined without master.cf. */
  readonly service: PlacedService | undefined;
  /** Before STARTTLS, and inside TLS if the service has it. */
  readonly sessions: readonly { readonly encrypted: boolean; readonly keywords: readonly Announcement[] }[];
}

/** What each smtpd service announces to a client. */
export function announcedServices(
  system: MailSystem,
  client: Omit<EhloClient, 'encrypted'>,
  /** The name or port of one service. */
  wanted?: string,
): readonly AnnouncedService[] {
  const { instance } = system;
  const one = wanted === undefined ? undefined : listenerOf(instance, wanted);
  const all = instance.files.master === undefined ? [undefined] : smtpdServices(instance);
  const services = wanted === undefined ? all : one === undefined ? [] : [one.smtpd];
  return services.map((service) => {
    const program = new Program(new Journey(system, []), 'smtpd', service);
    const { level } = new SmtpdSettings(instance, service);
    const isWrapped = program.is('smtpd_tls_wrappermode');
    const states = level === 'none' ? [false] : isWrapped ? [true] : [false, true];
    return {
      service,
      sessions: states.map((encrypted) => ({
        encrypted,
        keywords: announcements(program, { ...client, encrypted }),
      })),
    };
  });
}

type State = Omit<Announcement, 'keyword' | 'at'> & { readonly at?: readonly Location[] };

interface Keyword {
  readonly name: string;
  readonly since?: string;
  state(program: Program, client: EhloClient): State;
}

const always = (): State => ({ isAnnounced: true });

const keywords: readonly Keyword[] = [
  { name: 'PIPELINING', state: always },
  {
    name: 'SIZE',
    state: (program) => {
      const limit = program.number('message_size_limit');
      return {
        isAnnounced: true,
        ...(limit > 0 && { argument: String(limit) }),
        at: program.at('message_size_limit'),
      };
    },
  },
  {
    name: 'VRFY',
    state: (program) =>
      program.is('disable_vrfy_command')
        ? { isAnnounced: false, why: 'disable_vrfy_command is yes.', at: program.at('disable_vrfy_command') }
        : { isAnnounced: true },
  },
  { name: 'ETRN', state: always },
  { name: 'STARTTLS', since: '2.2', state: startTls },
  { name: 'AUTH', state: auth },
  { name: 'XVERP', state: (program, client) => forClients(program, client, 'smtpd_authorized_verp_clients') },
  {
    name: 'XCLIENT',
    state: (program, client) => forClients(program, client, 'smtpd_authorized_xclient_hosts'),
  },
  {
    name: 'XFORWARD',
    state: (program, client) => forClients(program, client, 'smtpd_authorized_xforward_hosts'),
  },
  { name: 'ENHANCEDSTATUSCODES', since: '2.3', state: always },
  { name: '8BITMIME', state: always },
  { name: 'DSN', since: '2.3', state: always },
  {
    name: 'SMTPUTF8',
    since: '3.0',
    state: (program) =>
      program.is('smtputf8_enable')
        ? { isAnnounced: true, at: program.at('smtputf8_enable') }
        : { isAnnounced: false, why: 'smtputf8_enable is no.', at: program.at('smtputf8_enable') },
  },
  { name: 'CHUNKING', since: '3.4', state: always },
  {
    name: 'REQUIRETLS',
    since: '3.11',
    state: (program, { encrypted }) => {
      const at = program.at('requiretls_enable');
      if (!program.is('requiretls_enable'))
        return { isAnnounced: false, why: 'requiretls_enable is no.', at };
      return encrypted
        ? { isAnnounced: true, at }
        : { isAnnounced: false, why: 'The session is not encrypted.', at };
    },
  },
];

function startTls(program: Program, { encrypted }: EhloClient): State {
  if (encrypted) return { isAnnounced: false, why: 'The session is already encrypted.' };
  const at = program.at('smtpd_tls_security_level', 'smtpd_use_tls', 'smtpd_enforce_tls');
  const { level } = new SmtpdSettings(program.instance, program.service);
  if (level === 'may' || level === 'encrypt') return { isAnnounced: true, at };
  return { isAnnounced: false, why: 'smtpd_tls_security_level is neither may nor encrypt.', at };
}

/** The mechanisms come from the SASL server. */
function auth(program: Program, client: EhloClient): State {
  const unavailable = authProblem(program, client.encrypted);
  if (unavailable !== undefined) return unavailable;
  const networks = 'smtpd_sasl_exceptions_networks';
  if (program.text(networks).trim() !== '') {
    const found = membership(program, client, networks);
    const at = program.at(networks);
    if (found === true)
      return { isAnnounced: false, why: `${networks} includes the client. AUTH still works.`, at };
    if (found === 'depends') return { isAnnounced: 'depends', why: `It depends on ${networks}.`, at };
  }
  const options = client.encrypted ? 'smtpd_sasl_tls_security_options' : 'smtpd_sasl_security_options';
  return {
    isAnnounced: true,
    why: `The mechanisms come from the SASL server, limited by ${options} (${program.text(options)}).`,
    at: program.at('smtpd_sasl_auth_enable', options),
  };
}

/** Why the AUTH command does not work in a session; undefined if it does. */
export function authProblem(program: Program, encrypted: boolean): State | undefined {
  if (!program.is('smtpd_sasl_auth_enable'))
    return {
      isAnnounced: false,
      why: 'smtpd_sasl_auth_enable is no.',
      at: program.at('smtpd_sasl_auth_enable'),
    };
  if (encrypted) return undefined;
  const { level } = new SmtpdSettings(program.instance, program.service);
  if (level === 'encrypt')
    return {
      isAnnounced: false,
      why: 'TLS is mandatory here, so AUTH is offered only after STARTTLS.',
      at: program.at('smtpd_tls_security_level', 'smtpd_enforce_tls'),
    };
  if (program.is('smtpd_tls_auth_only'))
    return {
      isAnnounced: false,
      why: 'smtpd_tls_auth_only is yes, so AUTH is offered only after STARTTLS.',
      at: program.at('smtpd_tls_auth_only'),
    };
  return undefined;
}

/** Only for some clients. */
function forClients(program: Program, client: EhloClient, parameter: string): State {
  const found = membership(program, client, parameter);
  const at = program.at(parameter);
  if (found === true) return { isAnnounced: true, at };
  if (found === 'depends') return { isAnnounced: 'depends', why: `It depends on ${parameter}.`, at };
  return { isAnnounced: false, why: `${parameter} does not include the client.`, at };
}

function membership(
  program: Program,
  { address, name = 'unknown' }: EhloClient,
  parameter: string,
): boolean | 'depends' {
  if (program.text(parameter).trim() === '') return false;
  const { instance, journey, service } = program;
  const mail = { address, name, destination: 'foreign' } as const;
  switch (inAddressList(journey.system.tables, instance, parameter, service, mail)) {
    case 'in':
      return true;
    case 'out':
      return false;
    default:
      return 'depends';
  }
}

export interface Discarded {
  /** In lower case. */
  readonly words: ReadonlySet<string>;
  readonly parameter: string;
  readonly at: readonly Location[];
}

/** The keywords that smtpd does not announce. It does not accept what belongs to them, either. */
export function discardedKeywords(program: Program, address: string): Discarded {
  const maps = mapsOf(program, 'smtpd_discard_ehlo_keyword_address_maps');
  const found = maps && find(program, maps, address);
  if (found?.kind === 'found' && found.text !== undefined)
    return { words: wordsOf(found.text), parameter: 'smtpd_discard_ehlo_keyword_address_maps', at: found.at };
  const parameter = 'smtpd_discard_ehlo_keywords';
  return { words: wordsOf(program.text(parameter)), parameter, at: program.at(parameter) };
}

function wordsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().split(/[\s,]+/);
  // The keyword of authorized_verp_clients has another name here.
  return new Set(words.flatMap((word) => (word === 'verp' ? ['xverp'] : [word])));
}
