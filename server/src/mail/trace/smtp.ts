// smtp(8) and lmtp(8): the servers that get the mail, and how the client talks to them (smtp_connect.c, smtp_proto.c).

import type { Location } from '../../instance/instance.ts';
import { nextHopProblem } from '../../syntax/next-hop.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import { ownsAddress } from '../own-addresses.ts';
import { credentialsOf } from './credentials.ts';
import {
  bounced,
  type Delivery,
  deferred,
  doesNotStart,
  ended,
  failed,
  note,
  serviceLocation,
} from './delivery.ts';
import {
  type Destination,
  destinationsIn,
  destinationText,
  fallbackParameter,
  parameterFor,
} from './destinations.ts';
import { genericAddress } from './generic.ts';
import type { TracedRecipient } from './model.ts';
import { globalLevel, tlsLevel } from './tls-level.ts';

export function smtpAgent(delivery: Delivery): readonly TracedRecipient[] {
  const { nexthop, recipient, letter, program } = delivery;
  const { journey } = program;
  const level = globalLevel(delivery);
  if (level === undefined) {
    const parameter = parameterFor(delivery, 'smtp_tls_security_level');
    return doesNotStart(delivery, `Invalid TLS level "${program.text(parameter)}"`, program.at(parameter));
  }
  if (nexthop === '') return failed(delivery, 'empty nexthop hostname');
  const own = destinationsIn(delivery, nexthop, false);
  const fallbackName = fallbackParameter(delivery);
  const fallback = own.some(({ socket }) => socket)
    ? []
    : destinationsIn(delivery, program.text(fallbackName), true);
  for (const { text, socket } of own) {
    if (socket) continue;
    const problem = nextHopProblem(text, program.name === 'lmtp' ? 'lmtp' : 'smtp');
    if (problem !== undefined) return failed(delivery, problem);
  }
  const [first] = own;
  if (first === undefined) return failed(delivery, `null destination: "${nexthop}"`);
  const looping = loopsBack(delivery, first);
  if (looping !== undefined) return looping;

  const sender = genericAddress(delivery, letter.sender);
  if (sender === undefined)
    return failed(
      delivery,
      `${parameterFor(delivery, 'smtp_generic_maps')} map lookup problem for ${letter.sender}`,
    );
  const address = genericAddress(delivery, recipient.address);
  if (address === undefined)
    return failed(
      delivery,
      `${parameterFor(delivery, 'smtp_generic_maps')} map lookup problem for ${recipient.address}`,
    );

  note(delivery, {
    what: connectionText(delivery, own, fallback),
    at: [
      ...serviceLocation(program, program.service),
      ...(fallback.length > 0 ? program.at(fallbackName) : []),
    ],
  });
  bindAddress(delivery);
  const tls = tlsLevel(delivery, first, level);
  if (tls.kind === 'invalid') return deferred(delivery, tls.reason, tls.at, tls.condition);
  const credentials = credentialsOf(delivery, first);
  if (credentials === 'error') return deferred(delivery, '4.3.0 credentials lookup failed');
  note(delivery, {
    what: `Sends the mail from <${sender}> to <${address}>.`,
    condition: journey.assume({
      decider: 'server',
      question: `whether ${first.text} accepts mail from <${sender}> to <${address}>`,
      answer: 'It accepts the mail.',
    }),
  });
  return [
    ended(delivery, 'delivered', {
      sender,
      ...(tls.level !== 'none' || tls.isSet ? { tls: tls.level } : {}),
      ...(credentials !== undefined && { credentials }),
    }),
  ];
}

function connectionText(
  { program }: Delivery,
  own: readonly Destination[],
  fallback: readonly Destination[],
): string {
  const described = own.map(destinationText).join(', then to ');
  const last =
    fallback.length > 0
      ? `. If they do not answer, connects to ${fallback.map(destinationText).join(', then to ')}`
      : '';
  return `Connects ${program.name === 'lmtp' ? 'over LMTP ' : ''}to ${described}${last}.`;
}

/** The client refuses to send mail to its own address on port 25 (smtp_find_self()). */
function loopsBack(
  delivery: Delivery,
  { text, host, port, mx, socket }: Destination,
): TracedRecipient[] | undefined {
  const { program } = delivery;
  if (socket || mx || program.name === 'lmtp' || (port !== '25' && port !== 'smtp')) return undefined;
  // Names are in DNS.
  const address = parseAddress(host, host.includes(':') ? 'ipv6' : 'ipv4');
  const { instance, service } = program;
  const interfaces = ['inet_interfaces', 'proxy_interfaces'] as const;
  if (address === undefined || ownsAddress(instance, service, address, interfaces) !== true) return undefined;
  const at: readonly Location[] = program.at(...interfaces);
  const what = `mail for ${host} loops back to myself`;
  if (text === program.text('relayhost').split(/[\s,]+/)[0])
    return deferred(delivery, `4.3.5 ${what}`, [...program.at('relayhost'), ...at]);
  const best = program.text('best_mx_transport');
  if (best === '') return bounced(delivery, `5.4.6 ${what}`, at);
  note(delivery, {
    what: `Passes the mail to best_mx_transport, because ${what}.`,
    after: best,
    at: program.at('best_mx_transport'),
  });
  return [...delivery.office.pass(delivery, { value: best, at: program.at('best_mx_transport') })];
}

function bindAddress(delivery: Delivery): void {
  const { program } = delivery;
  for (const name of ['smtp_bind_address', 'smtp_bind_address6']) {
    const parameter = parameterFor(delivery, name);
    const address = program.text(parameter);
    if (address !== '') note(delivery, { what: `Connects from ${address}.`, at: program.at(parameter) });
  }
}
