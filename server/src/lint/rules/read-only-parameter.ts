// A parameter that Postfix sets itself, so that a setting of it is ignored (postconf_user.c).

import { readOnlyParameters } from '../../catalog/catalog.ts';
import { numberSigns } from '../../edits/lines.ts';
import { overrides } from '../../instance/instance.ts';
import { logText } from '../messages.ts';
import type { Rule } from '../rule.ts';

export const readOnlyParameter: Rule = {
  code: 'read-only-parameter',
  title: 'Read-only parameter is set',
  severity: 'warning',
  lines: {
    'postfix-main'(item) {
      if (item.kind !== 'entry' || !readOnlyParameters.has(item.name.text)) return [];
      return [
        {
          start: 0,
          end: item.line.pieces[0]?.end ?? 0,
          message: message(item.name.text),
          fixes: [
            { title: 'Comment out this line', edits: numberSigns(item.line), preferred: true, safe: true },
          ],
        },
      ];
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
  return (
    `${name} is read-only: all programs that master starts set it themselves. ` +
    `These programs ignore this setting, and postconf warns: ${logText(`read-only parameter assignment: ${name}`)}. ` +
    'Remove the setting.'
  );
}
