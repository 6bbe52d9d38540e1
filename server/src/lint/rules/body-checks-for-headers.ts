// The table for headers is also used for the body, where its patterns match by accident (cleanup_message.c).

import { tableType } from '../../catalog/table-types.ts';
import { expandedValue, sourceLocation } from '../../instance/expanded-values.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const bodyChecksForHeaders: Rule = {
  code: 'body-checks-for-headers',
  title: 'Table for header checks is also used for the body',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const prefix of ['', 'smtp_', 'lmtp_', 'milter_']) {
      const body = expandedValue(instance, `${prefix}body_checks`);
      const header = expandedValue(instance, `${prefix}header_checks`);
      if (body === undefined || header === undefined || body.value.source.kind === 'default') continue;
      const names = new Set(header.nodes.map((node) => nameOf(header.expansion.text, node)));
      for (const node of body.nodes) {
        const name = nameOf(body.expansion.text, node);
        const isPatterns = node.kind === 'table' && tableType(node.type.text)?.content !== 'key-value';
        if (!isPatterns || !names.has(name)) continue;
        const at = body.locate(node) ?? sourceLocation(instance, body.value.source);
        if (at === undefined) continue;
        yield {
          at,
          message:
            `${prefix}body_checks uses the same table as ${prefix}header_checks. ` +
            'cleanup compares each line of the body with the patterns, so it deletes or rejects text that only looks like a header. ' +
            `Remove the table from ${prefix}body_checks.`,
        };
      }
    }
  },
};

function nameOf(text: string, { start, end }: { readonly start: number; readonly end: number }): string {
  return text.slice(start, end);
}
