// Where mail leaves the queue: transports, next hops, and mailboxes (trivial-rewrite/resolve.c, local/mailbox.c).

import type { Location } from '../../instance/instance.ts';
import { inetServicesAt, isLoopback, parseTcpAddress } from '../../instance/ports.ts';
import { plainArguments } from '../../instance/service-fields.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import { parseNextHop } from '../next-hops.ts';
import { filterReferences, type TransportReference } from '../transports.ts';
import { addFilter, type FlowFilter } from './filters.ts';
import { baseName, type FlowContext, missing, settingLines } from './flow-context.ts';
import { type FlowCertainty, type FlowLine, present } from './model.ts';
import { queueId } from './queue.ts';
import { type FlowService, idOf } from './services.ts';
import { type TableResult, type TableResults, tableResults } from './table-values.ts';

/** Mail that goes to a transport. */
interface Delivery {
  /** The node that hands the mail over; by default, the queue. */
  readonly from?: string;
  /** `transport:nexthop`. */
  readonly target: Target;
  /** Which mail it is. */
  readonly label?: string;
  readonly explanation: string;
  /** Which mail goes to this next hop, if the transport has several. */
  readonly hopLabel?: string;
  readonly certainty?: FlowCertainty;
  readonly at: readonly (Location | undefined)[];
}

interface Target {
  readonly transport: string;
  /** Empty: the domain of the recipient. */
  readonly nextHop: string;
}

/** The transports of one table that are shown. */
const maxTransports = 40;
/** A transport with more next hops than this gets one node for the remaining ones. */
const maxHops = 8;

/** The text before the first colon names the transport. */
function targetOf(text: string): Target {
  const colon = text.indexOf(':');
  return colon < 0
    ? { transport: text, nextHop: '' }
    : { transport: text.slice(0, colon), nextHop: text.slice(colon + 1).trim() };
}

/** Adds everything after the queue. Returns the content filters. */
export function addDeliveries(context: FlowContext): readonly FlowFilter[] {
  const deliveries = new Deliveries(context);
  if (!context.graph.has(queueId)) return [];
  deliveries.classes();
  deliveries.transportMaps();
  deliveries.bySender();
  deliveries.contentFilters();
  deliveries.bounces();
  return deliveries.filters;
}

class Deliveries {
  readonly filters: FlowFilter[] = [];
  private readonly hops = new Map<string, number>();

  constructor(private readonly context: FlowContext) {}

  /** The address classes, in the order in which trivial-rewrite looks for the domain. */
  classes(): void {
    const { services } = this.context;
    const relayhost = services.text('relayhost');
    for (const { domains, transport, what, isOffHost } of addressClasses) {
      const list = domains === undefined ? undefined : services.text(domains);
      if (list === '' || (domains === 'relay_domains' && this.repeatsMydestination())) continue;
      const target = targetOf(services.text(transport));
      const usesRelayhost = isOffHost && target.nextHop === '' && relayhost !== '';
      this.deliver({
        target: usesRelayhost ? { ...target, nextHop: relayhost } : target,
        label: domains ?? 'other domains',
        explanation: `${what} goes to ${transport}${usesRelayhost ? ' and relayhost' : ''}.`,
        at: [
          domains === undefined ? undefined : services.at(domains),
          services.at(transport),
          usesRelayhost ? services.at('relayhost') : undefined,
        ],
      });
    }
  }

  /** The old default of relay_domains is mydestination. */
  private repeatsMydestination(): boolean {
    const { services } = this.context;
    return (
      services.at('relay_domains') === undefined &&
      services.text('relay_domains') === services.text('mydestination')
    );
  }

  transportMaps(): void {
    this.fromTables('transport_maps', (text, key) => {
      const target = targetOf(text);
      if (target.transport !== '') return target;
      return target.nextHop === '' ? undefined : { ...target, transport: this.transportOf(key) };
    });
  }

