// A virtual mailbox domain without a mailbox or an alias: every recipient is unknown (smtpd_check.c,
// check_recipient_rcpt_maps).

import { chunkFacts } from '../../instance/chunk-facts.ts';
import { type ExpandedValue, expandedValue } from '../../instance/expanded-values.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import { uriOf } from '../../instance/paths.ts';
import type { Tables } from '../../instance/table-files.ts';
import { type AliasTable, aliasTables, keyedFile } from '../../mail/alias-entries.ts';
import { memoize } from '../../syntax/memoize.ts';
import type { Span } from '../../syntax/text.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const domainWithoutRecipients: Rule = {
  code: 'domain-without-recipients',
  title: 'Domain has no mailboxes and no aliases',
  severity: 'information',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    yield* aliasDomains(instance, tables);
    const value = expandedValue(instance, 'virtual_mailbox_domains');
    if (value === undefined || value.value.source.kind === 'default') return;
    const maps = [
      ...aliasTables(instance, tables, 'virtual_mailbox_maps'),
      ...aliasTables(instance, tables, 'virtual_alias_maps'),
    ];
    // Without any mailboxes, another rule reports that every user is accepted.
    if (maps.includes(undefined) || aliasTables(instance, tables, 'virtual_mailbox_maps').length === 0)
      return;
    yield* withoutEntries(instance, tables, value, maps, 'virtual_mailbox_maps and virtual_alias_maps have');
  },
};

/** Domains that only have aliases. By default, the list consists of the keys of virtual_alias_maps. */
function* aliasDomains(instance: Instance, tables: Tables): Generator<Finding> {
  const value = expandedValue(instance, 'virtual_alias_domains');
  const maps = aliasTables(instance, tables, 'virtual_alias_maps');
  if (value === undefined || value.value.source.kind === 'default' || maps.includes(undefined)) return;
  yield* withoutEntries(instance, tables, value, maps, 'virtual_alias_maps has');
}

/** The domains of a list for which no table has an entry. */
function* withoutEntries(
  instance: Instance,
  tables: Tables,
  value: ExpandedValue,
  maps: readonly (AliasTable | undefined)[],
  lists: string,
): Generator<Finding> {
  const others = ['canonical_maps', 'recipient_canonical_maps'];
  if (others.some((name) => instance.expanded(name)?.text !== '')) return;
  for (const { domain, at } of domains(instance, tables, value)) {
    if (maps.some((table) => table !== undefined && domainsIn(table.entries).has(domain.toLowerCase())))
      continue;
    yield {
      at,
      message:
        `${lists} no entry for ${domain}. ` +
        'smtpd accepts the domain, but rejects every address in it, including postmaster. ' +
        'Add entries for its users, or remove the domain.',
    };
  }
}

/** `mail.DOMAIN`: a script replaces the part in capitals. */
function isFilledIn(domain: string): boolean {
  return /(?:^|\.)[A-Z][A-Z0-9-]{2,}(?:\.|$)/.test(domain) && /[a-z]/.test(domain);
}

/** How many domains are looked at. */
const limit = 200;

const keys = chunkFacts<readonly (Span & { readonly text: string })[]>((items) => {
  const found: (Span & { readonly text: string })[] = [];
  for (const { item, start } of items) {
    if (item.kind !== 'table-entry' || item.problem?.skipped || !isDomain(item.key.text)) continue;
    if (found.length < limit)
      found.push({ text: item.key.text, start: start + item.key.start, end: start + item.key.end });
  }
  return found;
});

const domainsIn = memoize(
  (entries: AliasTable['entries']): ReadonlySet<string> =>
    new Set([...entries.keys()].map((name) => name.slice(name.lastIndexOf('@') + 1))),
);

interface ListedDomain {
  readonly domain: string;
  readonly at: Location;
}

/** The domains in the value and in the plain files that it names. */
function* domains(
  instance: Instance,
  tables: Tables,
  { nodes, expansion, locate }: ExpandedValue,
): Generator<ListedDomain> {
  for (const node of nodes.slice(0, limit)) {
    const text = expansion.text.slice(node.start, node.end);
    const at = locate(node);
    if (at === undefined) continue;
    if (node.kind === 'table') {
      const file = keyedFile(tables, node);
      if (file?.language !== 'postfix-table') continue;
      for (const { fact, base } of keys(file))
        for (const { text: domain, start, end } of fact)
          yield { domain, at: { uri: file.uri, start: base + start, end: base + end } };
      continue;
    }
    if (!text.startsWith('/')) {
      if (isDomain(text) && !isFilledIn(text)) yield { domain: text, at };
      continue;
    }
    const [uri, file] = [uriOf(instance, text), tables.listText(text)];
    if (uri === undefined || file === undefined) continue;
    for (const { 0: word, index } of [...file.slice(0, 10_000).matchAll(/^[^#\n].*$/gm)].flatMap((line) =>
      [...line[0].matchAll(/[^\s,]+/g)].map((each) => ({ 0: each[0], index: line.index + each.index })),
    )) {
      if (isDomain(word) && !isFilledIn(word))
        yield { domain: word, at: { uri, start: index, end: index + word.length } };
    }
  }
}

function isDomain(text: string): boolean {
  return /^(?:[a-z0-9-]+\.)+[a-z0-9-]+$/i.test(text);
}
