// An access table that rejects mail without a sender address. Its lookup key is `<>` (smtpd_null_access_lookup_key).

import type { Location } from '../../instance/instance.ts';
import { addressFlags, dictionary, type Found } from '../../mail/dictionary.ts';
import type { RestrictionListValue } from '../../mail/restriction-lists.ts';
import { everyRestrictionWord, isRestriction } from '../../mail/restriction-words.ts';
import type { Configuration, Finding, LineFinding, Rule } from '../rule.ts';
import { isListForServers } from '../shared/receiving-services.ts';

export const nullSenderRejected: Rule = {
  code: 'null-sender-rejected',
  title: 'Mail without a sender is rejected',
  severity: 'warning',
  dependsOnRole: true,
  dependsOnServices: true,
  *configuration(context: Configuration): Generator<Finding> {
    const { instance, tables } = context;
    for (const { list, node, index } of everyRestrictionWord(instance)) {
      if (!isRestriction(node, 'check_sender_access') || node.argument?.kind !== 'table') continue;
      if (isRestriction(list.value.nodes[index - 1], 'warn_if_reject')) continue;
      const answer = dictionary(tables, node.argument, addressFlags).find(nullSender);
      if (answer.kind !== 'found' || !rejects(answer.text ?? '') || !isListForServers(context, list))
        continue;
      const at = keyOf(context, list, answer);
      if (at !== undefined) yield { at, message: message('This entry blocks such mail, so') };
    }
  },
  // The purpose of a table that nothing names is only known from its name.
  lines: {
    *'postfix-table'(item, { role, isUsed }) {
      if (isUsed || role !== 'access' || item.kind !== 'table-entry' || item.key.text !== nullSender) return;
      if (rejects(item.value.text)) yield inLine(item.key);
    },
    *'postfix-regexp'(item, { role, isUsed }) {
      if (isUsed || role !== 'access' || item.kind !== 'rule' || item.pattern === undefined) return;
      const { pattern, replacement, line } = item;
      if (replacement === undefined || !/^\^?<>\$?$/.test(pattern.source.text)) return;
      if (rejects(line.masked.slice(replacement.start, replacement.end))) yield inLine(pattern);
    },
  },
};

const nullSender = '<>';

function message(effect: string): string {
  return (
    '"<>" matches mail without a sender address, such as bounces and delivery notifications. ' +
    `${effect} your users never learn that their mail could not be delivered. ` +
    'Remove this entry, and also the check if nothing else is in the table.'
  );
}

function rejects(action: string): boolean {
  return /^(?:REJECT|DISCARD|DEFER|[45]\d\d)(?:\s|$)/i.test(action);
}

/** The key or pattern of an entry that names the null sender; undefined if it only matches it among others. */
function keyOf(
  { tables }: Configuration,
  { value }: RestrictionListValue,
  { at, within }: Found,
): Location | undefined {
  const text = at ? tables.text(at.uri)?.slice(at.start, at.end) : within && entryIn(value, within);
  const key = /(?:(?<=^\s*)\/)?\^?<>(?:\$?\/)?/.exec(text ?? '');
  if (key === null) return undefined;
  const start = key.index;
  const end = start + key[0].length;
  return at
    ? { uri: at.uri, start: at.start + start, end: at.start + end }
    : within && value.locate({ start: within.start + start, end: within.start + end });
}

function entryIn(
  { expansion }: RestrictionListValue['value'],
  { start, end }: { start: number; end: number },
) {
  return expansion.text.slice(start, end);
}

function inLine({ start, end }: { readonly start: number; readonly end: number }): LineFinding {
  return { start, end, message: message('If this table checks senders,') };
}
