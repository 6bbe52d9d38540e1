// Which domains are delivered on this host: mydestination, and the addresses of its interfaces (resolve_local.c). Match
// lists of names (match_list.c, match_ops.c).

import { valueGrammar } from '../../catalog/restrictions.ts';
import type { Location } from '../../instance/instance.ts';
import { memoize } from '../../syntax/memoize.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import type { SourceText } from '../../syntax/text.ts';
import { parseValue, type ValueNode } from '../../syntax/value.ts';
import type { ValueType } from '../../syntax/value-type.ts';
import { dictionary, type LookupFlags } from '../dictionary.ts';
import { ownsAddress } from '../own-addresses.ts';
import { assume, openIn } from './assume.ts';
import type { Condition } from './model.ts';
import type { Program } from './program.ts';

export type Match =
  | { readonly kind: 'match'; readonly at: readonly Location[]; readonly condition?: Condition }
  | { readonly kind: 'none'; readonly condition?: Condition }
  | { readonly kind: 'error'; readonly at: readonly Location[]; readonly condition?: Condition };

const none: Match = { kind: 'none' };
/** The lookups of match lists: the list folds the text itself. */
const listFlags: LookupFlags = { fold: false, substitution: true };

export interface ListOptions {
  /**
   * How a domain matches its subdomains: `example.com` does, or only `.example.com` does. Undefined for lists in which a
   * name matches nothing but itself.
   */
  readonly subdomains?: 'parents' | 'dotted-parents';
}

interface Pattern {
  readonly text: string;
  readonly negated: boolean;
  readonly node: ValueNode;
}

/** The patterns up to the first `#`, where Postfix stops. */
const patternsOf = memoize((nodes: readonly ValueNode[], text: string): readonly Pattern[] => {
  const patterns: Pattern[] = [];
  for (const node of nodes) {
    const own = text.slice(node.start, node.end);
    if (own.startsWith('#')) break;
    patterns.push({ ...withoutNegation(own), node });
  }
  return patterns;
});

function withoutNegation(own: string): { readonly text: string; readonly negated: boolean } {
  const text = own.replace(/^!+/, '');
  return { text, negated: (own.length - text.length) % 2 === 1 };
}

/** Whether a name is in the list of a parameter: string_list_match(), domain_list_match(). */
export function inList(program: Program, parameter: string, name: string, options: ListOptions = {}): Match {
  const value = program.value(parameter);
  if (value === undefined) return none;
  let condition: Condition | undefined;
  const search: Search = { ...options, parameter };
  for (const { text, negated, node } of patternsOf(value.nodes, value.expansion.text)) {
    const found = text.startsWith('/')
      ? inFile(program, text, negated, name, search)
      : matchOne(program, text, node, name, search);
    if (found === undefined) continue;
    condition = found.condition ?? condition;
    if (found.result === 'none') continue;
    const place = value.locate(node);
    const at = [...(found.at ?? []), ...(place ? [place] : [])];
    if (found.result === 'error') return { kind: 'error', at, ...(condition && { condition }) };
    const isMatch = text.startsWith('/') ? found.result === 'match' : !negated;
    return isMatch
      ? { kind: 'match', at, ...(condition && { condition }) }
      : { kind: 'none', ...(condition && { condition }) };
  }
  return { kind: 'none', ...(condition && { condition }) };
}

interface Search extends ListOptions {
  readonly parameter: string;
}

interface One {
  /** For a file: `no-match` if an entry with `!` ends the search. */
  readonly result: 'match' | 'no-match' | 'none' | 'error';
  readonly at?: readonly Location[];
  readonly condition?: Condition;
}

function matchOne(
  program: Program,
  text: string,
  node: ValueNode | undefined,
  name: string,
  { subdomains, parameter }: Search,
): One | undefined {
  const folded = program.fold(name);
  if (!isTable(text))
    return nameMatches(program.fold(text), folded, subdomains) ? { result: 'match' } : undefined;
  if (node?.kind !== 'table') return { result: 'error' };
  const { fixed, find } = dictionary(program.journey.system.tables, node, listFlags);
  let condition: Condition | undefined;
  for (let key = folded; key !== ''; ) {
    if (key === folded || fixed) {
      const { value, condition: assumed } = assume(program, text, find(key), key, folded, parameter);
      condition = assumed ?? condition;
      const common = condition && { condition };
      if (value.kind === 'error') return { result: 'error', ...common };
      if (value.kind === 'found') return { result: 'match', ...(value.at && { at: [value.at] }), ...common };
    }
    const dot = key.indexOf('.', 1);
    if (subdomains === undefined || dot < 0) break;
    key = key.slice(subdomains === 'parents' ? dot + 1 : dot);
  }
  return condition && { result: 'none', condition };
}

/** match_list.c: `type:name`, unless it begins with a bracket. */
function isTable(text: string): boolean {
  return !text.startsWith('[') && text.includes(':');
}

function nameMatches(pattern: string, name: string, subdomains: ListOptions['subdomains']): boolean {
  if (pattern === name) return true;
  if (subdomains === 'parents') return name.endsWith(`.${pattern}`) && name.length > pattern.length + 1;
  return (
    subdomains === 'dotted-parents' &&
    pattern.startsWith('.') &&
    name.endsWith(pattern) &&
    name.length > pattern.length
  );
}

