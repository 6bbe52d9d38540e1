// The token types of a word in a value, by the type that the catalog gives it.

import { tableType } from '../../catalog/table-types.ts';
import type { Word } from '../../syntax/value.ts';
import type { ElementType } from '../../syntax/value-type.ts';
import { type ClassifiedSpan, classified } from './classified-span.ts';
import { classifyDnsbl, classifyNegation, classifyTableAddress, isAddress, isLiteral } from './endpoints.ts';
import type { TokenType } from './legend.ts';

/** The token type of all words of a value type. Text, cipher lists, and other types with their own syntax have none. */
const tokenTypeOf: Readonly<Record<string, TokenType | undefined>> = {
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

/** Value types whose words are `name=value`. */
const assignments = new Set(['environment', 'macro-default']);

const digits = /^-?\d+(?:\.\d+)*$/;

export function classifyWord(word: Word): ClassifiedSpan[] {
  const { type: kind } = word.element;
  const table = kind === 'enum' ? classifyTableWord(word) : undefined;
  if (table !== undefined) return table;
  if (word.text === '' || !isLiteral(word.parts)) return [];
  // A plain word in a restriction list is an argument: a number of seconds, or a DNS list.
  if (kind === 'dnsbl' || (kind === 'restriction' && !digits.test(word.text))) return classifyDnsbl(word);
  if (kind === 'access-action') return classifyActionWord(word);
  if (kind === 'port-name') return classifyPortNames(word);
  if (assignments.has(kind)) return classifyAssignment(word);
  const { start, end } = withoutNegation(word);
  const negation = classifyNegation(word.start, start);
  const type = typeOfWord(word);
  return type === undefined ? negation : [...negation, classified({ start, end }, type)];
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
      // OpenSSL options can also be numbers.
      if (/^0x[\da-f]+$/i.test(text)) return 'number';
      return element.free === true ? 'string' : undefined;
    default:
      return tokenTypeOf[element.type];
  }
}

/** Removes the sign before a name, as in `!TLSv1` and `>=TLSv1.2`. */
function withoutNegation({ start, end, text, element }: Word): { start: number; end: number } {
  const signs = element.type === 'protocol' ? /^(?:!|[<>]=)\s*/ : /^!+(?=.)/;
  const allowsSign =
    element.type === 'protocol' || element.type.endsWith('-pattern') || element.type === 'domain';
  const own = end - text.length;
  const first = allowsSign ? (signs.exec(text)?.[0].length ?? 0) : 0;
  return { start: Math.max(start, own) + first, end };
}

function isFixedWord(text: string, { words = [], aliases = {}, anyCase = false }: ElementType): boolean {
  const lower = text.toLowerCase();
  const matches = (word: string): boolean => word === text || (anyCase && word.toLowerCase() === lower);
  return (
    words.some((word) => matches(typeof word === 'string' ? word : word.word)) ||
    Object.keys(aliases).some(matches)
  );
}

/** `type:name` in a list of fixed words. */
function classifyTableWord({ start, end, text }: Word): ClassifiedSpan[] | undefined {
  const type = /^[a-z0-9]+(?=:)/.exec(text)?.[0];
  if (type === undefined || tableType(type) === undefined) return undefined;
  const colon = start + type.length;
  const name = { start: colon + 1, end, text: text.slice(type.length + 1) };
  const address = name.text === '' ? [] : classifyTableAddress(type, name);
  return [classified({ start, end: colon }, 'type', 'defaultLibrary'), ...address];
}

/** `reject_plaintext_session`, `451 4.3.5 text`: the first word determines the action. */
function classifyActionWord({ start, text }: Word): ClassifiedSpan[] {
  const { length } = /^\S*/.exec(text)?.[0] ?? '';
  return [
    classified({ start, end: start + length }, digits.test(text.slice(0, length)) ? 'number' : 'keyword'),
  ];
}

/** `name=value` or `{ name = value }`, as in the settings of a Milter, in an environment, and in macro defaults. */
export function classifyAssignment({ start, text, element }: Word): ClassifiedSpan[] {
  const [, before = '', name = '', space = '', equals] = /^(\{?\s*)([^\s={}]+)(\s*)(=)?/.exec(text) ?? [];
  // In an environment, a name without a value keeps that variable. Elsewhere, it is a mistake.
  if (name === '' || (equals === undefined && element.type !== 'environment')) return [];
  const at = { start: start + before.length, end: start + before.length + name.length };
  const sign = at.end + space.length;
  return [
    classified(at, 'parameter'),
    ...(equals === undefined ? [] : [classified({ start: sign, end: sign + 1 }, 'operator')]),
  ];
}

/** `smtps=submissions=465`. */
function classifyPortNames({ start, text }: Word): ClassifiedSpan[] {
  return [...text.matchAll(/=|[^\s=]+/g)].map(({ index, 0: found }) => {
    const at = { start: start + index, end: start + index + found.length };
    return classified(at, found === '=' ? 'operator' : digits.test(found) ? 'number' : 'parameter');
  });
}
