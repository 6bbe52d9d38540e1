// Mistakes in the results of TLS policy tables. Postfix stops at the first one and defers the mail (smtp_tls_policy.c).

import { releases } from '../catalog/catalog.ts';
import { atLeast, type Release } from '../catalog/release.ts';
import {
  isValidAt,
  tlsPolicyAttribute,
  tlsPolicyAttributes,
  tlsPolicyLevels,
} from '../catalog/tls-policies.ts';
import { hostnameProblem } from '../syntax/hostname.ts';
import { parseLines } from '../syntax/lines.ts';
import { parseTlsPolicy, type TlsPolicy, type TlsPolicyAttribute } from '../syntax/tables/tls-policy.ts';
import type { Span } from '../syntax/text.ts';
import { readProtocols } from './tls-protocols.ts';

export type TlsPolicyMistake =
  | 'level'
  | 'attribute-without-tls'
  | 'form'
  | 'name'
  | 'release'
  | 'at-level'
  | 'empty'
  | 'twice'
  | 'value';

export interface TlsPolicyProblem extends Span {
  readonly mistake: TlsPolicyMistake;
  /** What Postfix logs, without the table and the destination before it. */
  readonly log: string;
  readonly attribute?: TlsPolicyAttribute;
  /** For `release`: the first release that has the attribute. */
  readonly since?: string;
}

interface Context {
  readonly release: Release;
  /** Words with a dollar sign are references, whose text is unknown. */
  readonly references: boolean;
}

/** Whether attributes can be in braces. */
export function hasGroups(release: Release): boolean {
  return atLeast(release, '3.10');
}

/** The policy in a table's answer, as Postfix has it in memory. */
export function policyIn(text: string, release: Release): TlsPolicy {
  // Text at the start of a line could be a comment or a continuation.
  const prefix = 'key ';
  const line = parseLines(prefix + text)[0]?.item;
  const span = { start: prefix.length, end: prefix.length + text.length };
  return line?.kind === 'line'
    ? parseTlsPolicy(line, span, { braces: hasGroups(release) })
    : { attributes: [] };
}

/** The first mistake in a policy. */
export function tlsPolicyProblem(policy: TlsPolicy, context: Context): TlsPolicyProblem | undefined {
  const { level, attributes } = policy;
  const isOpen = (text: string): boolean => context.references && text.includes('$');
  if (level === undefined || isOpen(level.text)) return undefined;
  const name = level.text.toLowerCase();
  if (!tlsPolicyLevels(context.release).includes(name))
    return { mistake: 'level', log: `invalid security level "${level.text}"`, ...spanOf(level) };
  const seen = new Set<string>();
  for (const attribute of attributes) {
    if (isOpen(attribute.text)) continue;
    const log = `ignoring attribute "${attribute.text}" with TLS disabled`;
    const found =
      name === 'none'
        ? ({ mistake: 'attribute-without-tls', log } as const)
        : attributeProblem(attribute, name, seen, context.release);
    if (found !== undefined) return { ...found, attribute, ...spanOf(attribute) };
  }
  return undefined;
}

type Found = Omit<TlsPolicyProblem, keyof Span | 'attribute'>;

function attributeProblem(
  { text, name, value, problem }: TlsPolicyAttribute,
  level: string,
  seen: Set<string>,
  release: Release,
): Found | undefined {
  if (name === undefined || value === undefined)
    return { mistake: 'form', log: `malformed attribute/value pair "${text}": ${problem}` };
  const key = name.text.toLowerCase();
  const facts = tlsPolicyAttribute(key);
  const unknown = `invalid attribute name: "${name.text}"`;
  if (facts === undefined) return { mistake: 'name', log: unknown };
  if (!tlsPolicyAttributes(release).includes(key)) {
    const first = releases.find((each) => tlsPolicyAttributes(each).includes(key));
    return { mistake: 'release', log: unknown, ...(first && { since: first.name }) };
  }
  const named = `attribute "${name.text}"`;
  const atLevel: Found = { mistake: 'at-level', log: `${named} invalid at security level "${level}"` };
  const isValid = isValidAt(level, key, release);
  // Postfix looks at the value of match= before the level.
  if (!isValid && (key !== 'match' || value.text !== '')) return atLevel;
  if (facts.required && value.text === '') return { mistake: 'empty', log: `${named} has empty value` };
  if (facts.once && seen.has(key)) return { mistake: 'twice', log: `${named} is specified multiple times` };
  seen.add(key);
  return valueProblem({ key, name: name.text, value: value.text }, release);
}

interface Assignment {
  /** In lower case. */
  readonly key: string;
  /** As written. */
  readonly name: string;
  readonly value: string;
}

function valueProblem({ key, name, value }: Assignment, release: Release): Found | undefined {
  const words = tlsPolicyAttribute(key)?.words;
  // Before 3.4, Postfix logs something else.
  const isKnown = key !== 'ciphers' || atLeast(release, '3.4');
  if (isKnown && words !== undefined && !words.includes(value.toLowerCase())) {
    const log =
      key === 'ciphers'
        ? `invalid cipher grade: "${value}"`
        : `attribute "${name}" has ${bad(key)}: "${value}"`;
    return { mistake: 'value', log };
  }
  if (key === 'protocols' && (readProtocols(value, release)?.unknown.length ?? 0) > 0)
    return { mistake: 'value', log: `Invalid TLS protocol list "${value}": aborting TLS session` };
  if (key === 'servername' && hostnameProblem(value) !== undefined)
    return { mistake: 'value', log: `"${name}=${value}" specifies an invalid hostname` };
  return undefined;
}

function bad(key: string): string {
  return key === 'policy_type' ? 'an unexpected value' : 'bad value';
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}
