// An access table that refuses mail for postmaster, which every mail server must accept (RFC 5321, section 4.5.1).

import { chunkFacts } from '../../instance/chunk-facts.ts';
import { readableTables } from '../../instance/tables-in-place.ts';
import type { Span } from '../../syntax/text.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { domainLists, listHas } from '../shared/own-domains.ts';

export const postmasterRejected: Rule = {
  code: 'postmaster-rejected',
  title: 'Mail for postmaster is rejected',
  severity: 'warning',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    for (const table of readableTables(tables)) {
      const isSearched = table.uses.some(({ restriction = '' }) =>
        /^check_recipient_access$/i.test(restriction),
      );
      if (table.language !== 'postfix-table' || !isSearched) continue;
      for (const { fact, base } of entries(table)) {
        for (const { key, action, start, end } of fact) {
          const domain = key.slice(key.indexOf('@') + 1);
          const isOwn =
            domain === '' || domainLists.some((list) => listHas(instance, tables, list, domain) === true);
          yield {
            at: { uri: table.uri, start: base + start, end: base + end },
            ...(!isOwn && { severity: 'information' as const }),
            message:
              `"${action}" refuses mail for ${key === 'postmaster@' ? 'postmaster in every domain' : key}. ` +
              'RFC 5321 requires every domain that receives mail to accept mail for postmaster, and some servers reject mail from domains that do not. ' +
              'Remove the entry, and redirect this mail with an alias if no one should read it here.',
          };
        }
      }
    }
  },
};

interface Refusal extends Span {
  readonly key: string;
  readonly action: string;
}

const entries = chunkFacts<readonly Refusal[]>((items) => {
  const found: Refusal[] = [];
  for (const { item, start } of items) {
    if (item.kind !== 'table-entry' || item.problem?.skipped) continue;
    const key = item.key.text.toLowerCase();
    const [action = ''] = item.value.text.split(/\s/, 1);
    if (!key.startsWith('postmaster@') || !refuses.test(action)) continue;
    found.push({ key, action, start: start + item.key.start, end: start + item.key.end });
  }
  return found;
});

const refuses = /^(?:reject|defer|discard|[45]\d\d)$/i;