  bySender(): void {
    const { services } = this.context;
    const relayhost = services.text('relayhost');
    const { transport, nextHop } = targetOf(services.text('default_transport'));
    this.fromTables('sender_dependent_default_transport_maps', (text) => {
      if (isDunno(text)) return undefined;
      const target = targetOf(text);
      return { ...target, nextHop: target.nextHop || relayhost };
    });
    if (nextHop === '')
      this.fromTables('sender_dependent_relayhost_maps', (text) =>
        isDunno(text) ? undefined : { transport, nextHop: text },
      );
  }

  /** content_filter of each service that receives mail, and FILTER in tables. */
  contentFilters(): void {
    const { graph, services, system } = this.context;
    const byValue = new Map<string, FlowService[]>();
    const entrances = services
      .running('pickup', 'smtpd', 'qmqpd')
      .filter((service) => graph.has(idOf(service)) && !services.text('smtpd_proxy_filter', service));
    for (const service of entrances) {
      const value = services.text('content_filter', service);
      if (value !== '') byValue.set(value, [...(byValue.get(value) ?? []), service]);
    }
    for (const [value, from] of byValue) {
      const names = from.map(({ name }) => name).join(', ');
      this.deliver(
        {
          target: targetOf(value),
          label: 'content_filter',
          explanation: `Mail from ${names} goes to the content filter first.`,
          at: from.flatMap((service) => [services.at('content_filter', service)]),
        },
        value,
      );
    }
    for (const reference of filterReferences(system.tables)) {
      const { name, nextHop = '', at } = reference;
      this.deliver(
        {
          target: { transport: name, nextHop },
          label: 'FILTER',
          explanation: 'Mail for which a table has the action FILTER goes to this filter first.',
          certainty: 'depends',
          at: [at],
        },
        valueFor(reference),
      );
    }
  }

  bounces(): void {
    const { graph, services } = this.context;
    const bounce = services.named(services.text('bounce_service_name') || 'bounce');
    if (bounce === undefined) return;
    graph.node({
      id: idOf(bounce),
      kind: 'bounce',
      label: bounce.name,
      note: 'returned to the sender',
      lines: [],
      explanation: 'Writes the message that tells the sender why the mail could not be delivered.',
      service: bounce.name,
      at: present([services.lineOf(bounce)]),
    });
    graph.edge({
      from: queueId,
      to: idOf(bounce),
      label: 'undeliverable',
      certainty: 'depends',
      explanation: 'Mail that cannot be delivered is returned to its sender.',
      at: [services.lineOf(bounce)],
    });
  }

  /** A delivery for each different result of the tables of a parameter. */
  private fromTables(
    parameter: string,
    read: (text: string, key: string) => Target | undefined,
    from?: string,
  ): void {
    const { services, system } = this.context;
    if (!system.instance.catalog.knows(parameter)) return;
    const { results, unreadable } = tableResults(system, parameter);
    const origin = from === undefined ? {} : { from };
    const hops = new Map<string, number>();
    for (const result of results) {
      const target = read(result.text, result.key);
      if (target === undefined) continue;
      const count = hops.get(target.transport) ?? 0;
      if (hops.size === maxTransports && count === 0) break;
      hops.set(target.transport, count + 1);
      // The next hops after these are one node, which exists now.
      if (count > maxHops) continue;
      this.deliver({
        ...origin,
        target,
        label: parameter,
        explanation: `${parameter} sends mail for ${entries(result)} here.`,
        hopLabel: entries(result),
        at: [result.at, services.at(parameter)],
      });
    }
    if (unreadable.length > 0) this.toUnknown(parameter, unreadable, from ?? queueId);
  }

