// A parameter that Postfix sets itself: a setting of it is dropped (postconf_user.c).

import { readOnlyParameters } from '../catalog/catalog.ts';
import { settings } from '../instance/settings.ts';
import { commentOut, firstLineLocation } from './edits.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

export const readOnlyParameter: Rule = {
  code: 'read-only-parameter',
  title: 'Postfix sets this parameter itself',
  severity: 'error',
  *check({ instance }: RuleContext): Generator<Finding> {
    for (const { name, at, entry } of settings(instance)) {
      if (!readOnlyParameters.has(name)) continue;
      yield {
        at: entry === undefined ? at : firstLineLocation(at.uri, entry),
        message: message(name),
        ...(entry === undefined
          ? {}
          : {
              fixes: [
                { title: 'Comment out', edits: commentOut(at.uri, entry), preferred: true, safe: true },
              ],
            }),
      };
    }
  },
};

function message(name: string): string {
  return `${name} is read-only: each program sets it itself. Postfix drops the setting; postconf warns: read-only parameter assignment. Remove it.`;
}
