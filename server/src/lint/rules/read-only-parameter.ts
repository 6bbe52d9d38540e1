// A parameter that Postfix sets itself: a setting of it is dropped (postconf_user.c).

import { readOnlyParameters } from '../../catalog/catalog.ts';
import { numberSigns } from '../../edits/lines.ts';
import { overrides } from '../../instance/instance.ts';
import type { Rule } from '../rule.ts';

export const readOnlyParameter: Rule = {
  code: 'read-only-parameter',
  title: 'Postfix sets this parameter itself',
  severity: 'error',
  lines: {
    *'postfix-main'(item) {
      if (item.kind !== 'entry' || !readOnlyParameters.has(item.name.text)) return;
      yield {
        start: 0,
        end: item.line.pieces[0]?.end ?? 0,
        message: message(item.name.text),
        fixes: [{ title: 'Comment out', edits: numberSigns(item.line), preferred: true, safe: true }],
      };
    },
    *'postfix-master'(item) {
      if (item.kind !== 'service') return;
      for (const { name } of overrides(item)) {
        if (name !== undefined && readOnlyParameters.has(name.text))
          yield { start: name.start, end: name.end, message: message(name.text) };
      }
    },
  },
};

function message(name: string): string {
  return `${name} is read-only: each program sets it itself. Postfix drops the setting; postconf warns: read-only parameter assignment. Remove it.`;
}
