// A blocklist that has shut down: it lists no address or every address, or does not answer.

import { type DeadBlockList, deadBlockList } from '../../catalog/dead-block-lists.ts';
import type { Edit } from '../../edits/edit.ts';
import { removeWord } from '../../edits/lists.ts';
import { type ExpandedValue, expandedValue } from '../../instance/expanded-values.ts';
import { type Instance, overrides, type PlacedService } from '../../instance/instance.ts';
import { isRestriction, restrictionWords, textIn } from '../../mail/restriction-words.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const deadBlockListRule: Rule = {
  code: 'dead-block-list',
  title: 'Blocklist has shut down',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, node, index, at } of restrictionWords(instance)) {
      if (node.kind !== 'restriction' || node.expects !== 'dnsbl' || node.argument === undefined) continue;
      const dead = deadBlockList(domainOf(textIn(list.value, node.argument)));
      if (dead === undefined) continue;
      // Without this restriction, warn_if_reject would apply to the next one.
      const warned = isRestriction(list.value.nodes[index - 1], 'warn_if_reject');
      yield finding(dead, at, node.name.text, warned ? undefined : removeWord(instance, list.value, node));
    }
    yield* sites(instance);
  },
};

/** The blocklists of postscreen. */
function* sites(instance: Instance): Generator<Finding> {
  const parameter = 'postscreen_dnsbl_sites';
  const scopes: (PlacedService | undefined)[] = instance.entriesByName.has(parameter) ? [undefined] : [];
  for (const service of instance.services) {
    if (overrides(service.item).some(({ name }) => name?.text === parameter)) scopes.push(service);
  }
  for (const service of scopes) {
    const value: ExpandedValue | undefined = expandedValue(instance, parameter, service);
    for (const node of value?.nodes ?? []) {
      if (value === undefined) continue;
      const dead = deadBlockList(domainOf(textIn(value, node)));
      const at = value.locate(node);
      if (dead === undefined || at === undefined) continue;
      yield finding(dead, at, parameter, removeWord(instance, value, node));
    }
  }
}

/** `domain=filter*weight` */
function domainOf(site: string): string {
  return site.replace(/[=*].*$/s, '');
}

function finding(
  { zone, ended, listsAll, source }: DeadBlockList,
  at: Finding['at'],
  by: string,
  edit: Edit | undefined,
): Finding {
  return {
    at,
    message:
      `The blocklist ${zone} shut down ${ended.length > 'YYYY-MM'.length ? 'on' : 'in'} ${ended} (${source}). ` +
      (listsAll
        ? `Since then it has listed every address, so every client matches ${by}. `
        : 'It no longer lists anything, and each lookup costs time. ') +
      'Remove the blocklist.',
    ...(edit && { fixes: [{ title: `Remove ${zone}`, edits: [edit], preferred: true }] }),
  };
}
