// The domains that Postfix accepts mail for: the four lists that determine how it delivers mail (trivial-rewrite,
// resolve.c).

import { chunkFacts } from '../../instance/chunk-facts.ts';
import { expandedValue } from '../../instance/expanded-values.ts';
import type { Instance } from '../../instance/instance.ts';
import type { TableFile, Tables } from '../../instance/table-files.ts';
import { keyedFile } from '../../mail/alias-entries.ts';
import { addressFlags, dictionary } from '../../mail/dictionary.ts';
import type { TableReference, ValueNode } from '../../syntax/value.ts';

export const domainLists = [
  'mydestination',
  'virtual_alias_domains',
  'virtual_mailbox_domains',
  'relay_domains',
] as const;

export type DomainList = (typeof domainLists)[number];

/** Whether a list contains a domain; undefined if a part of the list is unknown. */
export function listHas(
  instance: Instance,
  tables: Tables,
  list: DomainList,
  domain: string,
): boolean | undefined {
  const value = expandedValue(instance, list);
  if (value === undefined) return undefined;
  const { problems, undefinedNames, text } = value.expansion;
  if (problems.length > 0 || undefinedNames.length > 0 || text.includes('!')) return undefined;
  let isKnown = true;
  const parents =
    list === 'relay_domains' &&
    /\brelay_domains\b/.test(instance.expanded('parent_domain_matches_subdomains')?.text ?? '');
  for (const node of value.nodes) {
    const word = text.slice(node.start, node.end).toLowerCase();
    if (word.startsWith('#')) break;
    const has = node.kind === 'table' ? inTable(tables, node, domain) : inWord(word, domain, parents);
    if (has === true) return true;
    if (has === undefined) isKnown = false;
  }
  return isKnown ? false : undefined;
}

function inWord(word: string, domain: string, parents: boolean): boolean | undefined {
  if (word.startsWith('/')) return undefined;
  return (
    word === domain ||
    (parents && domain.endsWith(`.${word}`)) ||
    (word.startsWith('.') && domain.endsWith(word))
  );
}

function inTable(tables: Tables, node: ValueNode, domain: string): boolean | undefined {
  if (node.kind !== 'table') return undefined;
  const file = keyedFile(tables, node);
  if (file !== undefined) return file.language === 'postfix-table' ? hasKey(file, domain) : undefined;
  const answer = dictionary(tables, node, addressFlags).find(domain);
  return answer.kind === 'found' ? true : answer.kind === 'none' ? false : undefined;
}

/** Whether a list of domains is in a database, as far as it is unknown. */
export function isInDatabase(instance: Instance, list: DomainList): boolean {
  const value = expandedValue(instance, list);
  if (value === undefined || value.expansion.problems.length > 0) return false;
  return value.nodes.some((node) => node.kind === 'table' && isDatabase(node));
}

function isDatabase({ type, tables: inner }: TableReference): boolean {
  if (type.text === 'proxy' && inner[0] !== undefined) return isDatabase(inner[0]);
  return ['mysql', 'pgsql', 'sqlite', 'ldap', 'mongodb'].includes(type.text);
}

const keys = chunkFacts<ReadonlySet<string>>((items) => {
  const found = new Set<string>();
  for (const { item } of items)
    if (item.kind === 'table-entry' && !item.problem?.skipped) found.add(item.key.text.toLowerCase());
  return found;
});

function hasKey(table: TableFile, domain: string): boolean {
  for (const { fact } of keys(table)) if (fact.has(domain)) return true;
  return false;
}

/** Whether any list contains a domain; undefined if that is unknown. */
export function isOwnDomain(instance: Instance, tables: Tables, domain: string): boolean | undefined {
  const found = domainLists.map((list) => listHas(instance, tables, list, domain));
  return found.includes(true) ? true : found.includes(undefined) ? undefined : false;
}
