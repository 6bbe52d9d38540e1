// Where mail enters: ports, postscreen, the local programs' queue, and the proxies that smtpd sends mail through.

import { parseTcpAddress, portNumber } from '../../instance/ports.ts';
import { insider, stranger, user } from '../mail.ts';
import { type RelayAnswer, relay, relayWords } from '../relay.ts';
import { isReachable } from '../smtpd-services.ts';
import { addFilter, type FlowFilter } from './filters.ts';
import { type FlowContext, missing, settingLines } from './flow-context.ts';
import { type FlowLine, present } from './model.ts';
import { addCleanup } from './queue.ts';
import { type FlowService, idOf } from './services.ts';

const network = 'clients:network';
const host = 'clients:host';

/** The ports that are shown. */
const maxPorts = 40;

function portsOf(services: FlowContext['services']): readonly FlowService[] {
  return services.running('postscreen', 'smtpd', 'qmqpd').filter(({ type }) => type === 'inet');
}

/** Says that there are more ports than the picture shows. */
export function noteOfPorts({ services }: FlowContext): string | undefined {
  const count = portsOf(services).length;
  return count > maxPorts
    ? `The picture shows ${maxPorts} of the ${count} ports on which mail arrives.`
    : undefined;
}

/** Adds every service that receives mail, and what leads to it. Returns the proxies that smtpd sends mail through. */
export function addEntrances(context: FlowContext): readonly FlowFilter[] {
  const { services } = context;
  const proxies: FlowFilter[] = [];
  for (const service of portsOf(services).slice(0, maxPorts)) {
    addPort(context, service);
    if (service.program === 'postscreen') addPassed(context, service, proxies);
    else addReceived(context, service, proxies);
  }
  for (const service of services.running('pickup')) addPickup(context, service);
  return proxies;
}

/** The services on ports of this host that nothing leads to yet. */
export function addLocalClients({ graph, services }: FlowContext): void {
  const reached = new Set(graph.edges.map(({ to }) => to));
  for (const service of portsOf(services)) {
    const id = idOf(service);
    if (reached.has(id) || !graph.has(id)) continue;
    addHost(graph);
    graph.edge({
      from: host,
      to: id,
      explanation: 'Only programs on this host can connect to this port.',
      at: [services.lineOf(service)],
    });
  }
}

function addPort(context: FlowContext, service: FlowService): void {
  const { graph, services, system } = context;
  const { instance } = system;
  addService(context, service);
  if (service.placed !== undefined && !isReachable(instance, service.placed)) return;
  graph.node({
    id: network,
    kind: 'clients',
    label: 'Other hosts',
    lines: [],
    explanation: 'Mail servers and mail programs that connect over the network.',
    at: present([services.at('inet_interfaces')]),
  });
  graph.edge({
    from: network,
    to: idOf(service),
    explanation: 'Other hosts can connect to this port.',
    at: [services.lineOf(service), services.at('inet_interfaces')],
  });
}

function addHost(graph: FlowContext['graph']): void {
  graph.node({
    id: host,
    kind: 'clients',
    label: 'This host',
    lines: [],
    explanation: 'Programs on this host, such as cron jobs and web applications.',
    at: [],
  });
}

/** The smtpd that gets the clients that postscreen lets through (postscreen_send.c). */
function addPassed(context: FlowContext, postscreen: FlowService, proxies: FlowFilter[]): void {
  const { graph, services } = context;
  const name = services.text('smtpd_service_name', postscreen) || 'smtpd';
  const smtpd = services.named(name, ['pass']);
  const at = [services.lineOf(postscreen), services.at('smtpd_service_name', postscreen)];
  const explanation = 'postscreen hands over the connections of clients that pass its tests.';
  if (smtpd === undefined) {
    const to = missing(context, name, 'pass');
    graph.edge({ from: idOf(postscreen), to, explanation, at });
    return;
  }
  const isNew = !graph.has(idOf(smtpd));
  addService(context, smtpd);
  graph.edge({
    from: idOf(postscreen),
    to: idOf(smtpd),
    explanation,
    at: [...at, services.lineOf(smtpd)],
  });
  if (isNew) addReceived(context, smtpd, proxies);
}