  /** Tables whose contents are not known here, such as a database. */
  private toUnknown(parameter: string, tables: TableResults['unreadable'], from: string): void {
    const { graph } = this.context;
    const names = tables.map(({ text }) => text).join(', ');
    const at = present(tables.map((table) => table.at));
    const id = graph.node({
      id: `table:${parameter}`,
      kind: 'destination',
      label: 'other transports',
      note: 'from unreadable tables',
      lines: tables.map(({ text, at }) => ({ text: baseName(text), at: present([at]) })),
      explanation: `The contents of ${names} cannot be read here. They can name other transports and next hops.`,
      at,
    });
    graph.edge({
      from,
      to: id,
      label: parameter,
      certainty: 'depends',
      explanation: `${parameter} can send mail to any transport.`,
      at,
    });
  }

  /** The transport of a domain that has no transport of its own. */
  private transportOf(key: string): string {
    const { services } = this.context;
    const found = addressClasses.find(
      ({ domains }) =>
        domains !== undefined &&
        services
          .text(domains)
          .toLowerCase()
          .split(/[\s,]+/)
          .includes(key.toLowerCase()),
    );
    return targetOf(services.text(found?.transport ?? 'default_transport')).transport;
  }

  /** @param filter the value that makes it a content filter */
  private deliver(delivery: Delivery, filter?: string): void {
    const { graph, services } = this.context;
    const { target, label, explanation, certainty, at, from = queueId } = delivery;
    if (target.transport === '') return;
    const service = services.named(target.transport);
    const to =
      service === undefined ? missing(this.context, target.transport, 'unix') : this.transport(service);
    graph.edge({
      from,
      to,
      explanation,
      at: [...at, service && services.lineOf(service)],
      ...(label !== undefined && { label }),
      ...(certainty !== undefined && { certainty }),
    });
    if (service === undefined) return;
    if (filter !== undefined) this.toFilter(service, delivery, filter);
    else this.toDestination(service, delivery);
  }

  private transport(service: FlowService): string {
    const { graph, services } = this.context;
    const id = idOf(service);
    if (graph.has(id)) return id;
    return graph.node({
      id,
      kind: 'transport',
      label: service.name,
      note: notes[service.program] ?? service.program,
      lines: this.transportLines(service),
      explanation: purposes[service.program] ?? `Runs ${service.program}.`,
      service: service.name,
      at: present([services.lineOf(service)]),
    });
  }

  private transportLines(service: FlowService): FlowLine[] {
    const { services } = this.context;
    switch (service.program) {
      case 'smtp':
      case 'lmtp':
        return [...this.tlsLines(service), ...this.loginLines(service)];
      case 'local':
        return settingLines(this.context, ['alias_maps', 'luser_relay'], service);
      case 'virtual':
        return settingLines(this.context, ['virtual_mailbox_maps'], service);
      case 'pipe': {
        const user = argumentsOf(service).find((word) => word.startsWith('user='));
        const at = present([services.lineOf(service)]);
        return user === undefined ? [] : [{ text: `as ${user.slice('user='.length)}`, at }];
      }
      default:
        return [];
    }
  }

  private tlsLines(service: FlowService): FlowLine[] {
    const { services } = this.context;
    const prefix = service.program;
    const name = `${prefix}_tls_security_level`;
    const older = [
      [`${prefix}_enforce_tls`, 'encrypt'],
      [`${prefix}_use_tls`, 'may'],
    ] as const;
    const [parameter, level] =
      services.text(name, service) === ''
        ? (older.find(([old]) => services.is(old, service)) ?? [name, 'none'])
        : [name, services.text(name, service)];
    const at = services.at(parameter, service);
    return at === undefined ? [] : [{ text: `TLS: ${level}`, at: [at] }];
  }

  private loginLines(service: FlowService): FlowLine[] {
    const { services } = this.context;
    const prefix = service.program;
    if (!services.is(`${prefix}_sasl_auth_enable`, service)) return [];
    return settingLines(this.context, [`${prefix}_sasl_password_maps`], service).map((line) => ({
      ...line,
      text: line.text.replace(/^\w+/, 'login'),
    }));
  }

