// Whether a value fits its value type, as far as the value alone shows. It is stricter than Postfix, which accepts
// anything in some places: it is used for Postfix's own defaults, which would not fit a wrong type.
import { isIP } from 'node:net';
import { exists, release as releaseOf } from '../../server/src/catalog/release.ts';
import {
  type AtomicType,
  accessActions,
  isUpTo,
  type ListType,
  parameters,
  restrictions,
  tableTypes,
  type ValueType,
  type Word,
} from './data';

/** What a value is compared with: the release that has it, and the limits of numbers. */
export interface Context {
  readonly release: string;
  readonly min?: number;
  readonly max?: number;
}

/** What is wrong with a value, in words; undefined if nothing is wrong. The value has no `$`. */
export function problemWith(value: string, type: ValueType, context: Context): string | undefined {
  if (value.trim() === '') {
    return type.empty === false || neverEmpty.has(type.type) ? 'is empty' : undefined;
  }
  return type.of === undefined ? problemWithOne(value, type, context) : problemWithList(value, type, context);
}

/** Splits a list as Postfix does: at any of the separators, but not within `{ }` if the type supports braces. */
export function split(value: string, type: Pick<ListType, 'separators' | 'braces'>): string[] {
  const separators = type.separators ?? ', \t\r\n';
  const elements: string[] = [];
  let element = '';
  let depth = 0;
  for (const character of value) {
    if (type.braces === true && character === '{') depth++;
    if (type.braces === true && character === '}') depth--;
    if (depth === 0 && separators.includes(character)) {
      elements.push(element);
      element = '';
    } else {
      element += character;
    }
  }
  return [...elements, element].map((text) => text.trim()).filter((text) => text !== '');
}

const neverEmpty = new Set(['boolean', 'integer', 'size', 'time', 'reply-code']);

function problemWithList(value: string, type: ListType, context: Context): string | undefined {
  const elements = split(value, type);
  if (type.of.type === 'restriction') return problemWithRestrictions(elements, type.of.list ?? '', context);
  for (const element of elements) {
    const problem = problemWithOne(element, type.of, context);
    if (problem !== undefined) return `${element}: ${problem}`;
  }
  return undefined;
}

function problemWithRestrictions(elements: readonly string[], list: string, { release }: Context) {
  const rest = [...elements];
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    const restriction = restrictions.restrictions[name];
    if (restriction === undefined) return `${name}: no restriction`;
    if (!isUpTo(restriction.since, release)) return `${name}: since ${restriction.since}`;
    if (!restriction.lists.includes(list)) return `${name}: not in ${list}`;
    if (restriction.argument !== undefined && rest.shift() === undefined) return `${name}: no argument`;
  }
  return undefined;
}

function problemWithOne(value: string, type: AtomicType, context: Context): string | undefined {
  const { release } = context;
  if (type.type === 'enum' || type.type === 'sasl-option') return problemWithWord(value, type, release);
  if (type.type === 'table' || isTable(value, type)) return problemWithTable(value, type, release);
  if (type.words?.some((word) => isSame(word, value, type, release))) return undefined;
  const test = tests[type.type];
  if (test === undefined) return `no test for type ${type.type}`;
  return test(value, type, context) ? undefined : `is no ${type.type}`;
}

function problemWithWord(value: string, type: AtomicType, release: string): string | undefined {
  if (type.free === true) return undefined;
  if (type.tables === true && value.includes(':')) return problemWithTable(value, type, release);
  if (type.hex === true && /^0x[0-9a-f]+$/i.test(value)) return undefined;
  const words = [...(type.words ?? []), ...Object.keys(type.aliases ?? {})];
  return words.some((word) => isSame(word, value, type, release)) ? undefined : 'is none of the words';
}

function isSame(word: Word, value: string, type: AtomicType, release: string): boolean {
  const text = typeof word === 'string' ? word : word.word;
  const same = type.anyCase === true ? text.toLowerCase() === value.toLowerCase() : text === value;
  return same && (typeof word === 'string' || exists(releaseOf(release), word));
}

function isTable(value: string, type: AtomicType): boolean {
  return type.type.endsWith('-pattern') && type.type !== 'service-pattern' && /^!?[a-z]+:/.test(value);
}

function problemWithTable(value: string, type: AtomicType, release: string): string | undefined {
  const name = /^!?([a-z]+):./.exec(value)?.[1];
  if (name === undefined) return type.lenient === true ? undefined : 'is no type:name';
  const since = tableTypes[name]?.since;
  if (since === undefined) return `there is no table type ${name}`;
  if (!isUpTo(since, release)) return `table type ${name} is younger`;
  return name === 'proxy' ? problemWithTable(value.slice(value.indexOf(':') + 1), type, release) : undefined;
}

const hostName = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i;

function isAddress(text: string): boolean {
  return isIP(text.replace(/^\[(.*)\]$/, '$1')) !== 0;
}

function isNumber(value: string, { min, max }: Context): boolean {
  const number = Number(value);
  return /^[+-]?[0-9]+$/.test(value) && number >= (min ?? -Infinity) && number <= (max ?? Infinity);
}

