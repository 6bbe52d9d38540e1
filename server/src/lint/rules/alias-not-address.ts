// A virtual alias that names a transport or a command. Postfix reads the result as an address (cleanup_map1n.c,
// mail_addr_map.c).

import type { TableContext } from '../../instance/table-files.ts';
import { resultOf } from '../../instance/table-line-results.ts';
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
  const form = name && forms.find(({ pattern }) => pattern.test(name.text));
  if (name === undefined || form === undefined) return;
  yield {
    start: name.start,
    end: name.end,
    message:
      `${shorten(name.text)} is a ${form.what}, but a virtual alias must be an address. ` +
      'Postfix appends the local domain to the text, and returns the mail as undeliverable. ' +
      `${form.advice}.`,
  };
}

const aliases = 'Write a local address here, and put the command in the alias_maps file';

const forms: readonly { readonly pattern: RegExp; readonly what: string; readonly advice: string }[] = [
  { pattern: /^"?\|/, what: 'command', advice: aliases },
  {
    pattern: /^\/dev\/null$/,
    what: 'file',
    advice: 'To discard the mail, write an address here, and discard: as its transport in transport_maps',
  },
  {
    pattern: /^\/[\w./-]+$/,
    what: 'file',
    advice: 'Write a local address here, and put the file in the alias_maps file',
  },
  {
    // A transport with a host in brackets, with a socket, or with a name and a port.
    pattern: /^[A-Za-z][\w-]*:(?:\[[^\]\s]+\](?::[\w-]+)?|(?:unix|inet):\S+|[\w.-]+:\d+)$/,
    what: 'transport',
    advice: 'Write the address here, and put the transport in transport_maps',
  },
];

function shorten(text: string): string {
  return text.length > 40 ? 'This result' : text;
}