/** The lines of a file are patterns of the list. A `!` before the file applies to each of them. */
function inFile(
  program: Program,
  path: string,
  negated: boolean,
  name: string,
  options: Search,
): One | undefined {
  const { tables } = program.journey.system;
  const text = tables.listText(path);
  if (text === undefined) {
    if (tables.isMissing(path)) return { result: 'error' };
    const { value, condition } = program.journey.choose<One['result']>(
      { decider: 'table', question: `whether ${path} lists ${name}`, ...openIn(options.parameter) },
      [
        { answer: 'It does not.', value: 'none' },
        { answer: 'It does.', value: negated ? 'no-match' : 'match' },
      ],
    );
    return { result: value, condition };
  }
  for (const pattern of patternsInFile(text)) {
    // Files within files are not followed: they are not used in practice, and might be circular.
    if (pattern.text.startsWith('/')) continue;
    const found = matchOne(program, pattern.text, pattern.node, name, options);
    if (found === undefined) continue;
    if (found.result !== 'match') return found;
    return { ...found, result: pattern.negated === negated ? 'match' : 'no-match' };
  }
  return undefined;
}

const patternsInFile = memoize((text: SourceText): readonly Pattern[] => {
  const whole = text.slice(0, text.length);
  const patterns: Pattern[] = [];
  let start = 0;
  for (const line of whole.split('\n')) {
    const end = start + line.length;
    const words = line.startsWith('#') ? [] : parseValue(whole, { start, end }, listType, valueGrammar, true);
    patterns.push(...patternsOf(words, whole));
    start = end + 1;
  }
  return patterns;
});

const listType: ValueType = { type: 'list', of: { type: 'string-pattern' }, braces: true };

/** Whether a name is in parent_domain_matches_subdomains, so that `example.com` matches its subdomains. */
export function parentStyle(program: Program, parameter: string): 'parents' | 'dotted-parents' {
  return inList(program, 'parent_domain_matches_subdomains', parameter).kind === 'match'
    ? 'parents'
    : 'dotted-parents';
}

/** resolve_local(): whether mail for a domain is delivered on this host. */
export function localDomain(program: Program, domain: string): Match {
  const name = domain.endsWith('.') ? domain.slice(0, -1) : domain;
  if (name === '' || name.endsWith('.')) return none;
  const listed = inList(program, 'mydestination', name);
  if (listed.kind !== 'none' || !/^\[.*\]$/.test(name)) return listed;
  const address = literalAddress(name.slice(1, -1));
  return address === undefined ? listed : isOwn(program, address, listed);
}

/** The address in `[192.0.2.1]` or `[IPv6:2001:db8::1]`; undefined if it is malformed (valid_mailhost_addr.c). */
export function literalAddress(literal: string): readonly number[] | undefined {
  const isIpv6 = /^ipv6:/i.test(literal);
  const address = isIpv6 ? literal.slice(5) : literal;
  if (isIpv6) return parseAddress(address, 'ipv6');
  return isValidIpv4(address) ? address.split('.').map(Number) : undefined;
}

/** valid_ipv4_hostaddr(): zeros may come before a number, but only 0.0.0.0 begins with the number 0. */
export function isValidIpv4(address: string): boolean {
  if (!/^\d+(?:\.\d+){3}$/.test(address)) return false;
  const [first, ...rest] = address.split('.').map(Number);
  return (
    [first, ...rest].every((byte) => (byte ?? 256) <= 255) &&
    (first !== 0 || rest.every((byte) => byte === 0))
  );
}

function isOwn(program: Program, address: readonly number[], listed: Match): Match {
  const { instance, service } = program;
  const own = ownsAddress(instance, service, address, ['inet_interfaces', 'proxy_interfaces']);
  if (own) return { kind: 'match', at: program.at('inet_interfaces', 'proxy_interfaces') };
  if (own === false) return listed;
  const text = address.join('.');
  const { value, condition } = program.journey.choose(
    { decider: 'host', question: `whether ${text} is an address of this host` },
    [
      { answer: 'It is not.', value: false },
      { answer: 'It is.', value: true },
    ],
  );
  return value
    ? { kind: 'match', at: program.at('inet_interfaces'), condition }
    : { kind: 'none', condition };
}

/** The same as a yes or no, also for myorigin. */
export function isLocalDomain(program: Program, domain: string, orOrigin = false): boolean | 'error' {
  if (orOrigin && program.fold(domain) === program.fold(originOf(program))) return true;
  const { kind } = localDomain(program, domain);
  return kind === 'error' ? 'error' : kind === 'match';
}

/** The value of myorigin. Debian reads a file name as a file with the domain. */
export function originOf(program: Program): string {
  const origin = program.text('myorigin');
  if (!origin.startsWith('/')) return origin;
  const text = program.journey.system.tables.listText(origin);
  const [line] = text?.slice(0, text.length).split('\n', 1) ?? [];
  if (line !== undefined) return line.trim();
  const host = program.text('myhostname');
  return program.journey.choose({ decider: 'host', question: `which domain is in ${origin}` }, [
    { answer: `The domain is ${host}.`, value: host },
  ]).value;
}
