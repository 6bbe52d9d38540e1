// A table that a word of a value names, where the value is not a list of tables.

import { valueGrammar } from '../../catalog/restrictions.ts';
import { parseValue } from '../../syntax/value.ts';
import { addressFlags, type Certain, dictionary, unusable } from '../dictionary.ts';
import { assume } from './assume.ts';
import type { Program } from './program.ts';

/** What a table such as `cidr:/etc/postfix/clients` has for a key. */
export function findIn(program: Program, table: string, key: string): Certain {
  const [node] = parseValue(table, { start: 0, end: table.length }, { type: 'table' }, valueGrammar, true);
  const { tables } = program.journey.system;
  const opened = node?.kind === 'table' ? dictionary(tables, node, addressFlags) : unusable(table);
  return assume(program, table, opened.find(key), key, key).value;
}
