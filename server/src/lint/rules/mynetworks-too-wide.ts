// Entries of mynetworks that trust the hosts of others.

import { replace } from '../../edits/lines.ts';
import { sourceLocation } from '../../instance/expanded-values.ts';
import type { Location } from '../../instance/instance.ts';
import { everyAddressWord } from '../../mail/address-patterns.ts';
import { networkIn } from '../../mail/networks.ts';
import { sharesPrefix } from '../../mail/pattern-match.ts';
import { isReachable } from '../../mail/smtpd-services.ts';
import type { Network } from '../../syntax/tables/cidr.ts';
import type { Configuration, Finding, Rule, Severity } from '../rule.ts';
import { relayingEntries, relaysForNetworks } from '../shared/trusted-internet.ts';

export const mynetworksTooWide: Rule = {
  code: 'mynetworks-too-wide',
  title: 'mynetworks trusts too many clients',
  severity: 'warning',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance } = context;
    // Another rule reports these.
    const relaying = relayingEntries(context);
    for (const { list, pattern, at, network, problem } of everyAddressWord(instance)) {
      if (list.parameter !== 'mynetworks' || pattern.negated) continue;
      if (list.service !== undefined && !isReachable(instance, list.service)) continue;
      const judgement = network !== undefined && problem === undefined ? judge(network) : undefined;
      if (judgement === undefined) continue;
      if (relaying.some((entry) => entry.at.uri === at.uri && entry.at.start === at.start)) continue;
      yield finding(at, pattern.text, judgement);
    }
    yield* inTables(context);
    yield* inFiles(context);
    yield* style(context);
  },
};

/** The networks in a cidr: table, whatever the result of the lookup: a match is enough. */
function* inTables(context: Configuration): Generator<Finding> {
  const { instance, tables } = context;
  for (const { list, pattern } of everyAddressWord(instance)) {
    const { table, negated } = pattern;
    if (list.parameter !== 'mynetworks' || negated || table?.type.text !== 'cidr') continue;
    const file = tables.file(table.name.text);
    if (file?.language !== 'postfix-cidr') continue;
    for (const { item, start } of file.tree.items()) {
      if (item.kind !== 'rule' || item.problem !== undefined || item.network.negated) continue;
      const judgement = judgeInFile(context, item.network);
      if (judgement === undefined) continue;
      const at = { uri: file.uri, start: start + item.network.start, end: start + item.network.end };
      const text = file.tree.text.slice(at.start, at.end);
      yield finding(at, text, judgement);
    }
  }
}

