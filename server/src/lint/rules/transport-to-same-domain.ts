// A transport entry whose next hop is its own domain, without brackets: mail goes where it goes without the entry
// (resolve.c, transport.c, smtp_addr.c).

import { type ChunkItems, chunkFacts } from '../../instance/chunk-facts.ts';
import { expandedValue } from '../../instance/expanded-values.ts';
import type { Instance } from '../../instance/instance.ts';
import type { TableFile, Tables } from '../../instance/table-files.ts';
import { resultOf } from '../../instance/table-line-results.ts';
import { parseNextHop } from '../../mail/next-hops.ts';
import { Fingerprints } from '../../syntax/fingerprints.ts';
import { parseAction } from '../../syntax/tables/actions.ts';
import type { Span } from '../../syntax/text.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const transportToSameDomain: Rule = {
  code: 'transport-to-same-domain',
  title: 'Next hop for a domain is the domain itself',
  severity: 'warning',
  explains: ['transport-without-brackets'],
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    if (instance.files.main === undefined || !instance.entriesByName.has('transport_maps')) return;
    const transports = plainTables(instance, tables, 'transport_maps');
    if (transports === undefined) return;
    const entries = transports.flatMap((table) =>
      [...sameDomain(table)].flatMap(({ fact, base }) => fact.map((entry) => ({ ...entry, table, base }))),
    );
    if (entries.length === 0 || !goesToMailExchangers(instance)) return;
    const local = ['mydestination', 'virtual_alias_domains', 'virtual_mailbox_domains'];
    for (const { domain, transport, start, end, table, base } of entries) {
      const isExempted = parentsOf(domain).some((key) => transports.some((each) => hasKey(each, key)));
      if (isExempted || local.some((name) => isListed(instance, tables, name, domain) !== false)) continue;
      const isUsual = transport !== 'relay' || isListed(instance, tables, 'relay_domains', domain) === true;
      if (!isUsual) continue;
      yield {
        at: { uri: table.uri, start: base + start, end: base + end },
        message:
          `The next hop for ${domain} is ${domain}, so Postfix looks up the MX records of the domain, as it does without this line. ` +
          `If this server is the best of these hosts, Postfix returns the mail: ${logText(`mail for ${domain} loops back to myself`)}. ` +
          'Write the host that should receive the mail in brackets, or remove the line.',
      };
    }
  },
};

/** Whether mail for a domain that is not local goes to the domain's MX hosts, unless transport_maps decides. */
function goesToMailExchangers(instance: Instance): boolean {
  const text = (name: string): string => instance.expanded(name)?.text.trim() ?? '';
  const unset = ['relayhost', 'sender_dependent_relayhost_maps', 'sender_dependent_default_transport_maps'];
  return (
    unset.every((name) => text(name) === '') &&
    text('default_transport') === 'smtp' &&
    /^(?:relay|smtp)$/.test(text('relay_transport')) &&
    !/(?:^|[\s,])transport_maps(?:[\s,]|$)/.test(text('parent_domain_matches_subdomains'))
  );
}

/** The tables of a parameter; undefined if one of them is not a plain table, or cannot be read. */
function plainTables(instance: Instance, tables: Tables, parameter: string): TableFile[] | undefined {
  const found: TableFile[] = [];
  for (const node of expandedValue(instance, parameter)?.nodes ?? []) {
    const file = node.kind === 'table' ? tables.file((node.tables[0] ?? node).name.text) : undefined;
    if (file?.language !== 'postfix-table') return undefined;
    found.push(file);
  }
  return found;
}

/** Whether a list of domains contains a domain; undefined if that depends on what cannot be read. */
function isListed(
  instance: Instance,
  tables: Tables,
  parameter: string,
  domain: string,
): boolean | undefined {
  const value = expandedValue(instance, parameter);
  if (value === undefined || value.expansion.problems.length > 0) return undefined;
  let isKnown = true;
  for (const node of value.nodes) {
    if (node.kind === 'table') {
      const file = tables.file((node.tables[0] ?? node).name.text);
      if (file?.language !== 'postfix-table') isKnown = false;
      else if (hasKey(file, domain)) return true;
    } else if (node.kind !== 'word' || node.text.includes('/')) isKnown = false;
    else if (node.text.toLowerCase() === domain) return true;
  }
  return isKnown ? false : undefined;
}

/** Keys that apply to a domain if the table has no entry for it. */
function parentsOf(domain: string): string[] {
  const labels = domain.split('.');
  return ['*', ...labels.slice(1).map((_, i) => `.${labels.slice(i + 1).join('.')}`)];
}

interface Entry extends Span {
  /** In lower case. */
  readonly domain: string;
  readonly transport: string;
}

/** Offsets count from the start of the chunk. */
const sameDomain = chunkFacts<readonly Entry[]>((items) => {
  const found: Entry[] = [];
  for (const { item, start } of items) {
    if (item.kind !== 'table-entry' || !item.key.text.includes('.')) continue;
    const result = resultOf(item);
    const action = result && parseAction('transport', result.line, result.name);
    if (action?.kind !== 'transport' || action.nextHop === undefined) continue;
    const transport = action.transport?.text ?? '';
    const domain = item.key.text.toLowerCase();
    const hop = parseNextHop(action.nextHop.text);
    if (!/^(?:smtp|relay)?$/.test(transport) || hop?.brackets !== false) continue;
    if (hop.host.toLowerCase() !== domain || !/^(?:25|smtp)$/.test(hop.port ?? '25')) continue;
    found.push({ domain, transport, start: start + action.nextHop.start, end: start + action.nextHop.end });
  }
  return found;
});

const keys = chunkFacts((items) => new Fingerprints(keysIn(items)));

function keysIn(items: ChunkItems): string[] {
  const found: string[] = [];
  for (const { item } of items) if (item.kind === 'table-entry') found.push(item.key.text.toLowerCase());
  return found;
}

function hasKey(table: TableFile, key: string): boolean {
  for (const { fact, chunk } of keys(table))
    if (fact.mayHave(key) && keysIn(table.context.parser.items(chunk)).includes(key)) return true;
  return false;
}
