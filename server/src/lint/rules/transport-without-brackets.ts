// A next hop in a transport table that names a host, but has no brackets, so that Postfix looks up its MX records
// (transport(5)).

import type { TableContext } from '../../instance/table-files.ts';
import { resultOf } from '../../instance/table-line-results.ts';
import { isHostWithoutBrackets, parseNextHop } from '../../mail/next-hops.ts';
import { parseAction } from '../../syntax/tables/actions.ts';
import type { TableItems, TableLanguage } from '../../syntax/tables/index.ts';
import type { LineFinding, Rule } from '../rule.ts';

export const transportWithoutBrackets: Rule = {
  code: 'transport-without-brackets',
  title: 'Next hop without brackets is looked up as a mail domain',
  severity: 'information',
  lines: { 'postfix-table': check, 'postfix-regexp': check, 'postfix-cidr': check },
};

function* check(item: TableItems[TableLanguage], { role }: TableContext): Generator<LineFinding> {
  const result = role === 'transport' ? resultOf(item) : undefined;
  if (result === undefined) return;
  const action = parseAction('transport', result.line, result.name);
  if (action.kind !== 'transport' || action.nextHop === undefined) return;
  // For other transports, their programs decide what the next hop means.
  if (!/^(?:smtp|relay)?$/.test(action.transport?.text ?? '')) return;
  const { start, text } = action.nextHop;
  const isOneLine = action.nextHop.end - start === text.length;
  for (const { 0: word, index } of text.matchAll(/[^\s,]+/g)) {
    const hop = parseNextHop(word);
    if (hop === undefined || !isHostWithoutBrackets(hop)) continue;
    const bracketed = `[${hop.host}]${hop.port === undefined ? '' : `:${hop.port}`}`;
    const at = isOneLine ? { start: start + index, end: start + index + word.length } : action.nextHop;
    yield {
      start: at.start,
      end: at.end,
      message:
        `${hop.host} has no brackets, so Postfix looks up its MX records and delivers to those hosts. ` +
        'If this server is one of them, mail loops back to this server. ' +
        `Write ${bracketed} to use that host itself.`,
      ...(isOneLine && {
        fixes: [{ title: `Change to ${bracketed}`, edits: [{ ...at, text: bracketed }], preferred: true }],
      }),
    };
  }
}
