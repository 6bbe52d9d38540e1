// A blocklist that has shut down: it lists no address or every address, or does not answer.

import { type DeadBlockList, deadBlockList } from '../../catalog/dead-block-lists.ts';
import { removeEach } from '../../edits/lists.ts';
import type { ExpandedValue } from '../../instance/expanded-values.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import { isRestriction, restrictionWords, textIn } from '../../mail/restriction-words.ts';
import type { ValueNode } from '../../syntax/value.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { postscreenSites, sitesParameter, zoneOf } from '../shared/block-lists.ts';
import { GroupsByList } from '../shared/groups-by-list.ts';

export const deadBlockListRule: Rule = {
  code: 'dead-block-list',
  title: 'Blocklist has shut down',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const groups = new GroupsByList<Entry>();
    for (const { list, node, index, at } of restrictionWords(instance)) {
      if (node.kind !== 'restriction' || node.expects !== 'dnsbl' || node.argument === undefined) continue;
      const dead = deadBlockList(zoneOf(textIn(list.value, node.argument)));
      if (dead === undefined) continue;
      // Without this restriction, warn_if_reject would apply to the next one.
      const before = list.value.nodes[index - 1];
      const words = isRestriction(before, 'warn_if_reject') ? [before, node] : [node];
      groups.add(list.value, dead.zone, { dead, at, words, by: node.name.text });
    }
    for (const { value, node, at } of postscreenSites(instance)) {
      const dead = deadBlockList(zoneOf(textIn(value, node)));
      if (dead === undefined) continue;
      groups.add(value, dead.zone, { dead, at, words: [node], by: sitesParameter });
    }
    for (const { value, members } of groups.all()) yield finding(instance, value, members);
  },
};

/** A word of a list that names a blocklist. */
interface Entry {
  readonly dead: DeadBlockList;
  readonly at: Location;
  /** What to remove from the list. */
  readonly words: readonly ValueNode[];
  /** What asks the blocklist. */
  readonly by: string;
}

function finding(
  instance: Instance,
  value: ExpandedValue,
  [first, ...others]: readonly [Entry, ...Entry[]],
): Finding {
  const { zone, ended, listsAll, source } = first.dead;
  const count = 1 + others.length;
  const edits = removeEach(
    instance,
    value,
    [first, ...others].flatMap(({ words }) => words),
  );
  const title = `Remove ${zone}${count > 1 ? ` (${count} entries)` : ''}`;
  return {
    at: first.at,
    message:
      `The blocklist ${zone} has shut down (${source}). ` +
      (listsAll !== undefined
        ? `It began to list every address ${dated(listsAll)}. If it still answers, every client matches ${first.by}. `
        : `It ended ${dated(ended)}: its answers mean nothing, and each lookup costs time. `) +
      (count > 1 ? `Remove its ${count} entries from ${value.value.name}.` : 'Remove the blocklist.'),
    ...(others.length > 0 && {
      related: others.map(({ at }) => ({ at, message: `Another entry of ${zone}` })),
    }),
    ...(edits && { fixes: [{ title, edits, preferred: true }] }),
  };
}

/** @param date a day, a month, or a year */
function dated(date: string): string {
  return `${date.length > 'YYYY-MM'.length ? 'on' : 'in'} ${date}`;
}
