// A table written in main.cf or master.cf itself that Postfix cannot open (dict_inline.c, dict_stream.c, …).

import { isReadInPlace } from '../../catalog/table-types.ts';
import { tableReferences } from '../../instance/table-references.ts';
import { placeProblem } from '../../syntax/tables/written-in-place.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const badInlineTable: Rule = {
  code: 'bad-inline-table',
  title: 'Inline table is not valid',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { node, text, at } of tableReferences(instance)) {
      const type = node.type.text;
      // Older releases read the braces as part of a file name.
      if (!isReadInPlace(instance.release, type)) continue;
      const problem = node.name.text === '' ? undefined : placeProblem(type, node.name.text);
      if (problem === undefined) continue;
      yield {
        at,
        message:
          `"${beginning(text, 60)}" is not a valid table. ` +
          `Every lookup fails, and Postfix logs: ${logText(problem)}. ` +
          advice(type),
      };
    }
  },
};

function advice(type: string): string {
  if (type === 'unionmap' || type === 'pipemap') return 'Write at least one table, type:name, in the braces.';
  return `Write it as ${forms[type] ?? `${type}:{ {pattern result} … }`}.`;
}

/** How to write a table in place. */
const forms: Readonly<Record<string, string | undefined>> = {
  cidr: 'cidr:{ {network result} … }',
  inline: 'inline:{ {key = value} … }',
  randmap: 'randmap:{value, …}',
  static: 'static:{value}',
};
