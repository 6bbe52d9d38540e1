// Header or body checks in an indexed table, which finds only a key that equals the whole line (header_body_checks.c).

import { tableType } from '../../catalog/table-types.ts';
import { literalPlace } from '../../edits/lists.ts';
import type { Instance } from '../../instance/instance.ts';
import { listsOf, type ReadValue } from '../../instance/read-values.ts';
import { isList } from '../../syntax/value-type.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const checksNeedPatterns: Rule = {
  code: 'checks-need-patterns',
  title: 'Header or body checks use a table without patterns',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const value of listsOf(instance, 'table')) {
      const { type } = value.parameter;
      if (!isList(type) || !('role' in type.of)) continue;
      if (type.of.role === 'header-checks' || type.of.role === 'body-checks') yield* inList(instance, value);
    }
  },
};

function* inList(instance: Instance, value: ReadValue): Generator<Finding> {
  for (const node of value.expanded.nodes) {
    if (node.kind !== 'table' || node.tables.length > 0) continue;
    const type = node.type.text;
    const { name, content } = tableType(type) ?? {};
    if (name !== 'file' || content !== 'key-value') continue;
    const place = literalPlace(instance, value.expanded, node.type);
    yield {
      at: value.locate(node),
      message:
        `${value.name} needs patterns, but a ${type}: table cannot contain any. ` +
        `Postfix looks up each whole ${value.name.includes('body') ? 'line' : 'header'} as a key, so the table never matches. ` +
        'Use a regexp: or pcre: table, which does not need postmap.',
      ...(place && {
        fixes: [{ title: 'Change to regexp:', edits: [{ at: place, text: 'regexp' }], preferred: true }],
      }),
    };
  }
}
