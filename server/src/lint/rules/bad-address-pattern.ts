// What people write for an address or a network, and Postfix reads as something else (match_list.c, match_ops.c,
// dict_open.c).

import { tableType } from '../../catalog/table-types.ts';
import { literalPlace } from '../../edits/lists.ts';
import type { TableContext } from '../../instance/table-files.ts';
import { type AddressWord, addressWords, whatFails } from '../../mail/address-words.ts';
import { isFatalPattern, isTablePattern } from '../../mail/networks.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import { parseNetwork } from '../../syntax/tables/cidr.ts';
import type { TableEntry } from '../../syntax/tables/key-value.ts';
import type { Configuration, Finding, LineFinding, Rule } from '../rule.ts';

export const badAddressPattern: Rule = {
  code: 'bad-address-pattern',
  title: 'Postfix does not read this as an address or a network',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const word of addressWords(instance)) {
      const said = bareIpv6(word) ?? loosePrefix(word, instance) ?? badNetwork(word) ?? wildcard(word);
      if (said !== undefined) yield said;
    }
  },
  lines: { 'postfix-table': rangeInTable },
};

/** `::1/128`: a colon outside of brackets makes a table of it. */
function bareIpv6({ list: { parameter }, pattern, at }: AddressWord): Finding | undefined {
  const { text } = pattern;
  if (!isTablePattern(pattern) || parseAddress(text.replace(/\/\d+$/, ''), 'ipv6') === undefined)
    return undefined;
  const [address = '', prefix = ''] = /^([^/]*)(\/\d+)?$/.exec(text)?.slice(1) ?? [];
  const instead = `[${address}]${prefix}`;
  const type = text.slice(0, text.indexOf(':'));
  const does = isFatalPattern(pattern)
    ? `takes it for a table, type:name, and dies: open dictionary: expecting "type:name" form instead of "${text}"`
    : `takes it for a table, logs: unsupported dictionary type: ${type}, and ${whatFails(parameter)}`;
  return {
    at,
    message: `The IPv6 address ${text} lacks its brackets. Postfix ${does}. Write ${instead}.`,
    fixes: [{ title: `Change to ${instead}`, edits: [{ at, text: instead }], preferred: true }],
  };
}

/** `192.168.0.0 /24`: a path stands where the prefix length should. */
function loosePrefix(
  { list: { parameter, value, patterns }, pattern, index, at }: AddressWord,
  instance: Configuration['instance'],
): Finding | undefined {
  if (!/^\/\d{1,3}$/.test(pattern.text)) return undefined;
  const before = patterns[index - 1];
  const network = before && parseNetwork(before.text + pattern.text);
  const place = before && literalPlace(instance, value, before);
  const joins = network !== undefined && network.problem === undefined && place !== undefined;
  return {
    at,
    message:
      `${pattern.text} is the path of a file to Postfix, not the length of a network. ` +
      `It logs: open file ${pattern.text}: No such file or directory, and ${whatFails(parameter)}. ` +
      'Write the length right behind the address, without a blank.',
    ...(joins && {
      fixes: [
        {
          title: `Change to ${before?.text}${pattern.text}`,
          edits: [{ at: { ...place, start: place.end, end: at.start }, text: '' }],
          preferred: true,
        },
      ],
    }),
  };
}

/** A mask instead of a length, a length that is too long, an address that is none. */
function badNetwork({
  list: { parameter },
  pattern,
  at,
  network,
  problem,
}: AddressWord): Finding | undefined {
  const { text } = pattern;
  // Without a length an IPv4 pattern is compared as text, and matches nothing.
  if (isTablePattern(pattern) || problem === undefined || problem.code === 'host-bits') return undefined;
  if (!/[/[\]]/.test(text)) return unmatched(text, at);
  const length = maskLength(network?.prefix?.text ?? '');
  const instead = length === undefined ? undefined : `${network?.address.text}/${length}`;
  return {
    at,
    message:
      `${text} is no network. ` +
      `Postfix logs: ${parameter}: ${problem.message}, and ${whatFails(parameter)}. ` +
      `Write ${instead ?? 'the network address and the length of its prefix'}.`,
    ...(instead !== undefined && {
      fixes: [{ title: `Change to ${instead}`, edits: [{ at, text: instead }], preferred: true }],
    }),
  };
}

/** `192.168.1.*` */
function wildcard({ pattern: { text }, at }: AddressWord): Finding | undefined {
  return /^\d{1,3}\.[\d.]*(?:\*|x+)(?:\.\*)*$/i.test(text) ? unmatched(text, at) : undefined;
}

function unmatched(text: string, at: AddressWord['at']): Finding {
  const octets = text.match(/^\d{1,3}(?:\.\d{1,3})*/)?.[0].split('.') ?? [];
  const isPrefix = octets.length < 4 && octets.every((octet) => Number(octet) < 256);
  const instead = isPrefix
    ? `${[...octets, '0', '0', '0'].slice(0, 4).join('.')}/${8 * octets.length}`
    : undefined;
  return {
    at,
    message:
      `${text} is no address. Postfix compares it with each client's address as a text, and no client has it. ` +
      `Write ${instead ?? 'a whole address, or a network with the length of its prefix'}.`,
    ...(instead !== undefined && {
      fixes: [{ title: `Change to ${instead}`, edits: [{ at, text: instead }], preferred: true }],
    }),
  };
}

/** `255.255.0.0` is 16. */
function maskLength(mask: string): number | undefined {
  const bits = parseAddress(mask, 'ipv4')
    ?.map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  return bits !== undefined && /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : undefined;
}

/** `192.168.0.0/16 OK` in an indexed table: a key is found by its text alone. */
function* rangeInTable({ key }: TableEntry, { role, type }: TableContext): Generator<LineFinding> {
  if (role !== 'access' || !/^[\d.]+\/\d+$|^\[?[\da-f:]+\]?\/\d+$/i.test(key.text)) return;
  if (type !== undefined && tableType(type)?.content !== 'key-value') return;
  const { network, problem } = parseNetwork(key.text) ?? {};
  if (network === undefined || problem !== undefined) return;
  const octets = network.family === 'ipv4' && (network.length ?? 0) > 0 ? (network.length ?? 0) / 8 : 0;
  const instead =
    octets > 0 && Number.isInteger(octets)
      ? network.address.text.split('.').slice(0, octets).join('.')
      : undefined;
  yield {
    start: key.start,
    end: key.end,
    message:
      `${type ?? 'This'}${type === undefined ? ' kind of table' : ': tables'} cannot hold a range such as ${key.text}. ` +
      'Postfix looks for the text of the address and of its leading octets, never finds this line, and says nothing. ' +
      (instead === undefined
        ? 'Put the line into a table of type cidr.'
        : `Write ${instead}, or put the line into a table of type cidr.`),
    ...(instead !== undefined && {
      fixes: [
        {
          title: `Change to ${instead}`,
          edits: [{ start: key.start, end: key.end, text: instead }],
          preferred: true,
        },
      ],
    }),
  };
}
