// A blocklist next to one that includes it. Spamhaus describes what each of its zones contains.

import { removeWord } from '../../edits/lists.ts';
import { isRestriction, restrictionWords, textIn } from '../../mail/restriction-words.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { postscreenSites, zoneOf } from '../shared/block-lists.ts';

const whole = 'zen.spamhaus.org';
const part = /^(?:(?:sbl|xbl|pbl|sbl-xbl)\.spamhaus\.org|cbl\.abuseat\.org)$/i;

export const redundantBlockList: Rule = {
  code: 'redundant-block-list',
  title: 'Blocklist is part of another blocklist',
  severity: 'hint',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const zones = restrictionWords(instance).flatMap(({ list, node, index, at }) => {
      if (!isRestriction(node, 'reject_rbl_client', 'reject_rbl') || node.argument === undefined) return [];
      if (isRestriction(list.value.nodes[index - 1], 'warn_if_reject')) return [];
      return [{ list: list.value, node, at, word: textIn(list.value, node.argument) }];
    });
    const listsOfWhole = new Set(zones.flatMap(({ list, word }) => (isWhole(word) ? [list] : [])));
    for (const { list, node, at, word } of zones) {
      const zone = zoneOf(word);
      if (!part.test(zone) || !listsOfWhole.has(list)) continue;
      const edit = removeWord(instance, list, node);
      yield {
        at,
        message: message(zone, 'smtpd makes two queries for the same data.'),
        tag: 'unnecessary',
        ...(edit && { fixes: [{ title: `Remove ${zone}`, edits: [edit], preferred: true }] }),
      };
    }
    const sites = [...postscreenSites(instance)].map(({ value, node, at }) => ({
      value,
      at,
      word: textIn(value, node),
    }));
    const valuesWithWhole = new Set(sites.flatMap(({ value, word }) => (isWhole(word) ? [value] : [])));
    for (const { value, at, word } of sites) {
      const zone = zoneOf(word);
      if (part.test(zone) && valuesWithWhole.has(value))
        yield { at, message: message(zone, 'postscreen counts the same listing twice.'), tag: 'unnecessary' };
    }
  },
};

/** Whether every listing in the zone counts: `zen.spamhaus.org=127.0.0.[2..11]`, but not `zen.spamhaus.org=127.0.0.3`. */
function isWhole(word: string): boolean {
  if (zoneOf(word).toLowerCase() !== whole) return false;
  const [, filter] = /=([^*]*)/.exec(word) ?? [];
  if (filter === undefined) return true;
  const [, first, last] = /^127\.0\.0\.\[(\d+)\.\.(\d+)\]$/.exec(filter) ?? [];
  return Number(first) <= 2 && Number(last) >= 11;
}

function message(zone: string, effect: string): string {
  return `${whole}, which is also in this list, includes ${zone}. ${effect} Remove ${zone}.`;
}