  private toFilter(service: FlowService, { target, at }: Delivery, value: string): void {
    const { graph, services } = this.context;
    const isCommand = service.program === 'pipe';
    const address = isCommand ? commandOf(service) : target.nextHop;
    if (address === '') {
      this.toDestination(service, { target, explanation: '', at });
      return;
    }
    const filter = addFilter(this.context, {
      value,
      address,
      kind: isCommand ? 'command' : 'content',
      note: 'content filter',
      explanation: 'A program outside Postfix that examines mail and returns it.',
      at: present(isCommand ? [services.lineOf(service)] : at),
    });
    this.filters.push(filter);
    graph.edge({
      from: idOf(service),
      to: filter.id,
      explanation: `${service.name} sends mail to the content filter.`,
      at: isCommand ? [services.lineOf(service)] : at,
    });
  }

  private toDestination(service: FlowService, delivery: Delivery): void {
    switch (service.program) {
      case 'smtp':
      case 'lmtp':
        this.toHop(service, delivery);
        this.toFallback(service);
        break;
      case 'local':
        this.toLocalMailbox(service);
        break;
      case 'virtual':
        this.toVirtualMailbox(service);
        break;
      case 'pipe':
        this.toCommand(service);
        break;
      case 'error':
        this.toError(service, delivery);
        break;
    }
  }

  private toHop(service: FlowService, { target, hopLabel, certainty, at }: Delivery): void {
    const { graph } = this.context;
    const from = idOf(service);
    const to = this.hop(service, target.nextHop, at);
    graph.edge({
      from,
      to,
      ...(hopLabel !== undefined && { label: hopLabel }),
      ...(certainty !== undefined && { certainty }),
      explanation:
        target.nextHop === ''
          ? `${service.name} connects to the server for the domain of each recipient.`
          : `${service.name} connects to ${target.nextHop}.`,
      at: [...at, this.context.services.lineOf(service)],
    });
  }

  private toFallback(service: FlowService): void {
    const { graph, services } = this.context;
    const parameter = `${service.program}_fallback_relay`;
    const fallback = services.text(parameter, service);
    if (fallback === '' || service.program !== 'smtp') return;
    const at = services.at(parameter, service);
    graph.edge({
      from: idOf(service),
      to: this.hop(service, fallback, [at]),
      label: 'if unreachable',
      certainty: 'depends',
      explanation: `Mail that ${service.name} cannot deliver to any server of its next hop goes to ${fallback}.`,
      at: [at],
    });
  }

  private hop(service: FlowService, nextHop: string, at: readonly (Location | undefined)[]): string {
    const { graph } = this.context;
    const own = this.ownService(nextHop);
    if (own !== undefined) return own;
    const isLmtp = service.program === 'lmtp';
    const id = nextHop === '' ? `hop:${isLmtp ? 'lmtp' : 'mx'}` : `hop:${nextHop}`;
    if (graph.has(id)) return id;
    const from = idOf(service);
    const count = (this.hops.get(from) ?? 0) + 1;
    this.hops.set(from, count);
    if (count > maxHops && nextHop !== '') return this.furtherHops(service, at);
    return graph.node({
      id,
      kind: 'destination',
      lines: [],
      at: present(at),
      ...describeHop(nextHop, isLmtp),
    });
  }

  private furtherHops(service: FlowService, at: readonly (Location | undefined)[]): string {
    return this.context.graph.node({
      id: `hops:${service.name}`,
      kind: 'destination',
      label: 'more next hops',
      note: 'see transport_maps',
      lines: [],
      explanation: `${service.name} has more than ${maxHops} next hops. The others are not shown.`,
      at: present(at),
    });
  }

  /** A service of this configuration that listens at the next hop. */
  private ownService(nextHop: string): string | undefined {
    const { graph, system } = this.context;
    const address = parseTcpAddress(nextHop);
    if (address?.host === undefined || !isLoopback(address.host)) return undefined;
    return inetServicesAt(system.instance, address)
      .map(idOf)
      .find((id) => graph.has(id));
  }

