// An `-o` option in master.cf with a name that Postfix does not know and that nothing uses.

import type { Rule } from '../rule.ts';
import { unknownNames } from '../shared/unknown-names.ts';

export const unknownOverride: Rule = {
  code: 'unknown-override',
  title: 'Override of an unknown parameter',
  severity: 'warning',
  configuration: (configuration) => unknownNames(configuration, 'master.cf'),
};
