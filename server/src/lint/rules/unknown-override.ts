// An `-o` of master.cf with a name that Postfix does not know and nothing uses.

import type { Rule } from '../rule.ts';
import { unknownNames } from '../shared/unknown-names.ts';

export const unknownOverride: Rule = {
  code: 'unknown-override',
  title: 'Postfix has no parameter that this override could set',
  severity: 'warning',
  configuration: (configuration) => unknownNames(configuration, 'master.cf'),
};
