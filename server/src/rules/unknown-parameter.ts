// A line of main.cf with a name that Postfix does not know and nothing uses.

import type { Rule } from './rule.ts';
import { unknownNames } from './unknown-names.ts';

export const unknownParameter: Rule = {
  code: 'unknown-parameter',
  title: 'Postfix has no such parameter',
  severity: 'warning',
  check: (context) => unknownNames(context, 'main.cf'),
};
