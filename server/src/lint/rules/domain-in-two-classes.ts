// A domain in two of the lists that determine how its mail is delivered (trivial-rewrite, resolve.c).

import { chunkFacts } from '../../instance/chunk-facts.ts';
import { expandedValue } from '../../instance/expanded-values.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import { uriOf } from '../../instance/paths.ts';
import type { TableFile, Tables } from '../../instance/table-files.ts';
import { type AccessKey, matches } from '../../mail/pattern-match.ts';
import { memoize } from '../../syntax/memoize.ts';
import type { SourceText, Span } from '../../syntax/text.ts';
import type { TableReference } from '../../syntax/value.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const domainInTwoClasses: Rule = {
  code: 'domain-in-two-classes',
  title: 'Domain is in two address classes',
  severity: 'error',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const classes = lists.map((parameter) => classOf(instance, tables, parameter));
    for (const [i, later] of classes.entries()) {
      for (const earlier of classes.slice(0, i)) {
        // A domain that is both local and relayed is local, without a warning.
        if (earlier.parameter === 'mydestination' && later.parameter === 'relay_domains') continue;
        yield* conflicts(earlier, later);
      }
    }
  },
};

/** In the order in which Postfix searches them; the first match applies. */
const lists = ['mydestination', 'virtual_alias_domains', 'virtual_mailbox_domains', 'relay_domains'];

interface DomainClass {
  readonly parameter: string;
  /** Undefined if the value is the default, or comes from other parameters. */
  readonly isSet: boolean;
  /** The domains in the value itself and in its plain files, in lower case, with their places. */
  readonly domains: ReadonlyMap<string, Location>;
  readonly tables: readonly TableFile[];
  readonly patterns: readonly DomainPattern[];
}

/** A line of a pattern table, or a static: table. */
interface DomainPattern {
  readonly key: AccessKey;
  readonly at: Location;
}

function classOf(instance: Instance, tables: Tables, parameter: string): DomainClass {
  const value = expandedValue(instance, parameter);
  const domains = new Map<string, Location>();
  const files: TableFile[] = [];
  const patterns: DomainPattern[] = [];
  const isSet = value?.value.source.kind !== 'default';
  const found = { parameter, isSet, domains, tables: files, patterns };
  // At older compatibility levels, relay_domains = $mydestination is the default; Postfix does not warn about it.
  const isDefault = parameter === 'relay_domains' && !isSet;
  if (value === undefined || isDefault || value.expansion.problems.length > 0) return found;
  const add = (domain: string, at: Location | undefined): void => {
    const key = domain.toLowerCase();
    if (at !== undefined && !domains.has(key)) domains.set(key, at);
  };
  for (const node of value.nodes) {
    if (node.kind === 'table') {
      if (node.negated === true) continue;
      const table = innermost(node);
      const at = value.locate(node);
      const file = tables.file(table.name.text);
      if (table.type.text === 'static' && at !== undefined) patterns.push({ key: { kind: 'any' }, at });
      else if (table.type.text === 'inline') for (const key of inlineKeys(table)) add(key, at);
      else if (file?.language === 'postfix-table') files.push(file);
      else if (file !== undefined) patterns.push(...patternsIn(file));
    } else if (node.kind === 'word' && node.negated !== true && node.text.startsWith('/')) {
      const text = tables.listText(node.text);
      const uri = uriOf(instance, node.text);
      if (text === undefined || uri === undefined) continue;
      for (const [domain, span] of domainsInFile(text)) add(domain, { uri, ...span });
    } else if (node.kind === 'word' && node.negated !== true && isDomain(node.text)) {
      add(node.text, value.locate(node));
    }
  }
  return found;
}

/** The table that proxy: or another table asks. */
function innermost(table: TableReference): TableReference {
  return table.tables[0] === undefined ? table : innermost(table.tables[0]);
}