/** `mynetworks = /etc/postfix/networks`: the words of the file are words of the list. */
function* inFiles(context: Configuration): Generator<Finding> {
  const { instance, tables } = context;
  for (const { list, pattern, at } of everyAddressWord(instance)) {
    if (list.parameter !== 'mynetworks' || pattern.negated || !pattern.text.startsWith('/')) continue;
    const lines = tables.listText(pattern.text)?.toString().split('\n') ?? [];
    const words = lines.flatMap((line) => line.replace(/#.*/, '').split(/[\s,]+/));
    for (const word of words) {
      const { network, problem } = networkIn(word) ?? {};
      if (network === undefined || problem !== undefined) continue;
      const judgement = judgeInFile(context, network);
      if (judgement === undefined) continue;
      yield finding(at, `${word} in ${pattern.text}`, judgement);
      break;
    }
  }
}

/** Another rule reports that strangers relay. */
function judgeInFile(context: Configuration, network: Network): Judgement | undefined {
  return network.length === 0 && relaysForNetworks(context) ? undefined : judge(network);
}

function finding(at: Location, network: string, { severity, why }: Judgement): Finding {
  return {
    at,
    ...(severity && { severity }),
    message: `${network} ${why} List only the networks of your own hosts.`,
  };
}

interface Judgement {
  readonly severity?: Severity;
  /** Continues a sentence that begins with the network. */
  readonly why: string;
}

const effect = 'Postfix relays for every client in mynetworks and logs nothing unusual.';

function judge(network: Network): Judgement | undefined {
  const { bytes, length, family } = network;
  if (bytes === undefined || length === undefined) return undefined;
  if (length === 0) return { why: `is the entire Internet. ${effect}` };
  if (samples.some((range) => length >= 24 && sharesPrefix(bytes, range, 24)))
    return {
      why: `is an example from the main.cf of Postfix, and belongs to another organization. ${effect}`,
    };
  if (family === 'ipv6')
    return length < 20 && isGlobal(bytes)
      ? { why: `is larger than the network of any organization. ${effect}` }
      : undefined;
  const reserved = private4.find(([range, prefix]) => length >= prefix && sharesPrefix(bytes, range, prefix));
  if (reserved === undefined)
    return length < 16
      ? { why: `contains public addresses of many organizations${privateNear(bytes, length)}. ${effect}` }
      : undefined;
  const [, prefix, what] = reserved;
  return length === prefix && what !== undefined
    ? {
        severity: 'information',
        why:
          `is ${what}. If a container host or router translates addresses (NAT), strangers can connect from an address ` +
          'in this range, and Postfix relays for them.',
      }
    : undefined;
}

/** The networks in the default main.cf, before and since Postfix 3.6 (conf/main.cf). */
const samples: readonly (readonly number[])[] = [
  [168, 100, 189, 0],
  [168, 100, 3, 0],
];

/**
 * Ranges that are not public; with a description for those that are a finding when they are trusted entirely (RFC
 * 1918).
 */
const private4: readonly (readonly [range: readonly number[], prefix: number, what?: string])[] = [
  [[0, 0, 0, 0], 8],
  [[127, 0, 0, 0], 8],
  [[172, 17, 0, 0], 16, "the default network of Docker's bridge"],
  ...Array.from(
    { length: 14 },
    (_, i) => [[172, 18 + i, 0, 0], 16, 'a network that Docker gives to projects'] as const,
  ),
  [[10, 0, 0, 0], 8, 'an entire private range'],
  [[172, 16, 0, 0], 12, 'an entire private range'],
  [[192, 168, 0, 0], 16, 'an entire private range'],
  [[100, 64, 0, 0], 10],
  [[169, 254, 0, 0], 16],
];

/** The private range that the author of `172.0.0.0/8` or `192.0.0.0/8` probably had in mind. */
function privateNear(bytes: readonly number[], length: number): string {
  const range = length < 8 ? undefined : { 172: '172.16.0.0/12', 192: '192.168.0.0/16' }[bytes[0] ?? 0];
  return range === undefined ? '' : ` (the private range is ${range})`;
}

/** 2000::/3 */
function isGlobal(bytes: readonly number[]): boolean {
  return sharesPrefix(bytes, [0x20, ...new Array<number>(15).fill(0)], 3);
}

/** `mynetworks_style = class` if mynetworks is not set. */
function* style({ instance }: Configuration): Generator<Finding> {
  const value = instance.value('mynetworks_style');
  if (value === undefined || instance.expanded('mynetworks_style')?.text !== 'class') return;
  if (instance.entriesByName.has('mynetworks')) return;
  const { source } = value;
  const at = sourceLocation(instance, source);
  if (at === undefined) return;
  const { main } = instance.files;
  yield {
    at,
    message:
      'mynetworks_style = class trusts the entire class A, B, or C networks of this host: up to 16 million clients. ' +
      'Postfix relays for all of them and logs nothing unusual. ' +
      'Set mynetworks_style = host, or set mynetworks.',
    ...(source.kind === 'entry' &&
      main !== undefined && {
        fixes: ['host', 'subnet'].map((text) => ({
          title: `Change to ${text}`,
          edits: [replace(main.uri, source.entry.start, source.entry.item.value, text)],
        })),
      }),
  };
}
