// A blocklist that answers refused queries with an address, which Postfix treats like any other: the client is listed
// (smtpd_check.c, rbl_match_addr; postscreen_dnsbl.c).

import { atLeast } from '../../catalog/release.ts';
import type { Edit } from '../../edits/edit.ts';
import { literalPlace } from '../../edits/lists.ts';
import type { ExpandedValue } from '../../instance/expanded-values.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import { isRestriction, restrictionWords, textIn } from '../../mail/restriction-words.ts';
import type { Span } from '../../syntax/text.ts';
import type { Finding, Rule } from '../rule.ts';
import { blockListKind, postscreenSites } from '../shared/block-lists.ts';
import { GroupsByList } from '../shared/groups-by-list.ts';

export const blockListWithoutFilter: Rule = {
  code: 'block-list-without-filter',
  title: 'Error codes of the blocklist reject mail',
  severity: 'warning',
  *configuration({ instance }): Generator<Finding> {
    // Ranges such as [2..11]
    if (!atLeast(instance.release, '2.8')) return;
    const groups = new GroupsByList<Entry>();
    const add = (value: ExpandedValue, word: Span, why: string, known = filters): void => {
      const entry = entryOf(value, word, why, known);
      if (entry !== undefined) groups.add(value, entry.name, entry);
    };
    for (const { list, node, index } of restrictionWords(instance)) {
      if (node.kind !== 'restriction' || node.expects !== 'dnsbl' || node.argument === undefined) continue;
      if (/^permit_dnswl_client$/i.test(node.name.text))
        add(list.value, node.argument, permitsEveryone, allowFilters);
      if (!/^reject_/i.test(node.name.text) || isRestriction(list.value.nodes[index - 1], 'warn_if_reject'))
        continue;
      // Another rule reports a list of domains that is queried for addresses.
      const isAboutAddress = /^reject_rbl(?:_client)?$/i.test(node.name.text);
      if (isAboutAddress !== (blockListKind(textIn(list.value, node.argument)) === 'addresses')) continue;
      add(list.value, node.argument, answersEveryone('smtpd rejects all mail that reaches this check'));
    }
    for (const { value, node } of postscreenSites(instance)) {
      if (blockListKind(textIn(value, node)) === 'addresses')
        add(value, node, answersEveryone('postscreen treats every client as listed'));
    }
    for (const { value, members } of groups.all()) yield finding(instance, value, members);
  },
};

/** The codes that mean that something is listed. The others, 127.255.255.0/24, mean that the query was refused. */
const filters: Readonly<Record<string, string>> = {
  'zen.spamhaus.org': '127.0.0.[2..11]',
  'sbl.spamhaus.org': '127.0.0.[2..11]',
  'sbl-xbl.spamhaus.org': '127.0.0.[2..11]',
  'xbl.spamhaus.org': '127.0.0.[2..11]',
  'pbl.spamhaus.org': '127.0.0.[2..11]',
  'dbl.spamhaus.org': '127.0.1.[2..99]',
};

/** A word of a list that names a blocklist without a filter. */
interface Entry {
  /** The blocklist, as written. */
  readonly zone: string;
  readonly name: string;
  readonly filter: string;
  /** In postscreen_dnsbl_sites, with its asterisk; can be empty. */
  readonly weight: string;
  readonly word: Span;
  readonly at: Location;
  /** What its answers lead to. */
  readonly why: string;
}

const answersEveryone = (effect: string): string =>
  `it answers queries from public DNS resolvers with 127.255.255.254. Postfix treats every answer as a listing, so with such a resolver, ${effect}`;

/** Trust from low to high; 0 means none, and 127.0.0.255 that the resolver sends too many queries. */
const allowFilters: Readonly<Record<string, string>> = { 'list.dnswl.org': '127.0.[0..255].[1..3]' };

const permitsEveryone =
  'it answers resolvers that send too many queries with 127.0.0.255. Postfix treats every answer as a listing, so permit_dnswl_client permits every client';

function entryOf(
  value: ExpandedValue,
  word: Span,
  why: string,
  known: Readonly<Record<string, string>>,
): Entry | undefined {
  const text = textIn(value, word);
  const [zone = ''] = /^[^*]*/.exec(text) ?? [];
  const weight = text.slice(zone.length);
  const name = zone.replace(/\.$/, '').toLowerCase();
  const filter = Object.hasOwn(known, name) ? known[name] : undefined;
  const at = value.locate(word);
  return filter === undefined || at === undefined ? undefined : { zone, name, filter, weight, word, at, why };
}

function finding(
  instance: Instance,
  value: ExpandedValue,
  [first, ...others]: readonly [Entry, ...Entry[]],
): Finding {
  const { zone, filter, weight, why } = first;
  const hasOneForm = others.every((each) => each.weight === weight);
  const count = 1 + others.length;
  const edits = [first, ...others].map((entry) => addFilter(instance, value, entry));
  const title = `Add =${filter}${count > 1 ? ` (${count} entries)` : ''}`;
  return {
    at: first.at,
    message:
      `${zone} needs a filter, because ${why}. ` +
      (hasOneForm ? `Write ${zone}=${filter}${weight}` : `Add =${filter} after the name`) +
      `${count > 1 ? ` in each of the ${count} entries` : ''}.`,
    ...(others.length > 0 && {
      related: others.map(({ at }) => ({ at, message: `Another entry of ${zone}` })),
    }),
    ...(edits.every((edit) => edit !== undefined) && { fixes: [{ title, edits, preferred: true }] }),
  };
}

function addFilter(
  instance: Instance,
  value: ExpandedValue,
  { zone, filter, word }: Entry,
): Edit | undefined {
  const place = literalPlace(instance, value, word);
  if (place === undefined) return undefined;
  const end = place.start + zone.length;
  return { at: { ...place, start: end, end }, text: `=${filter}` };
}