function inlineKeys({ members }: TableReference): readonly string[] {
  return members.flatMap(({ text }) => /^(?:\{\s*)?([^\s=,{}]+)\s*=/.exec(text)?.[1] ?? []).filter(isDomain);
}

/** The domains in a file that a list names, as match_list.c reads it. Offsets count from its start. */
const domainsInFile = memoize((text: SourceText): ReadonlyMap<string, Span> => {
  const found = new Map<string, Span>();
  for (const { 0: line, index } of text.toString().matchAll(/^[^#\n].*$/gm)) {
    for (const { 0: word, index: at } of line.matchAll(/[^\s,]+/g)) {
      if (word.startsWith('#')) break;
      const start = index + at;
      if (isDomain(word) && !/^!|:/.test(word)) found.set(word, { start, end: start + word.length });
    }
  }
  return found;
});

/** A name with a dot that is neither a file nor a pattern for subdomains. */
function isDomain(text: string): boolean {
  return text.includes('.') && !text.startsWith('.') && !text.includes('/');
}

function* conflicts(earlier: DomainClass, later: DomainClass): Generator<Finding> {
  for (const [domain, at] of later.domains) {
    const other = earlier.domains.get(domain) ?? keyIn(earlier.tables, domain);
    if (other !== undefined) yield finding(domain, earlier, later, at, other);
  }
  for (const [domain, other] of earlier.domains) {
    const at = later.domains.has(domain) ? undefined : keyIn(later.tables, domain);
    if (at !== undefined) yield finding(domain, earlier, later, at, other);
  }
  yield* patternConflicts(earlier, later, earlier, later);
  // The table of a default is meant for addresses. Mail to a local domain is still delivered.
  if (later.isSet || earlier.parameter !== 'mydestination')
    yield* patternConflicts(later, earlier, earlier, later);
}

function finding(
  domain: string,
  earlier: DomainClass,
  later: DomainClass,
  at: Location,
  other: Location,
): Finding {
  return {
    at,
    // Aliases apply to local domains as well.
    ...(earlier.parameter === 'mydestination' &&
      later.parameter === 'virtual_alias_domains' && { severity: 'warning' as const }),
    message:
      `${domain} is in both ${earlier.parameter} and ${later.parameter}. ` +
      `Postfix uses ${earlier.parameter}. When mail for the domain arrives, Postfix logs: ${logText(`do not list domain ${domain} in BOTH ${earlier.parameter} and ${later.parameter}`)}. ` +
      'Remove the domain from one of them.',
    related: [{ at: other, message: `The entry in ${earlier.parameter}` }],
  };
}

/** Enough to find the fault, and few enough that typing stays responsive. */
const maxDomains = 20;
const maxPatterns = 100;

/** Domains of one class that a pattern of the other class matches. */
function* patternConflicts(
  { patterns }: DomainClass,
  { domains }: DomainClass,
  earlier: DomainClass,
  later: DomainClass,
): Generator<Finding> {
  for (const { key, at } of patterns.slice(0, maxPatterns)) {
    const domain = [...domains].slice(0, maxDomains).find(([text]) => matches(key, text) === true);
    if (domain === undefined) continue;
    const [name, other] = domain;
    const { message } = finding(name, earlier, later, at, other);
    yield {
      at,
      severity: 'warning',
      message: `This ${key.kind === 'any' ? 'table' : 'pattern'} also matches the domain itself: ${message.replace(
        'Remove the domain from one of them.',
        earlier.isSet && later.isSet ? 'Change the pattern.' : adviceForDefault(key),
      )}`,
      related: [{ at: other, message: 'The domain' }],
    };
  }
}

function adviceForDefault(key: AccessKey): string {
  const set =
    'set virtual_alias_domains (default: $virtual_alias_maps) to the domains that have only aliases';
  return key.kind === 'any'
    ? `${set.charAt(0).toUpperCase()}${set.slice(1)}.`
    : `Add the @ to the pattern, or ${set}.`;
}

/** The lines of a pattern table outside of if blocks. Offsets count from the start of the chunk. */
const patternLines = chunkFacts((items) => {
  const found: { readonly key: AccessKey; readonly span: Span }[] = [];
  let hasBlocks = false;
  for (const { item, start } of items) {
    if (item.kind === 'if' || item.kind === 'endif') hasBlocks = true;
    if (item.kind !== 'rule' || 'network' in item || item.pattern === undefined) continue;
    const { pattern, second, replacement, line } = item;
    if (replacement === undefined) continue;
    found.push({
      key: { kind: 'pattern', first: pattern, ...(second && { second }) },
      span: { start: start + pattern.start, end: start + Math.min(pattern.end, line.text.length) },
    });
  }
  return { hasBlocks, found };
});

function patternsIn(table: TableFile): readonly DomainPattern[] {
  const chunks = [...patternLines(table)];
  if (chunks.some(({ fact }) => fact.hasBlocks)) return [];
  return chunks.flatMap(({ fact, base }) =>
    fact.found.map(({ key, span }) => ({
      key,
      at: { uri: table.uri, start: base + span.start, end: base + span.end },
    })),
  );
}

/** Places of keys that can be domains. Offsets count from the start of the chunk. */
const domainKeys = chunkFacts((items) => {
  const found = new Map<string, { readonly start: number; readonly end: number }>();
  for (const { item, start } of items) {
    if (item.kind !== 'table-entry' || item.problem?.skipped || item.key.text.includes('@')) continue;
    const { key } = item;
    found.set(key.text.toLowerCase(), { start: start + key.start, end: start + key.end });
  }
  return found;
});

function keyIn(tables: readonly TableFile[], domain: string): Location | undefined {
  for (const table of tables) {
    for (const { fact, base } of domainKeys(table)) {
      const span = fact.get(domain);
      if (span !== undefined) return { uri: table.uri, start: base + span.start, end: base + span.end };
    }
  }
  return undefined;
}