  /** The order of deliver_mailbox() in local/mailbox.c. */
  private toLocalMailbox(service: FlowService): void {
    const { graph, services } = this.context;
    const from = idOf(service);
    if (graph.edges.some((edge) => edge.from === from)) return;
    this.handOver(service, 'mailbox_transport', 'Mail for local users goes to mailbox_transport.');
    const handsOverAll = services.text('mailbox_transport', service) !== '';
    if (!handsOverAll) this.ownMailbox(service);
    if (!handsOverAll)
      this.handOver(
        service,
        'fallback_transport',
        'Mail for names that are not local users goes to fallback_transport.',
      );
  }

  private handOver(service: FlowService, parameter: string, explanation: string): void {
    const { services } = this.context;
    const from = idOf(service);
    this.fromTables(`${parameter}_maps`, (text) => targetOf(text), from);
    const text = services.text(parameter, service);
    if (text === '') return;
    this.deliver({
      from,
      target: targetOf(text),
      label: parameter,
      explanation,
      at: [services.at(parameter, service)],
    });
  }

  private ownMailbox(service: FlowService): void {
    const { graph, services } = this.context;
    const command = services.text('mailbox_command', service);
    const home = services.text('home_mailbox', service);
    const spool = services.text('mail_spool_directory', service);
    const parameter =
      command !== '' ? 'mailbox_command' : home !== '' ? 'home_mailbox' : 'mail_spool_directory';
    const label =
      command !== '' ? baseName(firstWord(command)) : home !== '' ? `~/${home}` : `${withSlash(spool)}USER`;
    const at = services.at(parameter, service);
    const id = graph.node({
      id: `mailbox:${service.name}`,
      kind: 'mailbox',
      label,
      note: command !== '' ? 'mailbox_command' : 'mailboxes of users',
      lines: settingLines(this.context, ['mailbox_command_maps'], service),
      explanation:
        command !== ''
          ? `Runs ${command} for each message to a local user.`
          : `Writes mail for local users to ${label} (${parameter}).`,
      at: present([at]),
    });
    graph.edge({
      from: idOf(service),
      to: id,
      explanation: `${parameter} determines how mail for local users is delivered.`,
      at: [at, services.lineOf(service)],
    });
  }

  private toVirtualMailbox(service: FlowService): void {
    const { graph, services } = this.context;
    const base = services.text('virtual_mailbox_base', service);
    const at = services.at('virtual_mailbox_base', service);
    const id = graph.node({
      id: `mailbox:${service.name}`,
      kind: 'mailbox',
      label: withSlash(base || '/'),
      note: 'virtual mailboxes',
      lines: [],
      explanation: 'virtual_mailbox_maps gives the path of each mailbox below virtual_mailbox_base.',
      at: present([at, services.at('virtual_mailbox_maps', service)]),
    });
    graph.edge({
      from: idOf(service),
      to: id,
      explanation: 'virtual writes mailboxes below this directory.',
      at: [at, services.lineOf(service)],
    });
  }

  private toCommand(service: FlowService): void {
    const { graph, services } = this.context;
    const command = commandOf(service);
    if (command === '') return;
    const at = services.lineOf(service);
    const id = graph.node({
      id: `command:${service.name}`,
      kind: 'mailbox',
      label: command,
      note: 'command',
      lines: [],
      explanation: `pipe runs ${argumentsOf(service)
        .join(' ')
        .replace(/^.*\bargv=/s, '')}.`,
      at: present([at]),
    });
    graph.edge({
      from: idOf(service),
      to: id,
      explanation: 'pipe runs this command for each message.',
      at: [at],
    });
  }

  /** error(8) returns mail, except under the name `retry`. */
  private toError(service: FlowService, { target, at }: Delivery): void {
    const { graph, services } = this.context;
    const bounce = services.named(services.text('bounce_service_name') || 'bounce');
    if (service.name === 'retry' || bounce === undefined) return;
    this.bounces();
    graph.edge({
      from: idOf(service),
      to: idOf(bounce),
      explanation: `The mail is returned with the text "${target.nextHop}".`,
      at: [...at, services.lineOf(service)],
    });
  }
}

