// Next hops, transports, and endpoints.

import type { Instance, PlacedService } from '../../instance/instance.ts';
import { type NextHopClient, nextHopMeant, nextHopProblem, nextHopWords } from '../../syntax/next-hop.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import type { Endpoint, NextHop, Transport } from '../../syntax/value.ts';
import type { DocumentedSnapshot, Snapshot } from '../snapshot.ts';
import { type Description, wordText } from './description.ts';
import { quote, title } from './markdown.ts';
import { networkOf, networkText } from './networks.ts';
import { portInWords } from './scalars.ts';

const manual = { page: 'transport(5)' };

/** @param transport the transport before the next hop, which determines its meaning; undefined if there is none */
export function describeNextHop(
  { docs, instance }: DocumentedSnapshot,
  node: NextHop,
  transport: string | undefined,
): Description | undefined {
  const { text, host, port, path, brackets, parts } = node;
  if (text === '' || parts.some((part) => part.kind !== 'literal')) return undefined;
  if (path !== undefined)
    return {
      paragraphs: [title(text, 'next hop'), ...wordText(docs, 'transport-result', 'unix:path')],
      manual,
    };
  const program = transport === undefined ? 'smtp' : programOf(instance, transport);
  if (program !== 'smtp' && program !== 'lmtp') return describeArgument(text, program);
  const words = nextHopWords(text);
  const bad = words.find((word) => nextHopProblem(word, program) !== undefined);
  if (bad !== undefined) return mayChange.test(bad) ? undefined : describeMalformed(bad, program);
  if (words.length > 1)
    return {
      paragraphs: [
        title(text, 'list of next hops'),
        ...wordText(docs, 'transport-result', 'host, host').slice(0, 1),
      ],
      manual,
    };
  // LMTP has no MX records.
  if (program === 'lmtp')
    return {
      paragraphs: [
        title(text, 'next hop'),
        ...(port === undefined ? [] : [`TCP ${portInWords(instance, port)}.`]),
        ...wordText(docs, 'transport-result', 'inet:host:port'),
      ],
      manual,
    };
  const isAddress = (['ipv4', 'ipv6'] as const).some(
    (family) => parseAddress(host.replace(/^ipv6:/i, ''), family) !== undefined,
  );
  const form = brackets
    ? isAddress
      ? '[address]'
      : port === undefined
        ? '[host]'
        : '[host]:port'
    : port === undefined
      ? 'host'
      : 'host:port';
  const lookup = brackets ? 'no MX lookup' : 'MX lookup';
  return {
    paragraphs: [
      title(text, `next hop, ${lookup}`),
      ...(port === undefined ? [] : [`TCP ${portInWords(instance, port)}.`]),
      ...wordText(docs, 'transport-result', form),
    ],
    manual,
  };
}

/** References, and placeholders of templates: what Postfix reads is unknown. */
const mayChange = /[{}<>%@!$]/;

function describeMalformed(text: string, client: NextHopClient): Description {
  const problem = nextHopProblem(text, client) ?? '';
  const meant = nextHopMeant(text);
  return {
    paragraphs: [
      title(text, 'malformed next hop'),
      ...(/^\[[^\]]*[^\]:]:\w+\]$/.test(text)
        ? ['Postfix treats everything in the brackets as the name of the host.']
        : []),
      `\`${client}(8)\` exits with \`${problem}\`, and the mail waits in the queue.`,
      ...(meant === undefined ? [] : [`Write \`${meant}\`.`]),
    ],
    manual,
  };
}

/** The program of a transport. If it is not in master.cf, the standard program of a transport of this name. */
function programOf({ services }: Instance, transport: string): string {
  const service = services.findLast(({ name, type }) => name === transport && type === 'unix');
  return service?.program ?? (transport === 'relay' ? 'smtp' : transport === 'retry' ? 'error' : transport);
}

/** The text after the colon, for programs that do not connect to a host. */
function describeArgument(text: string, program: string): Description {
  const meanings: Readonly<Record<string, string | undefined>> = {
    discard: 'text for the log',
    error: 'reason that Postfix reports to the sender',
    pipe: 'value of `${nexthop}` for `pipe(8)`',
  };
  const meaning = Object.hasOwn(meanings, program) ? meanings[program] : undefined;
  return { paragraphs: [title(text, meaning ?? `next hop for \`${program}(8)\``)], manual };
}

export function describeTransport(
  { docs, instance }: DocumentedSnapshot,
  node: Transport,
): Description | undefined {
  const { name, nextHop } = node;
  if (name.text === '' || name.parts.some((part) => part.kind !== 'literal')) return undefined;
  const formWithText = ['error', 'retry', 'discard'].includes(name.text) ? `${name.text}:text` : undefined;
  const form = formWithText ?? (nextHop === undefined ? 'transport:' : 'transport:nexthop');
  return {
    paragraphs: [
      title(name.text, 'transport'),
      ...transportService(instance, name.text),
      ...wordText(docs, 'transport-result', form),
    ],
    manual,
  };
}

/** The service of a transport; nothing if there is no master.cf. */
export function transportService(instance: Instance, name: string): string[] {
  if (instance.files.master === undefined) return [];
  const service = instance.services.findLast((s) => s.name === name && s.type === 'unix');
  return service === undefined
    ? [
        `There is no service ${quote(`${name} unix`)} in master.cf, so mail for this transport stays in the queue.`,
      ]
    : [`Delivery agent: \`${service.program}(8)\`, from ${serviceLine(instance, service)}.`];
}

export function serviceLine(instance: Instance, { start, key }: PlacedService): string {
  const at = instance.files.master?.tree.text.positionAt(start);
  return `master.cf line ${(at?.line ?? 0) + 1} (${key})`;
}

/** `inet:host:port`, `unix:path`, `host:port`. */
export function describeEndpoint({ instance }: Snapshot, node: Endpoint): Description | undefined {
  const { text, type, address, parts } = node;
  if (text === '' || parts.some((part) => part.kind !== 'literal')) return undefined;
  const isPath = type === 'unix' || type === 'local' || (type === undefined && address.startsWith('/'));
  if (isPath) {
    const place = address.startsWith('/')
      ? 'If the service runs in a chroot, the path is relative to the queue directory.'
      : 'The path is relative to `queue_directory`.';
    return { paragraphs: [title(text, 'Unix-domain socket'), place] };
  }
  const [, host = '', port] = /^(\[[^\]]*\]|[^:/]*):([^:/]*)$/.exec(address) ?? [];
  if (port === undefined) return undefined;
  const network = networkOf(host.replace(/^\[(.*)\]$/, '$1'));
  const facts = network && networkText(network);
  return {
    paragraphs: [
      title(text, 'TCP socket'),
      `${host === '' ? 'This host' : `Host ${quote(host)}`}, ${portInWords(instance, port)}.`,
      ...(facts?.slice(1, 2) ?? []),
    ],
  };
}
