// cleanup, which rewrites mail, and the queue, which decides about its way.

import { type FlowContext, missing, settingLines } from './flow-context.ts';
import { type FlowLine, present } from './model.ts';
import { type FlowService, idOf } from './services.ts';

/** In the order in which cleanup applies them. */
const cleanupParameters = [
  'header_checks',
  'mime_header_checks',
  'nested_header_checks',
  'body_checks',
  'sender_canonical_maps',
  'recipient_canonical_maps',
  'canonical_maps',
  'masquerade_domains',
  'always_bcc',
  'sender_bcc_maps',
  'recipient_bcc_maps',
  'virtual_alias_maps',
];

const queueParameters = [
  'relocated_maps',
  'transport_maps',
  'sender_dependent_default_transport_maps',
  'sender_dependent_relayhost_maps',
  'defer_transports',
];

export const queueId = 'queue';

/** Leads from a service that receives mail to its cleanup service, and from there to the queue. */
export function addCleanup(context: FlowContext, from: FlowService, explanation: string): void {
  const { graph, services } = context;
  const name = services.text('cleanup_service_name', from) || 'cleanup';
  const cleanup = services.named(name);
  const overrides = services.text('receive_override_options', from);
  const at = [services.at('cleanup_service_name', from), services.at('receive_override_options', from)];
  const to = cleanup === undefined ? missing(context, name, 'unix') : cleanupNode(context, cleanup);
  graph.edge({
    from: idOf(from),
    to,
    explanation: overrides === '' ? explanation : `${explanation} receive_override_options: ${overrides}.`,
    at: [...at, services.lineOf(from)],
  });
}

function cleanupNode(context: FlowContext, service: FlowService): string {
  const { graph, services } = context;
  const id = idOf(service);
  if (graph.has(id)) return id;
  graph.node({
    id,
    kind: 'cleanup',
    label: service.name,
    note: 'checks and rewrites',
    lines: cleanupLines(context, service),
    explanation: 'Checks headers and body, rewrites addresses, expands virtual aliases, and adds copies.',
    service: service.name,
    at: present([services.lineOf(service)]),
  });
  graph.edge({
    from: id,
    to: addQueue(context),
    explanation: 'cleanup writes the mail to the queue.',
    at: [services.lineOf(service), services.at('queue_service_name')],
  });
  return id;
}

/** By default, the checks of other headers are the same as header_checks. */
function cleanupLines(context: FlowContext, service: FlowService): FlowLine[] {
  const { services } = context;
  const checks = services.text('header_checks', service);
  const parameters = cleanupParameters.filter(
    (name) => !/^(?:mime|nested)_/.test(name) || services.text(name, service) !== checks,
  );
  return settingLines(context, parameters, service);
}

function addQueue(context: FlowContext): string {
  const { graph, services } = context;
  if (graph.has(queueId)) return queueId;
  const name = services.text('queue_service_name') || 'qmgr';
  const queue = services.named(name);
  const rewrite = services.named(services.text('rewrite_service_name') || 'rewrite');
  return graph.node({
    id: queueId,
    kind: 'queue',
    label: 'queue',
    note: queue === undefined ? 'not in master.cf' : queue.name,
    lines: settingLines(context, queueParameters, rewrite),
    explanation:
      'Mail waits here until it is delivered. trivial-rewrite chooses the transport and the next hop of each recipient.',
    service: name,
    ...(queue === undefined && { missing: true as const }),
    at: present([queue && services.lineOf(queue), services.at('queue_service_name')]),
  });
}
