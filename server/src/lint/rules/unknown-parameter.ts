// A line of main.cf with a name that Postfix does not know and nothing uses.

import type { Rule } from '../rule.ts';
import { unknownNames } from '../shared/unknown-names.ts';

export const unknownParameter: Rule = {
  code: 'unknown-parameter',
  title: 'Postfix has no such parameter',
  severity: 'warning',
  configuration: (configuration) => unknownNames(configuration, 'main.cf'),
};
