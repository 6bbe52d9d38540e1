// Restrictions after one that decides for all mail (smtpd_check.c, generic_checks and has_required).

import { literalPlace, removeWord, removeWords } from '../../edits/lists.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import { type LastReached, lastReached } from '../../mail/last-reached.ts';
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
      const last = lastReached(list, instance);
      const rest = last === undefined ? [] : list.value.nodes.slice(last.index + 1);
      const [first] = rest;
      if (last === undefined || first === undefined) continue;
      // A last word that only repeats the decision is harmless, and smtpd does not log anything about it.
      if (last.other !== undefined && rest.every((node) => isRestriction(node, 'permit', 'reject', 'defer')))
        continue;
      const at = wholePlace(instance, list, rest) ?? list.value.locate(first);
      if (at !== undefined) yield finding(instance, list, last, at);
    }
  },
};

function finding(
  instance: Instance,
  { value }: RestrictionListValue,
  last: LastReached,
  at: Location,
): Finding {
  const rest = value.nodes.slice(last.index + 1);
  const word = textIn(value, last.node);
  const [next] = rest.map((node) => textIn(value, node).split(/\s/, 1)[0]);
  const edits = removeWords(instance, value, rest);
  const decision = value.locate(last.node);
  const permit = [last.node, last.other].find((node) => isRestriction(node, 'permit_auth_destination'));
  const edit = permit && removeWord(instance, value, permit);
  const others =
    last.other === undefined ? undefined : permit === last.node ? textIn(value, last.other) : word;
  return {
    at,
    tag: 'unnecessary',
    message:
      others === undefined
        ? `Restrictions after ${word} are never reached, because ${word} decides for all mail. ` +
          `smtpd logs: ${logText(`restriction \`${next}' after \`${word.toLowerCase()}' is ignored`)}. ` +
          `Move them before ${word}, or remove them.`
        : `Restrictions after ${word} are never reached: permit_auth_destination permits all mail for your domains, and ${others} rejects the rest. ` +
          'To apply them to mail for your domains, remove permit_auth_destination.',
    ...(decision && { related: [{ at: decision, message: `${word} decides for all mail` }] }),
    fixes: [
      ...(edit === undefined
        ? []
        : [{ title: 'Remove permit_auth_destination', edits: [edit], preferred: true }]),
      ...(edits === undefined
        ? []
        : [{ title: `Remove everything after ${word}`, edits, preferred: edit === undefined }]),
    ],
  };
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
