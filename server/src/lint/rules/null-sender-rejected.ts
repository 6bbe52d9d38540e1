// An access table that rejects mail without a sender address. Its lookup key is `<>` (smtpd_null_access_lookup_key).

import type { LineFinding, Rule } from '../rule.ts';

export const nullSenderRejected: Rule = {
  code: 'null-sender-rejected',
  title: 'Mail without a sender is rejected',
  severity: 'warning',
  dependsOnRole: true,
  lines: {
    *'postfix-table'(item, { role }) {
      if (role !== 'access' || item.kind !== 'table-entry' || item.key.text !== '<>') return;
      if (rejects(item.value.text)) yield finding(item.key);
    },
    *'postfix-regexp'(item, { role }) {
      if (role !== 'access' || item.kind !== 'rule' || item.pattern === undefined) return;
      const { pattern, replacement, line } = item;
      if (replacement === undefined || !/^\^?<>\$?$/.test(pattern.source.text)) return;
      if (rejects(line.masked.slice(replacement.start, replacement.end))) yield finding(pattern);
    },
  },
};

function rejects(action: string): boolean {
  return /^(?:REJECT|DISCARD|DEFER|[45]\d\d)(?:\s|$)/i.test(action);
}

function finding({ start, end }: { readonly start: number; readonly end: number }): LineFinding {
  return {
    start,
    end,
    message:
      '"<>" matches mail without a sender address, such as bounces and delivery notifications. ' +
      'If this table checks senders, your users never learn that their mail could not be delivered. ' +
      'Remove this entry, and also the check if nothing else is in the table.',
  };
}
