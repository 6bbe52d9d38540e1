// What a word of a value is, by the type that the catalog gives it.

import { tableType } from '../../catalog/table-types.ts';
import type { Word } from '../../syntax/value.ts';
import type { ElementType } from '../../syntax/value-type.ts';
import { isAddress, isLiteral, paintNegation, paintsOfDnsbl, paintsOfTableAddress } from './addresses.ts';
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

/** Types whose words are `name=value`. */
const assignments = new Set(['environment', 'macro-default']);

const digits = /^-?\d+(?:\.\d+)*$/;

export function paintsOfWord(word: Word): Paint[] {
  const { type: kind } = word.element;
  const table = kind === 'enum' ? paintsOfTable(word) : undefined;
  if (table !== undefined) return table;
  if (word.text === '' || !isLiteral(word.parts)) return [];
  // In a list of restrictions a word alone is an argument: a number of seconds, or a DNS list.
  if (kind === 'dnsbl' || (kind === 'restriction' && !digits.test(word.text))) return paintsOfDnsbl(word);
  if (kind === 'access-action') return paintsOfAction(word);
  if (kind === 'port-name') return paintsOfPortNames(word);
  if (assignments.has(kind)) return paintsOfAssignment(word);
  const { start, end } = withoutNegation(word);
  const negation = paintNegation(word.start, start);
  const type = typeOfWord(word);
  return type === undefined ? negation : [...negation, paint({ start, end }, type)];
}

function typeOfWord({ element, text }: Word): TokenType | undefined {
  if (isFixedWord(text, element)) return digits.test(text) ? 'number' : 'enumMember';
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
      return isAddress(text) ? 'number' : 'string';
    case 'enum':
      // Options of OpenSSL have a number, too.
      if (/^0x[\da-f]+$/i.test(text)) return 'number';
      return element.free === true ? 'string' : undefined;
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

function isFixedWord(text: string, { words = [], aliases = {}, anyCase = false }: ElementType): boolean {
  const lower = text.toLowerCase();
  const isIt = (word: string): boolean => word === text || (anyCase && word.toLowerCase() === lower);
  return (
    words.some((word) => isIt(typeof word === 'string' ? word : word.word)) || Object.keys(aliases).some(isIt)
  );
}

/** `type:name` among fixed words. */
function paintsOfTable({ start, end, text }: Word): Paint[] | undefined {
  const type = /^[a-z0-9]+(?=:)/.exec(text)?.[0];
  if (type === undefined || tableType(type) === undefined) return undefined;
  const colon = start + type.length;
  const name = { start: colon + 1, end, text: text.slice(type.length + 1) };
  const address = name.text === '' ? [] : paintsOfTableAddress(type, name);
  return [paint({ start, end: colon }, 'type', 'defaultLibrary'), ...address];
}

/** `reject_plaintext_session`, `451 4.3.5 text`: what decides stands first. */
function paintsOfAction({ start, text }: Word): Paint[] {
  const { length } = /^\S*/.exec(text)?.[0] ?? '';
  return [paint({ start, end: start + length }, digits.test(text.slice(0, length)) ? 'number' : 'keyword')];
}

/** `name=value`, `{ name = value }`: what follows a milter in its braces, an environment, macros. */
export function paintsOfAssignment({ start, text, element }: Word): Paint[] {
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

/** `smtps=submissions=465`. */
function paintsOfPortNames({ start, text }: Word): Paint[] {
  return [...text.matchAll(/=|[^\s=]+/g)].map(({ index, 0: found }) => {
    const at = { start: start + index, end: start + index + found.length };
    return paint(at, found === '=' ? 'operator' : digits.test(found) ? 'number' : 'parameter');
  });
}