interface AddressClass {
  /** Undefined for all other domains. */
  readonly domains?: string;
  readonly transport: string;
  readonly what: string;
  /** relayhost applies. */
  readonly isOffHost: boolean;
}

const addressClasses: readonly AddressClass[] = [
  {
    domains: 'mydestination',
    transport: 'local_transport',
    what: 'Mail for domains in mydestination',
    isOffHost: false,
  },
  {
    domains: 'virtual_mailbox_domains',
    transport: 'virtual_transport',
    what: 'Mail for domains in virtual_mailbox_domains',
    isOffHost: false,
  },
  {
    domains: 'relay_domains',
    transport: 'relay_transport',
    what: 'Mail for domains in relay_domains',
    isOffHost: true,
  },
  { transport: 'default_transport', what: 'Mail for all other domains', isOffHost: true },
];

const notes: Readonly<Record<string, string>> = {
  smtp: 'SMTP client',
  lmtp: 'LMTP client',
  local: 'local delivery',
  virtual: 'virtual delivery',
  pipe: 'runs a command',
  error: 'refuses to deliver',
  discard: 'deletes mail',
};

const purposes: Readonly<Record<string, string>> = {
  smtp: 'Sends mail to other servers over SMTP.',
  lmtp: 'Delivers mail over LMTP, usually to a mailbox server.',
  local:
    'Delivers mail to users of this host, and expands aliases. The results of an alias enter the queue again.',
  virtual: 'Writes mail to mailboxes that do not belong to users of this host.',
  pipe: 'Runs a command for each message.',
  error: 'Returns mail to its sender.',
  discard: 'Deletes mail.',
};

function describeHop(
  nextHop: string,
  isLmtp: boolean,
): { readonly label: string; readonly note: string; readonly explanation: string } {
  if (nextHop === '')
    return isLmtp
      ? {
          label: 'LMTP servers',
          note: 'of each domain',
          explanation: 'The host with the name of the domain.',
        }
      : {
          label: 'mail servers',
          note: "of the recipient's domain",
          explanation: 'DNS names the mail servers of each domain (MX records).',
        };
  if (isLmtp) {
    const label = nextHop.replace(/^(?:inet|unix):/, '');
    return { label, note: 'LMTP server', explanation: `The LMTP server ${nextHop}.` };
  }
  const asks = nextHop.split(/[\s,]+/).some(asksForMx);
  return {
    label: nextHop,
    note: asks ? 'MX lookup' : 'server',
    explanation: asks
      ? `The mail servers in the MX records of ${nextHop}.`
      : `The server ${nextHop}, without an MX lookup.`,
  };
}

/** An address has no MX records. */
function asksForMx(hop: string): boolean {
  return !hop.startsWith('[') && parseAddress(parseNextHop(hop)?.host ?? hop, 'ipv4') === undefined;
}

/** `example.com`, or the number of entries. */
function entries({ key, count }: TableResult): string {
  return count === 1 ? key : `${count} entries`;
}

function isDunno(text: string): boolean {
  return text === '' || text.toUpperCase() === 'DUNNO';
}

function valueFor({ name, nextHop }: TransportReference): string {
  return nextHop === undefined ? name : `${name}:${nextHop}`;
}

function argumentsOf({ placed }: FlowService): readonly string[] {
  return placed === undefined ? [] : plainArguments(placed).map(({ text }) => text);
}

/** The name of the command that pipe(8) runs. */
function commandOf(service: FlowService): string {
  const argv = argumentsOf(service).find((word) => word.startsWith('argv='));
  return argv === undefined ? '' : baseName(argv.slice('argv='.length));
}

function firstWord(text: string): string {
  return text.trim().split(/\s/)[0] ?? '';
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
