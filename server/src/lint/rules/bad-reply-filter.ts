// The reply filter or the weight of a DNS list cannot be parsed (ip_match.c, postscreen_dnsbl.c).

import { atLeast } from '../../catalog/release.ts';
import { expandedValue } from '../../instance/expanded-values.ts';
import { type Instance, overrides, type PlacedService } from '../../instance/instance.ts';
import { restrictionWords, textIn } from '../../mail/restriction-words.ts';
import { replyFilterProblem } from '../../syntax/reply-filter.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const badReplyFilter: Rule = {
  code: 'bad-reply-filter',
  title: 'Reply filter of a DNS list is not valid',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    // Older releases compare the reply with the text after the equals sign.
    if (!atLeast(instance.release, '2.8')) return;
    for (const { list, node } of restrictionWords(instance)) {
      if (node.kind !== 'restriction' || node.expects !== 'dnsbl' || node.argument === undefined) continue;
      const text = textIn(list.value, node.argument);
      const filter = filterIn(text);
      const problem = filter === undefined ? undefined : replyFilterProblem(filter);
      const at = list.value.locate(node.argument);
      if (filter === undefined || problem === undefined || at === undefined) continue;
      yield {
        at,
        message: `${wrong(filter)} smtpd exits when it reaches ${node.name.text}: ${logText(`RBL reply error: ${problem}`)}. ${write}`,
      };
    }
    yield* sites(instance);
  },
};

const write = 'Write four numbers from 0 to 255, or lists of numbers, as in 127.0.0.[2..11].';

function wrong(filter: string): string {
  return filter === '' ? 'The reply filter is empty.' : `"${filter}" is not a valid reply filter.`;
}

function filterIn(site: string): string | undefined {
  const equals = site.indexOf('=');
  return equals < 0 ? undefined : site.slice(equals + 1);
}

const sitesParameter = 'postscreen_dnsbl_sites';

/** `domain=filter*weight` */
function* sites(instance: Instance): Generator<Finding> {
  const scopes: (PlacedService | undefined)[] = instance.entriesByName.has(sitesParameter) ? [undefined] : [];
  for (const service of instance.services) {
    if (overrides(service.item).some(({ name }) => name?.text === sitesParameter)) scopes.push(service);
  }
  for (const scope of scopes) {
    const value = expandedValue(instance, sitesParameter, scope);
    for (const node of value?.nodes ?? []) {
      const at = value?.locate(node);
      const text = value && textIn(value, node);
      const message = text === undefined ? undefined : siteProblem(text);
      if (at !== undefined && message !== undefined) yield { at, message };
    }
  }
}

function siteProblem(site: string): string | undefined {
  const [, zone = '', weight] = /^([^*]*)(?:\*(.*))?$/s.exec(site) ?? [];
  if (weight !== undefined && !/^\s*[+-]?\d+$/.test(weight))
    return (
      `"${weight}" is not a valid weight. ` +
      `postscreen exits with: ${logText(`bad DNSBL weight factor "${weight}" in "${site}"`)}. ` +
      'Write a whole number after the asterisk.'
    );
  const filter = filterIn(zone);
  const problem = filter === undefined ? undefined : replyFilterProblem(filter);
  return filter === undefined || problem === undefined
    ? undefined
    : `${wrong(filter)} postscreen exits with: ${logText(`bad DNSBL filter syntax: ${problem}`)}. ${write}`;
}
