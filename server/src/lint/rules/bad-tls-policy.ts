// A result in a TLS policy table that the SMTP client cannot use (smtp_tls_policy.c, tls_client.c).

import type { Release } from '../../catalog/release.ts';
import {
  isValidAt,
  tlsPolicyAttribute,
  tlsPolicyAttributes,
  tlsPolicyLevels,
} from '../../catalog/tls-policies.ts';
import type { LineFix } from '../../edits/edit.ts';
import { chunkFacts } from '../../instance/chunk-facts.ts';
import type { TableContext } from '../../instance/table-files.ts';
import { resultOf } from '../../instance/table-line-results.ts';
import { readableTables } from '../../instance/tables-in-place.ts';
import { hasGroups, type TlsPolicyProblem, tlsPolicyProblem } from '../../mail/tls-policies.ts';
import type { TableItems, TableLanguage } from '../../syntax/tables/index.ts';
import { parseTlsPolicy, type TlsPolicy } from '../../syntax/tables/tls-policy.ts';
import type { Span } from '../../syntax/text.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, LineFinding, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const badTlsPolicy: Rule = {
  code: 'bad-tls-policy',
  title: 'TLS policy is not valid',
  severity: 'error',
  dependsOnRole: true,
  lines: {
    'postfix-table': check,
    'postfix-regexp': check,
  },
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    if (instance.files.main === undefined) return;
    for (const table of readableTables(tables)) {
      if (table.role !== 'tls-policy') continue;
      const parameters = table.uses.map(({ parameter }) => fingerprintsFor(parameter));
      const isSet = parameters.some((name) => {
        const value = instance.expanded(name);
        return value === undefined || value.problems.length > 0 || value.text !== '';
      });
      if (isSet) continue;
      for (const { fact, base } of withoutFingerprint(table)) {
        for (const { start, end } of fact)
          yield {
            at: { uri: table.uri, start: base + start, end: base + end },
            message:
              'The level fingerprint has no fingerprint to compare with. ' +
              'Postfix defers mail for this destination, and warns: "configured at fingerprint security level, but with no fingerprints to match." ' +
              "Add match= with the server's fingerprint.",
          };
      }
    }
  },
};

function fingerprintsFor(parameter: string): string {
  return `${parameter.startsWith('lmtp_') ? 'lmtp' : 'smtp'}_tls_fingerprint_cert_match`;
}

function* check(item: TableItems[TableLanguage], context: TableContext): Generator<LineFinding> {
  const read = policyOf(item, context);
  if (read === undefined) return;
  const { policy, references } = read;
  const problem = tlsPolicyProblem(policy, { release: context.release, references });
  if (problem !== undefined) yield finding(policy, problem, context.release);
}

function policyOf(
  item: TableItems[TableLanguage],
  { role, release }: TableContext,
): { readonly policy: TlsPolicy; readonly references: boolean } | undefined {
  const result = role === 'tls-policy' ? resultOf(item) : undefined;
  if (result === undefined) return undefined;
  const { line, name, references } = result;
  return { policy: parseTlsPolicy(line, name, { braces: hasGroups(release) }), references };
}

/** The levels `fingerprint` without `match=`. Offsets count from the start of the chunk. */
const withoutFingerprint = chunkFacts<readonly Span[]>((items, context) => {
  const found: Span[] = [];
  for (const { item, start } of items) {
    const { policy } = policyOf(item, context) ?? {};
    if (policy?.level?.text.toLowerCase() !== 'fingerprint') continue;
    const hasMatch = policy.attributes.some(({ name }) => name?.text.toLowerCase() === 'match');
    // Another mistake has its own finding.
    const isValid = tlsPolicyProblem(policy, { release: context.release, references: true }) === undefined;
    const { level } = policy;
    if (!hasMatch && isValid) found.push({ start: start + level.start, end: start + level.end });
  }
  return found;
});

function finding(policy: TlsPolicy, problem: TlsPolicyProblem, release: Release): LineFinding {
  const { start, end, mistake, log } = problem;
  const { what, instead, fix } = described(policy, problem, release);
  const isHarmless = mistake === 'attribute-without-tls';
  return {
    start,
    end,
    ...(isHarmless && { severity: 'warning' }),
    message: `${what}. Postfix ${isHarmless ? '' : 'defers mail for this destination, and '}warns: ${logText(log)}. ${instead}`,
    ...(fix && { fixes: [fix] }),
  };
}

interface Description {
  /** What is wrong. */
  readonly what: string;
  /** What to write instead. */
  readonly instead: string;
  readonly fix?: LineFix;
}

