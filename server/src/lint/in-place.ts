// Findings about the entries of a table that is written in a value: where they are in main.cf or master.cf.

import { literalPlace } from '../edits/lists.ts';
import type { Instance, Location } from '../instance/instance.ts';
import { isWrittenInPlace, type TableInPlace, tablesInPlace } from '../instance/tables-in-place.ts';
import type { Span } from '../syntax/text.ts';
import type { Finding } from './rule.ts';

/** Other findings are returned as they are. */
export function inFileOfValue(instance: Instance, finding: Finding): Finding {
  const table = isWrittenInPlace(finding.at) ? tablesInPlace(instance).get(finding.at.uri) : undefined;
  return table === undefined ? finding : relocated(instance, table, finding);
}

function relocated(
  instance: Instance,
  { table, value, at: whole, inValue }: TableInPlace,
  finding: Finding,
): Finding {
  const place = (at: Location): Location =>
    at.uri === table.uri ? (value.locate(inValue(at)) ?? whole) : at;
  const { related, fixes, ...rest } = finding;
  return {
    ...rest,
    at: place(finding.at),
    ...(related && { related: related.map((each) => ({ ...each, at: place(each.at) })) }),
    ...(fixes && {
      fixes: fixes.flatMap((fix) => {
        const edits = fix.edits.map(({ at, text }) => {
          const own = at.uri === table.uri ? literal(instance, value, inValue(at), text) : at;
          return own && { at: own, text };
        });
        return edits.every((edit) => edit !== undefined) ? [{ ...fix, edits }] : [];
      }),
    }),
  };
}

/** Undefined if the text would mean something else in a value than in a file, or if the old text is from a $name. */
function literal(
  instance: Instance,
  value: TableInPlace['value'],
  span: Span,
  text: string,
): Location | undefined {
  return span.start < span.end && !/[#${}\n]/.test(text) ? literalPlace(instance, value, span) : undefined;
}
