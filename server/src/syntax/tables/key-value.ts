// Parses `key value` lines as postmap(1) reads them (postmap.c; dict_thash.c has the same parser): access, transport,
// virtual, canonical, and all other tables of type hash, btree, lmdb, cdb, dbm, or texthash.

import { isSpace } from '../chars.ts';
import type { LineParser } from '../document.ts';
import type { Name } from '../expression.ts';
import type { LogicalLine } from '../lines.ts';
import { LogicalText, skipSpace, trimEnd } from './logical.ts';
import {
  type LineProblemCode,
  leadingWhitespace,
  notUtf8,
  nullByte,
  type TableOptions,
  type TableProblem,
} from './problem.ts';

export type TableEntryProblemCode = LineProblemCode | 'unbalanced-quote' | 'missing-value' | 'alias-format';

export interface TableEntry {
  readonly kind: 'table-entry';
  readonly line: LogicalLine;
  /** The key with quotes and backslashes, as postmap(1) stores it; not folded to lower case. */
  readonly key: Name;
  /** The value without leading and trailing white space. If there is no value, an empty span after the key. */
  readonly value: Name;
  /** The value as Postfix holds it in memory. */
  readonly text: string;
  /** The most serious problem that postmap(1) reports for the line. */
  readonly problem?: TableProblem<TableEntryProblemCode>;
}

export function keyValueParser(options: TableOptions = {}): LineParser<TableEntry> {
  return (line) => parseTableLine(line, options);
}

/** Never throws; the work is proportional to the length. */
export function parseTableLine(line: LogicalLine, options: TableOptions = {}): TableEntry {
  const logical = new LogicalText(line);
  const { text } = logical;
  const keyStart = line.indented ? skipSpace(text, 0) : 0;
  const { keyEnd, inQuotes } = scanKey(text, keyStart);
  const valueStart = skipSpace(text, keyEnd);
  const valueEnd = trimEnd(text, valueStart);
  const key = logical.name({ start: keyStart, end: keyEnd });
  const value = logical.name(
    valueStart < valueEnd ? { start: valueStart, end: valueEnd } : { start: keyEnd, end: keyEnd },
  );
  const problem =
    leadingWhitespace(line) ??
    notUtf8(line, options) ??
    entryProblem(key, value, inQuotes) ??
    nullByte(line, options);
  return { kind: 'table-entry', line, key, value, text: value.text, ...(problem && { problem }) };
}

/** The key ends at the first white space that is neither quoted nor escaped. */
function scanKey(text: string, start: number): { keyEnd: number; inQuotes: boolean } {
  let inQuotes = false;
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) at++;
    else if (code === 34) inQuotes = !inQuotes;
    else if (isSpace(code) && !inQuotes) break;
  }
  return { keyEnd: Math.min(at, text.length), inQuotes };
}

function entryProblem(
  key: Name,
  value: Name,
  inQuotes: boolean,
): TableProblem<TableEntryProblemCode> | undefined {
  const { start, end } = key;
  if (inQuotes) return { code: 'unbalanced-quote', message: `unbalanced '"'`, skipped: true, start, end };
  if (key.text === '' || value.text === '') {
    return {
      code: 'missing-value',
      message: 'expected format: key whitespace value',
      skipped: true,
      start,
      end,
    };
  }
  if (key.text.endsWith(':')) {
    return {
      code: 'alias-format',
      message: 'record is in "key: value" format; is this an alias file?',
      skipped: false,
      start: end - 1,
      end,
    };
  }
  return undefined;
}
