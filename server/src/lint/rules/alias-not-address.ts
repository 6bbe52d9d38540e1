// A virtual alias that names a transport or a command. Postfix reads the result as an address (cleanup_map1n.c,
// mail_addr_map.c).

import type { TableContext } from '../../instance/table-files.ts';
import { resultOf } from '../../instance/table-line-results.ts';
import { notAddress } from '../../mail/alias-results.ts';
import type { TableItems, TableLanguage } from '../../syntax/tables/index.ts';
import type { LineFinding, Rule } from '../rule.ts';

export const aliasNotAddress: Rule = {
  code: 'alias-not-address',
  title: 'Virtual alias is not an address',
  severity: 'error',
  dependsOnRole: true,
  lines: {
    'postfix-table': check,
    'postfix-regexp': check,
  },
};

function* check(item: TableItems[TableLanguage], { role }: TableContext): Generator<LineFinding> {
  if (role !== 'virtual-alias') return;
  const name = resultOf(item)?.name;
  const what = name && notAddress(name.text);
  if (name === undefined || what === undefined) return;
  yield {
    start: name.start,
    end: name.end,
    message:
      `${shorten(name.text)} is a ${what}, but a virtual alias must be an address. ` +
      'Postfix appends the local domain to the text, and returns the mail as undeliverable. ' +
      `${adviceFor(what, name.text)}.`,
  };
}

const advice = {
  command: 'Write a local address here, and put the command in the alias_maps file',
  file: 'Write a local address here, and put the file in the alias_maps file',
  transport: 'Write the address here, and put the transport in transport_maps',
} as const;

function adviceFor(form: keyof typeof advice, text: string): string {
  return text === '/dev/null'
    ? 'To discard the mail, write an address here, and discard: as its transport in transport_maps'
    : advice[form];
}

function shorten(text: string): string {
  return text.length > 40 ? 'This result' : text;
}