function described(policy: TlsPolicy, problem: TlsPolicyProblem, release: Release): Description {
  const { mistake, attribute, start, end } = problem;
  const level = policy.level?.text ?? '';
  const name = attribute?.name?.text ?? '';
  const key = name.toLowerCase();
  const value = attribute?.value?.text ?? '';
  switch (mistake) {
    case 'level': {
      const levels = tlsPolicyLevels(release);
      return {
        what: `"${level}" is not a TLS security level`,
        ...meant({ start, end }, level, levels, `Write one of these: ${levels.join(', ')}.`),
      };
    }
    case 'attribute-without-tls':
      return {
        what: `The level ${level} turns TLS off, so ${name === '' ? 'this attribute' : `${name}=`} has no effect`,
        instead: 'Remove the attribute, or write a level that uses TLS.',
      };
    case 'form':
      return malformed(policy, problem);
    case 'name': {
      if (protocol.test(attribute?.text ?? '')) return malformed(policy, problem);
      const known = tlsPolicyAttributes(release).filter((each) => !/^(?:mx|policy)_/.test(each));
      return {
        what: `"${name}" is not an attribute of a TLS policy`,
        ...meant(
          attribute?.name ?? problem,
          key,
          tlsPolicyAttributes(release),
          `Remove it, or write one of these: ${known.join(', ')}.`,
        ),
      };
    }
    case 'release':
      return {
        what: `The attribute ${name} requires Postfix ${problem.since ?? ''}, but this is Postfix ${release.name}`,
        instead: 'Remove it.',
      };
    case 'at-level': {
      const levels = tlsPolicyLevels(release).filter((each) => isValidAt(each, key, release));
      return {
        what: `${name}= is not valid at the level ${level}`,
        instead: `Remove it, or write one of these levels: ${levels.join(', ')}.`,
      };
    }
    case 'empty':
      return {
        what: `${name}= has no value`,
        instead: 'Write a value after the equals sign, or remove the attribute.',
      };
    case 'twice':
      return { what: `${name}= is in this policy twice`, instead: 'Remove one of them.' };
    case 'value':
      return badValue(key, name, value, attribute?.value ?? problem);
  }
}

/** The word that the user probably means, or else the advice. */
function meant(
  { start, end }: Span,
  text: string,
  known: readonly string[],
  advice: string,
): Pick<Description, 'instead' | 'fix'> {
  const similar = closest(text.toLowerCase(), [], known);
  if (similar === undefined) return { instead: advice };
  const fix = { title: `Change to ${similar}`, edits: [{ start, end, text: similar }], preferred: true };
  return { instead: `Did you mean ${similar}?`, fix };
}

const protocol = /^(?:!|[<>]=?)?(?:SSL|TLS)v[\d.]+$/i;

/** A space or a comma separates attributes, so it cannot be in a value. */
function malformed(policy: TlsPolicy, { attribute, start, end }: TlsPolicyProblem): Description {
  const text = attribute?.text ?? '';
  const index = policy.attributes.findIndex((each) => each.start === start);
  const before = policy.attributes[index - 1];
  const isRest = before?.name !== undefined && /^(?:protocols|match|exclude)$/i.test(before.name.text);
  if (!isRest || before === undefined)
    return {
      what: `"${text}" does not have the form name=value`,
      instead: 'Write name=value without spaces.',
    };
  const rest: string[] = [];
  let last = end;
  for (const each of policy.attributes.slice(index)) {
    const isProtocol = protocol.test(each.text);
    if (each.name !== undefined && !isProtocol) break;
    rest.push(each.text);
    last = each.end;
  }
  const separator = /^[\da-f]{2}:/i.test(before.value?.text ?? '') ? '|' : ':';
  const whole = [before.text, ...rest].join(separator);
  return {
    what: `"${text}" is not part of ${before.name?.text}=, because a space or a comma ends the value`,
    instead: `Write ${whole}.`,
    fix: {
      title: `Change to ${whole}`,
      edits: [{ start: before.start, end: last, text: whole }],
      preferred: true,
    },
  };
}

function badValue(key: string, name: string, value: string, span: Span): Description {
  const words = tlsPolicyAttribute(key)?.words;
  if (words !== undefined) {
    return {
      what: `"${value}" is not a value of ${name}=`,
      ...meant(span, value, words, `Write one of these: ${words.join(', ')}.`),
    };
  }
  if (key === 'protocols') {
    return {
      what: `${name}= contains a word that is not a TLS protocol: ${value}`,
      instead: 'Separate the protocols with colons, such as >=TLSv1.2 or !TLSv1:!TLSv1.1.',
    };
  }
  return { what: `"${value}" is not a host name`, instead: 'Write a host name, hostname, or nexthop.' };
}
