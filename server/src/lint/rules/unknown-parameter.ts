// A line in main.cf with a name that Postfix does not know and that nothing uses.

import type { Rule } from '../rule.ts';
import { unknownNames } from '../shared/unknown-names.ts';

export const unknownParameter: Rule = {
  code: 'unknown-parameter',
  title: 'Unknown parameter',
  severity: 'warning',
  configuration: (configuration) => unknownNames(configuration, 'main.cf'),
};
