// A blocklist that answers refused queries with an address, which Postfix treats like any other: the client is listed
// (smtpd_check.c, rbl_match_addr; postscreen_dnsbl.c).

import { atLeast } from '../../catalog/release.ts';
import { literalPlace } from '../../edits/lists.ts';
import { type ExpandedValue, expandedValue } from '../../instance/expanded-values.ts';
import { type Instance, overrides, type PlacedService } from '../../instance/instance.ts';
import { isRestriction, restrictionWords } from '../../mail/restriction-words.ts';
import type { Span } from '../../syntax/text.ts';
import type { Finding, Rule } from '../rule.ts';
import { blockListKind } from '../shared/block-lists.ts';

export const blockListWithoutFilter: Rule = {
  code: 'block-list-without-filter',
  title: 'Error codes of the blocklist reject mail',
  severity: 'warning',
  *configuration({ instance }): Generator<Finding> {
    // Ranges such as [2..11]
    if (!atLeast(instance.release, '2.8')) return;
    for (const { list, node, index } of restrictionWords(instance)) {
      if (node.kind !== 'restriction' || node.expects !== 'dnsbl' || node.argument === undefined) continue;
      if (/^permit_dnswl_client$/i.test(node.name.text))
        yield* allowList(instance, list.value, node.argument);
      if (!/^reject_/i.test(node.name.text) || isRestriction(list.value.nodes[index - 1], 'warn_if_reject'))
        continue;
      // Another rule reports a list of domains that is asked for addresses.
      const isAboutAddress = /^reject_rbl(?:_client)?$/i.test(node.name.text);
      const word = list.value.expansion.text.slice(node.argument.start, node.argument.end);
      if (isAboutAddress !== (blockListKind(word) === 'addresses')) continue;
      yield* check(instance, list.value, node.argument, 'smtpd rejects all mail');
    }
    for (const service of sitesScopes(instance)) {
      const value = expandedValue(instance, sites, service);
      for (const node of value?.nodes ?? []) {
        if (value === undefined) continue;
        if (blockListKind(value.expansion.text.slice(node.start, node.end)) !== 'addresses') continue;
        yield* check(instance, value, node, 'postscreen treats every client as listed');
      }
    }
  },
};

const sites = 'postscreen_dnsbl_sites';

/** main.cf, and the services that have sites of their own. */
function sitesScopes(instance: Instance): (PlacedService | undefined)[] {
  const own = instance.services.filter(({ item }) =>
    overrides(item).some(({ name }) => name?.text === sites),
  );
  return [...(instance.entriesByName.has(sites) ? [undefined] : []), ...own];
}

/** The codes that mean that something is listed. The others, 127.255.255.0/24, mean that the query was refused. */
const filters: Readonly<Record<string, string>> = {
  'zen.spamhaus.org': '127.0.0.[2..11]',
  'sbl.spamhaus.org': '127.0.0.[2..11]',
  'sbl-xbl.spamhaus.org': '127.0.0.[2..11]',
  'xbl.spamhaus.org': '127.0.0.[2..11]',
  'pbl.spamhaus.org': '127.0.0.[2..11]',
  'dbl.spamhaus.org': '127.0.1.[2..99]',
};

function* check(instance: Instance, value: ExpandedValue, word: Span, effect: string): Generator<Finding> {
  yield* filtered(
    instance,
    value,
    word,
    filters,
    `it answers queries through public DNS resolvers with 127.255.255.254. Postfix treats every answer as a listing, so ${effect}`,
  );
}

/** Trust from low to high; 0 means none, and 127.0.0.255 that the resolver sends too many queries. */
const allowFilters: Readonly<Record<string, string>> = { 'list.dnswl.org': '127.0.[0..255].[1..3]' };

function* allowList(instance: Instance, value: ExpandedValue, word: Span): Generator<Finding> {
  yield* filtered(
    instance,
    value,
    word,
    allowFilters,
    'it answers resolvers that send too many queries with 127.0.0.255. Postfix treats every answer as a listing, so permit_dnswl_client permits every client',
  );
}

function* filtered(
  instance: Instance,
  value: ExpandedValue,
  word: Span,
  known: Readonly<Record<string, string>>,
  why: string,
): Generator<Finding> {
  const [zone = ''] = /^[^*]*/.exec(value.expansion.text.slice(word.start, word.end)) ?? [];
  const name = zone.replace(/\.$/, '').toLowerCase();
  const filter = Object.hasOwn(known, name) ? known[name] : undefined;
  const at = value.locate(word);
  if (filter === undefined || at === undefined) return;
  const place = literalPlace(instance, value, word);
  const end = place && place.start + zone.length;
  yield {
    at,
    message: `${zone} needs a filter, because ${why}. Write ${zone}=${filter}.`,
    ...(place && end !== undefined
      ? {
          fixes: [
            {
              title: `Add =${filter}`,
              edits: [{ at: { ...place, start: end, end }, text: `=${filter}` }],
              preferred: true,
            },
          ],
        }
      : {}),
  };
}