const notBlank = (value: string) => /^\S+$/.test(value);
const anything = () => true;
const parameterNames = new Set(parameters.map(({ name }) => name));

const tests: Readonly<Record<string, (value: string, type: AtomicType, context: Context) => boolean>> = {
  'access-action': (value) => {
    const word = value.split(/\s/)[0] ?? '';
    const isAction = ([name, { pattern }]: [string, { pattern?: string }]) =>
      pattern === undefined ? name.toLowerCase() === word.toLowerCase() : new RegExp(pattern, 'i').test(word);
    return Object.entries(accessActions).some(isAction) || word in restrictions.restrictions;
  },
  address: isAddress,
  'address-pattern': (value) => {
    const [address = '', mask] = value.replace(/^!+/, '').split('/');
    if (value.startsWith('/')) return true;
    return isAddress(address) || (mask === undefined && hostName.test(address.replace(/^\./, '')));
  },
  boolean: (value) => /^(yes|no)$/i.test(value),
  characters: (value, { length }) => length === undefined || value.length === length,
  cipher: (value) => /^[^!+\-@\s]\S*$/.test(value),
  'cipher-list': (value) => /^[A-Za-z0-9!+\-@:_=.]+$/.test(value),
  command: anything,
  curve: (value) => /^[A-Za-z0-9_-]+$/.test(value),
  digest: (value) => /^[a-z0-9-]+(=[0-9]+)?$/i.test(value),
  'dns-probe': (value) => /^[a-z0-9]+:\S+$/i.test(value),
  dnsbl: (value, { weight }) =>
    hostName.test(value.replace(/=[^*]*/, '').replace(weight ? /\*-?[0-9]+$/ : '', '')),
  domain: (value, { negate }) => hostName.test(negate ? value.replace(/^!+/, '') : value),
  'domain-pattern': (value) => value.startsWith('/') || hostName.test(value.replace(/^!*\.?/, '')),
  email: notBlank,
  endpoint: (value, { bare }) => bare !== undefined || /^(inet|unix|local):./.test(value),
  'entropy-source': (value) => /^(dev:|egd:)?\/./.test(value),
  environment: (value) => /^(\{.*\}|[A-Za-z_]\w*(=.*)?)$/.test(value),
  feedback: (value) => /^[0-9.]+(\s*\/\s*([0-9.]+|concurrency|sqrt_concurrency))?$/i.test(value),
  fingerprint: (value) => /^[0-9a-f]{2}(:[0-9a-f]{2})*$/i.test(value),
  function: anything,
  group: notBlank,
  header: (value) => /^[!-9;-~]+$/.test(value),
  host: (value, { literal }) => hostName.test(value) || (literal === true && /^\[.*\]$/.test(value)),
  integer: (value, _type, context) => isNumber(value, context),
  interface: (value) => isAddress(value) || hostName.test(value),
  level: (value) => /^[0-9]+(\.[0-9]+){0,2}$/.test(value),
  macro: (value) => /^(\{[a-z_]+\}|[a-z_])$/i.test(value),
  'macro-default': (value) => value.includes('='),
  milter: (value) => /^(\{.*\}|(inet|unix|local):.+)$/.test(value),
  nexthop: (value) => /^(\[[^\]]+\]|[^[\]:\s]+)(:[^\s:]+)?$/.test(value) || value.startsWith('/'),
  parameter: (value) => parameterNames.has(value),
  path: (value, { what, relativeTo }) =>
    value.startsWith('/') || ((what === 'program' || relativeTo !== undefined) && notBlank(value)),
  port: (value) => /^([0-9]+|[a-z][a-z0-9-]*)$/i.test(value),
  'port-name': (value) => /^[a-z][\w-]*(\s*=\s*[a-z][\w-]*)*\s*=\s*[0-9]+$/i.test(value),
  protocol: (value) => {
    const versions = 'SSLv3|TLSv1(\\.[123])?';
    return new RegExp(`^(!?(SSLv2|${versions})|[<>]=(None|${versions}|0x[0-9a-f]+))$`, 'i').test(value);
  },
  query: anything,
  'reply-code': (value, _type, context) => /^[2-5][0-9][0-9]$/.test(value) && isNumber(value, context),
  'restriction-class': notBlank,
  service: (value) => /^[\w.-]+$/.test(value),
  'service-pattern': notBlank,
  size: (value, _type, context) => isNumber(value, context),
  'string-pattern': notBlank,
  'table-type': (value, _type, { release }) =>
    value in tableTypes && isUpTo(tableTypes[value]?.since ?? '', release),
  text: anything,
  // A default always has a unit, which is also the unit of numbers without one.
  time: (value, { unit }, context) =>
    value.endsWith(unit ?? '') && isNumber(String(secondsIn(value)), context),
  transport: (value, { nexthop }) =>
    /^[\w-]+(:.*)?$/.test(value) && (nexthop !== false || !value.includes(':')),
  user: notBlank,
};

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };

function secondsIn(value: string): number {
  const [, digits, unit] = /^([0-9]+)([smhdw])$/.exec(value) ?? [];
  return Number(digits) * (seconds[unit ?? ''] ?? Number.NaN);
}
