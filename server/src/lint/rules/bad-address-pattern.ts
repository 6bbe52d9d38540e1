// What people write as an address or a network, but Postfix reads as something else, and a `!` without a pattern
// (match_list.c, match_ops.c, dict_open.c).

import { tableType } from '../../catalog/table-types.ts';
import { literalPlace } from '../../edits/lists.ts';
import type { ReadValue } from '../../instance/read-values.ts';
import type { TableContext } from '../../instance/table-files.ts';
import { type AddressWord, addressWords, isCriticalList, whatFails } from '../../mail/address-patterns.ts';
import { isFatalPattern, isTablePattern } from '../../mail/networks.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import { parseNetwork } from '../../syntax/tables/cidr.ts';
import type { TableEntry } from '../../syntax/tables/key-value.ts';
import { isList } from '../../syntax/value-type.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, LineFinding, Rule } from '../rule.ts';

export const badAddressPattern: Rule = {
  code: 'bad-address-pattern',
  title: 'Pattern in a list or table is not valid',
  severity: 'error',
  dependsOnRole: true,
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const word of addressWords(instance)) {
      const said = bareIpv6(word) ?? loosePrefix(word, instance) ?? badNetwork(word) ?? wildcard(word);
      if (said !== undefined)
        yield isCriticalList(word.list.parameter) || isFatalPattern(word.pattern)
          ? said
          : { ...said, severity: 'warning' };
    }
  },
  lines: { 'postfix-table': rangeInTable },
  values: { list: loneNegation },
};

/** `! 10.0.0.1`: a space separates the exclamation mark from its pattern. */
function* loneNegation(value: ReadValue): Generator<Finding> {
  const { type } = value.parameter;
  if (!isList(type) || !matchTypes.includes(type.of.type) || !/!/.test(value.text ?? '')) return;
  const { nodes, expansion } = value.expanded;
  for (const [index, node] of nodes.entries()) {
    const own = expansion.text.slice(node.start, node.end);
    // Postfix stops reading at a comment.
    if (own.startsWith('#')) return;
    if (!/^!+$/.test(own)) continue;
    const at = value.locate(node);
    const next = nodes[index + 1];
    const pattern = next && expansion.text.slice(next.start, next.end);
    const joins =
      value.isLiteral && next && pattern && /^[ \t]+$/.test(expansion.text.slice(node.end, next.start));
    yield {
      at,
      message:
        `There is no pattern directly after ${own}. ` +
        `Programs that read it exit with: ${logText("no pattern after '!'")}. ` +
        (joins
          ? `Write ${own}${pattern}.`
          : 'Write the pattern directly after the exclamation mark, or remove the mark.'),
      ...(joins && {
        fixes: [
          {
            title: `Change to ${own}${pattern}`,
            edits: [{ at: { ...at, start: at.end, end: value.locate(next).start }, text: '' }],
            preferred: true,
          },
        ],
      }),
    };
  }
}

/** The lists that match_list.c reads. */
const matchTypes = ['address-pattern', 'domain-pattern', 'string-pattern'];

/** `::1/128`: because of the colon outside brackets, Postfix reads a table. */
function bareIpv6({ list: { parameter }, pattern, at }: AddressWord): Finding | undefined {
  const { text } = pattern;
  if (!isTablePattern(pattern) || parseAddress(text.replace(/\/\d+$/, ''), 'ipv6') === undefined)
    return undefined;
  const [address = '', prefix = ''] = /^([^/]*)(\/\d+)?$/.exec(text)?.slice(1) ?? [];
  const instead = `[${address}]${prefix}`;
  const type = text.slice(0, text.indexOf(':'));
  const does = isFatalPattern(pattern)
    ? `Programs that read it exit with: ${logText(`open dictionary: expecting "type:name" form instead of "${text}"`)}`
    : `Postfix logs ${logText(`unsupported dictionary type: ${type}`)} and ${whatFails(parameter)}`;
  return {
    at,
    message: `The IPv6 address ${text} has no brackets, so Postfix reads it as a table. ${does}. Write ${instead}.`,
    fixes: [{ title: `Change to ${instead}`, edits: [{ at, text: instead }], preferred: true }],
  };
}

/** `192.168.0.0 /24`: separated from its address, the prefix length is a path. */
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
      `${pattern.text} is separated from its address, so Postfix reads it as a file name. ` +
      `Postfix logs ${logText(`open file ${pattern.text}: No such file or directory`)} and ${whatFails(parameter)}. ` +
      'Write the prefix length directly after the address, without a space.',
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

/** A mask instead of a prefix length, a prefix that is too long, or an invalid address. */
function badNetwork({
  list: { parameter },
  pattern,
  at,
  network,
  problem,
}: AddressWord): Finding | undefined {
  const { text } = pattern;
  // Without a prefix length, Postfix compares an IPv4 pattern as text, and it matches nothing.
  if (isTablePattern(pattern) || problem === undefined || problem.code === 'host-bits') return undefined;
  if (!/[/[\]]/.test(text)) return unmatched(text, at);
  const length = maskLength(network?.prefix?.text ?? '');
  const instead = length === undefined ? undefined : `${network?.address.text}/${length}`;
  return {
    at,
    message:
      `${text} is not a valid network. ` +
      `Postfix logs ${logText(`${parameter}: ${problem.message}`)} and ${whatFails(parameter)}. ` +
      `Write ${instead ?? 'the network address and its prefix length'}.`,
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
      `${text} is not an address, so it matches no client. Postfix compares the text with the address of each client. ` +
      `Write ${instead ?? 'a complete address, or a network with a prefix length'}.`,
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

/** `192.168.0.0/16 OK` in an indexed table: Postfix finds a key only by its text. */
function* rangeInTable({ key }: TableEntry, { role, type }: TableContext): Generator<LineFinding> {
  if (role !== 'access' || !/^[\d.]+\/\d+$|^\[?[\da-f:]+\]?\/\d+$/i.test(key.text)) return;
  if (type !== undefined && type !== 'inline' && tableType(type)?.content !== 'key-value') return;
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
      `${type === undefined ? 'This table type' : `${type === 'inline' ? 'An' : 'A'} ${type}: table`} cannot match a network such as ${key.text}, so this line never applies. ` +
      `Postfix looks up ${network.family === 'ipv4' ? 'an address and its leading octets' : 'an address and its leading groups'} as text, and logs nothing. ` +
      (instead === undefined ? 'Use a cidr: table.' : `Write ${instead}, or use a cidr: table.`),
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
