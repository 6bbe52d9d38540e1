// Where mail goes, and where programs are reached: next hops, transports, endpoints.

import type { Instance, PlacedService } from '../../instance/instance.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import type { Endpoint, NextHop, Transport } from '../../syntax/value.ts';
import type { DocumentedSnapshot, Snapshot } from '../snapshot.ts';
import { type Description, wordText } from './description.ts';
import { quote, title } from './markdown.ts';
import { networkOf, networkText } from './networks.ts';
import { portInWords } from './scalars.ts';

/** The page on transports and next hops. */
const page = { page: 'transport(5)' };

/** `transport`: the name in front of it, which decides what it means; undefined where none stands. */
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
      manual: page,
    };
  const program = transport === undefined ? 'smtp' : programOf(instance, transport);
  if (program !== 'smtp' && program !== 'lmtp') return describeArgument(text, program);
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
    manual: page,
  };
}

/** The program behind a transport; where master.cf does not tell, the one of that name. */
function programOf({ services }: Instance, transport: string): string {
  const service = services.findLast(({ name, type }) => name === transport && type === 'unix');
  return service?.program ?? (transport === 'relay' ? 'smtp' : transport === 'retry' ? 'error' : transport);
}

/** What stands behind the colon for programs that do not connect to anybody. */
function describeArgument(text: string, program: string): Description {
  const meanings: Readonly<Record<string, string | undefined>> = {
    discard: 'the text for the log',
    error: 'the reason that is given',
    pipe: '`${nexthop}` in the command of `pipe(8)`',
  };
  const meaning = Object.hasOwn(meanings, program) ? meanings[program] : undefined;
  return { paragraphs: [title(text, meaning ?? `next hop for \`${program}(8)\``)], manual: page };
}

export function describeTransport(
  { docs, instance }: DocumentedSnapshot,
  node: Transport,
): Description | undefined {
  const { name, nextHop } = node;
  if (name.text === '' || name.parts.some((part) => part.kind !== 'literal')) return undefined;
  const usual = ['error', 'retry', 'discard'].includes(name.text) ? `${name.text}:text` : undefined;
  const form = usual ?? (nextHop === undefined ? 'transport:' : 'transport:nexthop');
  return {
    paragraphs: [
      title(name.text, 'transport'),
      ...transportService(instance, name.text),
      ...wordText(docs, 'transport-result', form),
    ],
    manual: page,
  };
}

/** The line of master.cf that a transport is; nothing where there is no master.cf to look into. */
export function transportService(instance: Instance, name: string): string[] {
  if (instance.files.master === undefined) return [];
  const service = instance.services.findLast((s) => s.name === name && s.type === 'unix');
  return service === undefined
    ? [`master.cf has no service ${quote(`${name} unix`)}: its mail stays in the queue.`]
    : [`Delivered by \`${service.program}(8)\`: ${serviceLine(instance, service)}.`];
}

export function serviceLine(instance: Instance, { start, key }: PlacedService): string {
  const at = instance.files.master?.tree.text.positionAt(start);
  return `master.cf line ${(at?.line ?? 0) + 1} (${key})`;
}

/** `inet:host:port`, `unix:path`, `host:port`. */
export function describeEndpoint({ instance }: Snapshot, node: Endpoint): Description | undefined {
  const { text, type, address, parts } = node;
  if (text === '' || parts.some((part) => part.kind !== 'literal')) return undefined;
  const isPath = type === 'unix' || type === 'local' || address.startsWith('/');
  if (isPath) {
    const place = address.startsWith('/')
      ? 'The path counts from the queue directory where the service runs in a chroot.'
      : 'The path counts from `queue_directory`.';
    return { paragraphs: [title(text, 'Unix-domain socket'), place] };
  }
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*):([^:]*)$/.exec(address) ?? [];
  if (port === undefined) return undefined;
  const network = networkOf(host.replace(/^\[(.*)\]$/, '$1'));
  const facts = network && networkText(network);
  return {
    paragraphs: [
      title(text, 'TCP socket'),
      `${host === '' ? 'This machine' : quote(host)}, ${portInWords(instance, port)}.`,
      ...(facts?.slice(1, 2).map((fact) => `The address: ${fact}`) ?? []),
    ],
  };
}
