// A table that a word of a value names, where the value is not a list of tables.

import { addressFlags, type Certain, dictionary, unusable } from '../dictionary.ts';
import { tableNamed } from '../table-source.ts';
import { assume } from './assume.ts';
import type { Program } from './program.ts';

/** What a table such as `cidr:/etc/postfix/clients` has for a key. */
export function findIn(program: Program, table: string, key: string): Certain {
  const reference = tableNamed(table);
  const { tables } = program.journey.system;
  const opened = reference === undefined ? unusable(table) : dictionary(tables, reference, addressFlags);
  return assume(program, table, opened.find(key), key, key).value;
}
