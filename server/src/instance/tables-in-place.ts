// Tables whose entries are written in a value of main.cf or master.cf: `regexp:{ {/a/ b} }`, `inline:{a=b}`. Each
// becomes a table like those in files, with a URI of its own, so that what is true of the lines of a file is true of
// its entries.

import { isReadInPlace } from '../catalog/table-types.ts';
import { memoize } from '../syntax/memoize.ts';
import { resultsOf, textInPlace } from '../syntax/tables/written-in-place.ts';
import { SourceText, type Span } from '../syntax/text.ts';
import type { TableReference } from '../syntax/value.ts';
import type { ExpandedValue } from './expanded-values.ts';
import type { Instance, Location } from './instance.ts';
import { type TableFile, type Tables, tableFile, tableLanguage } from './table-files.ts';
import { tableReferences } from './table-references.ts';

export interface TableInPlace {
  readonly table: TableFile;
  readonly value: ExpandedValue;
  /** The table in its file. */
  readonly at: Location;
  /** The span in the expanded value of a span in the table. */
  inValue(span: Span): Span;
}

/** By URI, in the order of the files. */
export const tablesInPlace = memoize(
  (instance: Instance): ReadonlyMap<string, TableInPlace> =>
    new Map([...gather(instance)].map((each) => [each.table.uri, each])),
);

function* gather(instance: Instance): Generator<TableInPlace> {
  let count = 0;
  for (const mention of tableReferences(instance)) {
    const { node, text: reference, parameter, role, value, at } = mention;
    const type = node.type.text;
    const source = isReadInPlace(instance.release, type) ? sourceOf(node) : undefined;
    const use = { reference, type, path: '', parameter, ...(role === undefined ? {} : { role }) };
    const language = tableLanguage(use);
    if (source === undefined || language === undefined) continue;
    const { start: base } = node.name;
    yield {
      table: tableFile(instance, `${scheme}${count++}`, source, language, [use]),
      value,
      at,
      inValue: ({ start, end }) => ({ start: base + start, end: base + end }),
    };
  }
}

/** The same object for the same value, so that what was found in it can be kept. */
const sourceOf = memoize(({ type, name }: TableReference): SourceText | undefined => {
  const text = textInPlace(type.text, name.text);
  return text === undefined ? undefined : SourceText.of(text);
});

/**
 * The results of tables that find the same for every key, as tables with one entry each: `static:b`, and `b` and `c` in
 * `randmap:{b, c}`.
 */
export const resultsInPlace = memoize((instance: Instance): readonly TableInPlace[] => {
  const found: TableInPlace[] = [];
  for (const { node, text: reference, parameter, role, value, at } of tableReferences(instance)) {
    const { type, name } = node;
    for (const result of resultsOf(type.text, name.text)) {
      const use = {
        reference,
        type: type.text,
        path: '',
        parameter,
        ...(role === undefined ? {} : { role }),
      };
      const source = SourceText.of(anyKey + name.text.slice(result.start, result.end));
      const base = name.start + result.start - anyKey.length;
      found.push({
        table: tableFile(instance, `${scheme}result-${found.length}`, source, 'postfix-table', [use]),
        value,
        at,
        inValue: ({ start, end }) => ({ start: base + start, end: base + end }),
      });
    }
  }
  return found;
});

/** The text before a result that makes it a line of a table. */
const anyKey = '* ';

/** Whether the entries of a table are written in a value, so that they have no line numbers. */
export function isWrittenInPlace({ uri }: Pick<TableFile, 'uri'>): boolean {
  return uri.startsWith(scheme);
}

const scheme = 'in-place:';

/** The tables whose entries are known: those in files, then those in values. */
export function* readableTables(tables: Tables): Generator<TableFile> {
  yield* tables.all();
  for (const { table } of tablesInPlace(tables.instance).values()) yield table;
}
