// A parameter that Postfix sets itself: a setting of it is dropped (postconf_user.c).

import { readOnlyParameters } from '../catalog/catalog.ts';
import { commentOut, firstLineLocation } from './edits.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

export const readOnlyParameter: Rule = {
  code: 'read-only-parameter',
  title: 'Postfix sets this parameter itself',
  severity: 'error',
  *check({ instance }: RuleContext): Generator<Finding> {
    const { main, master } = instance.files;
    for (const entry of main === undefined ? [] : instance.entries) {
      const name = entry.item.name.text;
      if (main === undefined || !readOnlyParameters.has(name)) continue;
      yield {
        at: firstLineLocation(main.uri, entry),
        message: message(name),
        fixes: [{ title: 'Comment out', edits: commentOut(main.uri, entry), preferred: true }],
      };
    }
    for (const service of master === undefined ? [] : instance.services) {
      for (const argument of service.item.arguments) {
        if (
          master === undefined ||
          argument.kind !== 'override' ||
          !readOnlyParameters.has(argument.name?.text ?? '')
        )
          continue;
        yield {
          at: { uri: master.uri, start: service.start + argument.start, end: service.start + argument.end },
          message: message(argument.name?.text ?? ''),
        };
      }
    }
  },
};

function message(name: string): string {
  return `${name} is read-only: each program sets it itself. Postfix drops the setting; postconf warns: read-only parameter assignment. Remove it.`;
}
