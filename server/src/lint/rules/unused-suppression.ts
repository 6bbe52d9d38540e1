// A comment that suppresses no finding. The engine knows this only after all other rules have run, so the check is in
// lint/suppressed.ts.

import type { Rule } from '../rule.ts';

export const unusedSuppression: Rule = {
  code: 'unused-suppression',
  title: 'Comment does not suppress any finding',
  severity: 'information',
};
