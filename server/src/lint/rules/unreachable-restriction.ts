// Restrictions after one that decides for all mail (smtpd_check.c, generic_checks and has_required).

import { atLeast } from '../../catalog/release.ts';
import { literalPlace, removeWords } from '../../edits/lists.ts';
import type { Instance } from '../../instance/instance.ts';
import { type RestrictionListValue, restrictionLists } from '../../mail/restriction-lists.ts';
import { isRestriction, textIn } from '../../mail/restriction-words.ts';
import type { ValueNode } from '../../syntax/value.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const unreachableRestriction: Rule = {
  code: 'unreachable-restriction',
  title: 'Restriction is never reached',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const list of restrictionLists(instance)) {
      const index = list.value.nodes.findIndex((_, i) => decides(instance, list, i));
      const rest = list.value.nodes.slice(index + 1);
      const [first] = rest;
      const decider = list.value.nodes[index];
      if (index < 0 || first === undefined || decider === undefined) continue;
      const at = wholePlace(instance, list, rest) ?? list.value.locate(first);
      if (at === undefined) continue;
      const word = textIn(list.value, decider);
      const next = textIn(list.value, first).split(/\s/, 1)[0];
      const edits = removeWords(instance, list.value, rest);
      const decision = list.value.locate(decider);
      yield {
        at,
        tag: 'unnecessary',
        message:
          `Restrictions after ${word} are never reached, because ${word} decides for all mail. ` +
          `smtpd logs: ${logText(`restriction \`${next}' after \`${word.toLowerCase()}' is ignored`)}. ` +
          `Move them before ${word}, or remove them.`,
        ...(decision && { related: [{ at: decision, message: `${word} decides for all mail` }] }),
        ...(edits && {
          fixes: [{ title: `Remove everything after ${word}`, edits, preferred: true }],
        }),
      };
    }
  },
};

function decides(instance: Instance, { value: { nodes } }: RestrictionListValue, i: number): boolean {
  const node = nodes[i];
  if (isRestriction(node, 'permit')) return true;
  if (isRestriction(nodes[i - 1], 'warn_if_reject')) return false;
  return (
    isRestriction(node, 'reject', 'defer') ||
    (isRestriction(node, 'check_relay_domains') && !atLeast(instance.release, '3.9'))
  );
}

/** From the first word to the last, if they are next to each other in one file. */
function wholePlace(instance: Instance, { value }: RestrictionListValue, nodes: readonly ValueNode[]) {
  const [first] = nodes;
  const last = nodes.at(-1);
  const start = first && literalPlace(instance, value, first);
  const end = last && literalPlace(instance, value, last);
  if (start === undefined || end === undefined || start.uri !== end.uri || end.end < start.start)
    return undefined;
  return { ...start, end: end.end };
}
