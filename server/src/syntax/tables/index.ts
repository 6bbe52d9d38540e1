// Provides a line parser for each language ID of a file that main.cf refers to as a lookup table.

import type { LineParser } from '../document.ts';
import { type MainItem, parseMainLine } from '../main-cf.ts';
import { type Alias, aliasParser } from './aliases.ts';
import { type CidrItem, cidrParser } from './cidr.ts';
import { keyValueParser, type TableEntry } from './key-value.ts';
import { type PatternDialect, type PatternItem, patternParser } from './patterns.ts';
import type { TableOptions } from './problem.ts';

/** The item that a line of each kind of file becomes. */
export interface TableItems {
  readonly 'postfix-table': TableEntry;
  readonly 'postfix-aliases': Alias;
  readonly 'postfix-regexp': PatternItem;
  readonly 'postfix-cidr': CidrItem;
  /** The client files of SQL, LDAP, and memcache tables consist of `name = value` lines, like main.cf. */
  readonly 'postfix-database': MainItem;
}

export type TableLanguage = keyof TableItems;

export interface TableParserOptions extends TableOptions {
  /** For `postfix-regexp`: `pcre` for a pcre: table. The default is `regexp`. */
  readonly dialect?: PatternDialect;
}

export function tableParser<Language extends TableLanguage>(
  language: Language,
  options?: TableParserOptions,
): LineParser<TableItems[Language]>;
export function tableParser(
  language: TableLanguage,
  options: TableParserOptions = {},
): LineParser<TableItems[TableLanguage]> {
  switch (language) {
    case 'postfix-table':
      return keyValueParser(options);
    case 'postfix-aliases':
      return aliasParser(options);
    case 'postfix-regexp':
      return patternParser({ ...options, dialect: options.dialect ?? 'regexp' });
    case 'postfix-cidr':
      return cidrParser(options);
    case 'postfix-database':
      return parseMainLine;
  }
}

export function isTableLanguage(language: string): language is TableLanguage {
  return ['postfix-table', 'postfix-aliases', 'postfix-regexp', 'postfix-cidr', 'postfix-database'].includes(
    language,
  );
}
