// Networks that trust more clients than anybody owns.

import { replace } from '../../edits/lines.ts';
import { sourceLocation } from '../../instance/words.ts';
import { everyAddressWord } from '../../mail/address-words.ts';
import { sharesPrefix } from '../../mail/pattern-match.ts';
import { isReachable } from '../../mail/smtpd-services.ts';
import type { Network } from '../../syntax/tables/cidr.ts';
import type { Configuration, Finding, Rule, Severity } from '../rule.ts';

export const mynetworksTooWide: Rule = {
  code: 'mynetworks-too-wide',
  title: 'Too many clients are trusted',
  severity: 'warning',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance } = context;
    for (const { list, pattern, at, network, problem } of everyAddressWord(instance)) {
      if (list.parameter !== 'mynetworks' || pattern.negated) continue;
      if (list.service !== undefined && !isReachable(instance, list.service)) continue;
      const said = network !== undefined && problem === undefined ? judge(network) : undefined;
      if (said === undefined) continue;
      const [severity, what] = said;
      yield {
        at,
        ...(severity && { severity }),
        message:
          `${pattern.text} is ${what}. ` +
          'Postfix relays for every client in mynetworks, wherever it got its address from, and says nothing. ' +
          'Name the networks of your own hosts alone.',
      };
    }
    yield* style(context);
  },
};

type Judgement = readonly [severity: Severity | undefined, what: string];

function judge(network: Network): Judgement | undefined {
  const { bytes, length, family } = network;
  if (bytes === undefined || length === undefined) return undefined;
  if (length === 0) return [undefined, 'the whole Internet'];
  if (family === 'ipv6')
    return length < 20 && isGlobal(bytes) ? [undefined, 'larger than any site'] : undefined;
  const reserved = private4.find(([range, prefix]) => length >= prefix && sharesPrefix(bytes, range, prefix));
  if (reserved === undefined)
    return length < 16 ? [undefined, 'a range of the Internet that belongs to many'] : undefined;
  const [, prefix, what] = reserved;
  return length === prefix && what !== undefined
    ? [
        'information',
        `${what}: behind the address translation of a container host or a router strangers come from such an address, too`,
      ]
    : undefined;
}

/** Ranges that nobody owns; with words for those that are a finding when they are trusted whole (RFC 1918). */
const private4: readonly (readonly [range: readonly number[], prefix: number, what?: string])[] = [
  [[127, 0, 0, 0], 8],
  [[172, 17, 0, 0], 16, "the network of Docker's bridge"],
  [[10, 0, 0, 0], 8, 'a whole private range'],
  [[172, 16, 0, 0], 12, 'a whole private range'],
  [[192, 168, 0, 0], 16, 'a whole private range'],
  [[100, 64, 0, 0], 10],
  [[169, 254, 0, 0], 16],
];

/** 2000::/3 */
function isGlobal(bytes: readonly number[]): boolean {
  return sharesPrefix(bytes, [0x20, ...new Array<number>(15).fill(0)], 3);
}

/** `mynetworks_style = class`, where nothing else sets mynetworks. */
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
      'mynetworks_style = class trusts the whole class A, B or C network that this host has an address in: up to 16 million clients. ' +
      'Postfix relays for all of them, and says nothing. ' +
      'Leave it at host, or set mynetworks.',
    ...(source.kind === 'entry' &&
      main !== undefined && {
        fixes: ['host', 'subnet'].map((text) => ({
          title: `Change to ${text}`,
          edits: [replace(main.uri, source.entry.start, source.entry.item.value, text)],
        })),
      }),
  };
}
