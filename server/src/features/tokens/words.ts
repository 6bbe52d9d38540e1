// What a word of a value is, by the type that the catalog gives it.

import type { Word } from '../../syntax/value.ts';
import type { EnumWord } from '../../syntax/value-type.ts';
import { isAddress, isLiteral, paintNegation, paintsOfDnsbl } from './addresses.ts';
import type { TokenType } from './legend.ts';
import { type Paint, paint } from './paint.ts';

/** Types whose every word is of one kind. Text, cipher lists and others that have a language of their own have none. */
const kinds: Readonly<Record<string, TokenType | undefined>> = {
  address: 'number',
  cipher: 'enumMember',
  command: 'string',
  curve: 'enumMember',
  digest: 'enumMember',
  'dns-probe': 'string',
  domain: 'string',
  'domain-pattern': 'string',
  email: 'string',
  'entropy-source': 'string',
  fingerprint: 'string',
  group: 'string',
  header: 'string',
  host: 'string',
  macro: 'variable',
  parameter: 'property',
  path: 'string',
  port: 'number',
  protocol: 'enumMember',
  restriction: 'number',
  'restriction-class': 'function',
  'sasl-option': 'enumMember',
  service: 'class',
  'service-pattern': 'class',
  'string-pattern': 'string',
  'table-type': 'type',
  user: 'string',
};

/** Types whose words are `name=value`; of a milter and an endpoint these are the words behind them. */
const assignments = new Set(['endpoint', 'environment', 'macro-default', 'milter', 'port-name']);

const digits = /^-?\d+(?:\.\d+)*$/;

export function paintsOfWord(word: Word): Paint[] {
  if (word.text === '' || !isLiteral(word.parts)) return [];
  const { type: kind } = word.element;
  // In a list of restrictions a word alone is an argument: a number of seconds, or a DNS list.
  if (kind === 'dnsbl' || (kind === 'restriction' && !digits.test(word.text))) return paintsOfDnsbl(word);
  if (assignments.has(kind)) return paintsOfAssignment(word);
  const { start, end } = withoutNegation(word);
  const negation = paintNegation(word.start, start);
  const type = typeOfWord(word);
  return type === undefined ? negation : [...negation, paint({ start, end }, type)];
}

function typeOfWord({ element, text }: Word): TokenType | undefined {
  switch (element.type) {
    case 'integer':
    case 'size':
    case 'reply-code':
    case 'level':
    case 'feedback':
      return /^-?\d/.test(text) ? 'number' : undefined;
    case 'time':
      return /^-?\d+[smhdw]?$/i.test(text) ? 'number' : undefined;
    case 'boolean':
      return /^(?:yes|no)$/i.test(text) ? 'enumMember' : undefined;
    case 'interface':
      return isEnumWord(text, element.words) ? 'enumMember' : isAddress(text) ? 'number' : 'string';
    case 'enum':
      return isEnumWord(text, element.words, element.aliases)
        ? 'enumMember'
        : element.free === true
          ? 'string'
          : undefined;
    default:
      return kinds[element.type];
  }
}

/** `!TLSv1`, `>=TLSv1.2`: what stands in front of a name. */
function withoutNegation({ start, end, text, element }: Word): { start: number; end: number } {
  const signs = element.type === 'protocol' ? /^(?:!|[<>]=)\s*/ : /^!+(?=.)/;
  const takes = element.type === 'protocol' || element.type.endsWith('-pattern') || element.type === 'domain';
  const own = end - text.length;
  const first = takes ? (signs.exec(text)?.[0].length ?? 0) : 0;
  return { start: Math.max(start, own) + first, end };
}

function isEnumWord(
  text: string,
  words: readonly EnumWord[] = [],
  aliases: Readonly<Record<string, string>> = {},
): boolean {
  const lower = text.toLowerCase();
  const isIt = (word: string): boolean => word.toLowerCase() === lower;
  return (
    words.some((word) => isIt(typeof word === 'string' ? word : word.word)) || Object.keys(aliases).some(isIt)
  );
}

/** `name=value`, `{ name = value }`: what follows a milter in its braces, an environment, macros. */
function paintsOfAssignment({ start, text, element }: Word): Paint[] {
  const [, before = '', name = '', blank = '', equals] = /^(\{?\s*)([^\s={}]+)(\s*)(=)?/.exec(text) ?? [];
  // An environment may be told to keep a NAME; elsewhere a name without a value is a mistake.
  if (name === '' || (equals === undefined && element.type !== 'environment')) return [];
  const at = { start: start + before.length, end: start + before.length + name.length };
  const sign = at.end + blank.length;
  return [
    paint(at, 'parameter'),
    ...(equals === undefined ? [] : [paint({ start: sign, end: sign + 1 }, 'operator')]),
  ];
}