/** What an smtpd or qmqpd does with accepted mail. */
function addReceived(context: FlowContext, service: FlowService, proxies: FlowFilter[]): void {
  const { graph, services } = context;
  const proxy = service.program === 'smtpd' ? services.text('smtpd_proxy_filter', service) : '';
  if (proxy === '') {
    addCleanup(context, service, 'Accepted mail goes to cleanup.');
    return;
  }
  const at = services.at('smtpd_proxy_filter', service);
  const filter = addFilter(context, {
    value: proxy,
    address: proxy.replace(/^inet:/, ''),
    kind: 'proxy',
    note: 'filter before the queue',
    explanation: 'A filter that smtpd sends mail through before it answers the client (smtpd_proxy_filter).',
    at: present([at]),
  });
  proxies.push(filter);
  graph.edge({
    from: idOf(service),
    to: filter.id,
    label: 'smtpd_proxy_filter',
    explanation: 'smtpd sends all mail of this service to the filter before it accepts the mail.',
    at: [at, services.lineOf(service)],
  });
}

function addPickup(context: FlowContext, service: FlowService): void {
  const { graph, services } = context;
  addHost(graph);
  graph.node({
    id: idOf(service),
    kind: 'entrance',
    label: service.name,
    note: 'sendmail command',
    lines: milterLines(context, 'non_smtpd_milters', undefined),
    explanation: 'Takes the mail that local programs send with the sendmail command.',
    service: service.name,
    at: present([services.lineOf(service)]),
  });
  graph.edge({
    from: host,
    to: idOf(service),
    explanation: 'Local programs send mail with the sendmail command.',
    at: [services.lineOf(service)],
  });
  addCleanup(context, service, 'Mail from local programs goes to cleanup.');
}

function addService(context: FlowContext, service: FlowService): void {
  const { graph, services } = context;
  const { program } = service;
  const isSmtpd = program === 'smtpd';
  graph.node({
    id: idOf(service),
    kind: 'entrance',
    label: service.name,
    note: noteOf(context, service),
    lines: isSmtpd
      ? [...verdictLines(context, service), ...milterLines(context, 'smtpd_milters', service)]
      : [],
    explanation: purpose[program] ?? '',
    service: service.name,
    at: present([services.lineOf(service)]),
  });
}

const purpose: Readonly<Record<string, string>> = {
  smtpd: 'Receives mail over SMTP, and decides who can send mail where.',
  postscreen: 'Turns away spambots before they reach smtpd.',
  qmqpd: 'Receives mail over QMQP.',
};

/** `port 587 · smtpd`, or only the program if the name contains the port. */
function noteOf({ system }: FlowContext, { name, type, program }: FlowService): string {
  const port = type === 'inet' ? (parseTcpAddress(name)?.port ?? '') : '';
  const number = portNumber(system.instance, port);
  return number === undefined || String(number) === port ? program : `port ${number} · ${program}`;
}

/** Who can send mail to domains that are not this host's own. */
function verdictLines({ system, services }: FlowContext, service: FlowService): FlowLine[] {
  const { instance } = system;
  if (instance.files.main === undefined) return [];
  const answer = relay(system, service.placed, stranger);
  const at = services.lineOf(service);
  if (answer.verdict === 'dies') return [{ text: relayWords.dies, tone: 'bad', at: present([at]) }];
  const lines = [
    verdictLine('strangers', answer, 'refuses', at),
    verdictLine('mynetworks', relay(system, service.placed, insider), 'permits', at),
  ];
  return services.is('smtpd_sasl_auth_enable', service)
    ? [...lines, verdictLine('logins', relay(system, service.placed, user), 'permits', at)]
    : lines;
}

function verdictLine(
  who: string,
  { verdict, decision }: RelayAnswer,
  expected: 'permits' | 'refuses',
  at: FlowLine['at'][number] | undefined,
): FlowLine {
  const tone =
    verdict === 'may' ? 'depends' : verdict === expected ? 'good' : verdict === 'permits' ? 'bad' : undefined;
  return {
    text: `${who}: ${relayWords[verdict]}`,
    ...(tone !== undefined && { tone }),
    at: present([decision?.answer?.entry ?? decision?.location ?? at]),
  };
}

function milterLines(context: FlowContext, parameter: string, service: FlowService | undefined): FlowLine[] {
  const { services } = context;
  if (services.text('receive_override_options', service).includes('no_milters')) return [];
  return settingLines(context, [parameter], service).map((line) => ({
    ...line,
    text: `Milter: ${services
      .text(parameter, service)
      .replace(/\{\s*([^,\s{}]+)[^{}]*\}/g, '$1')
      .split(/[\s,]+/)
      .map((word) => word.replace(/^(?:inet|unix|local):/, ''))
      .join(', ')}`,
  }));
}
