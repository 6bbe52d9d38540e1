// A domain in two of the lists that determine how its mail is delivered (trivial-rewrite, resolve.c).

import { chunkFacts } from '../../instance/chunk-facts.ts';
import { expandedValue } from '../../instance/expanded-values.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import type { TableFile, Tables } from '../../instance/table-files.ts';
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
  /** The domains in the value itself, in lower case, with their places. */
  readonly domains: ReadonlyMap<string, Location>;
  readonly tables: readonly TableFile[];
}

function classOf(instance: Instance, tables: Tables, parameter: string): DomainClass {
  const value = expandedValue(instance, parameter);
  const domains = new Map<string, Location>();
  const files: TableFile[] = [];
  // At older compatibility levels, relay_domains = $mydestination is the default; Postfix does not warn about it.
  const isDefault = parameter === 'relay_domains' && value?.value.source.kind === 'default';
  if (value === undefined || isDefault || value.expansion.problems.length > 0)
    return { parameter, domains, tables: files };
  for (const node of value.nodes) {
    if (node.kind === 'table') {
      const path = (node.tables[0] ?? node).name.text;
      const file = node.negated === true ? undefined : tables.file(path);
      if (file?.language === 'postfix-table') files.push(file);
    } else if (node.kind === 'word' && node.negated !== true && isDomain(node.text)) {
      const at = value.locate(node);
      const key = node.text.toLowerCase();
      if (at !== undefined && !domains.has(key)) domains.set(key, at);
    }
  }
  return { parameter, domains, tables: files };
}

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
    message:
      `${domain} is in both ${earlier.parameter} and ${later.parameter}. ` +
      `Postfix uses ${earlier.parameter}; when mail for the domain arrives, it logs: ${logText(`do not list domain ${domain} in BOTH ${earlier.parameter} and ${later.parameter}`)}. ` +
      'Remove the domain from one of them.',
    related: [{ at: other, message: `The entry in ${earlier.parameter}` }],
  };
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
