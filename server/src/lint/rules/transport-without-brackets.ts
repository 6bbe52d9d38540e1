// A next hop in a transport table whose mail exchangers are looked up, although it names a machine (transport(5)).

import type { TableContext } from '../../instance/table-files.ts';
import { resultOf } from '../../instance/table-line-results.ts';
import { isHostWithoutBrackets, parseNextHop } from '../../mail/next-hops.ts';
import { parseAction } from '../../syntax/tables/actions.ts';
import type { TableItems, TableLanguage } from '../../syntax/tables/index.ts';
import type { LineFinding, Rule } from '../rule.ts';

export const transportWithoutBrackets: Rule = {
  code: 'transport-without-brackets',
  title: 'A next hop without brackets is looked up as a mail domain',
  severity: 'information',
  lines: { 'postfix-table': check, 'postfix-regexp': check, 'postfix-cidr': check },
};

function* check(item: TableItems[TableLanguage], { role }: TableContext): Generator<LineFinding> {
  const result = role === 'transport' ? resultOf(item) : undefined;
  if (result === undefined) return;
  const action = parseAction('transport', result.line, result.name);
  if (action.kind !== 'transport' || action.nextHop === undefined) return;
  // Of other transports the next hop means what their programs make of it.
  if (!/^(?:smtp|relay)?$/.test(action.transport?.text ?? '')) return;
  const { start, end, text } = action.nextHop;
  const hop = parseNextHop(text);
  if (hop === undefined || !isHostWithoutBrackets(hop)) return;
  const bracketed = `[${hop.host}]${hop.port === undefined ? '' : `:${hop.port}`}`;
  yield {
    start,
    end,
    message:
      `${hop.host} looks like a machine, and stands without brackets. ` +
      'Postfix asks for the mail exchangers (MX) of the name first; where this host is one of them, mail loops back. ' +
      `Write ${bracketed} for the machine itself.`,
    fixes: [{ title: `Change to ${bracketed}`, edits: [{ start, end, text: bracketed }], preferred: true }],
  };
}
