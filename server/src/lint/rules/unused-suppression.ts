// A comment that silences nothing. The engine knows that only when all other rules have been asked, so the check is
// lint/suppressed.ts.

import type { Rule } from '../rule.ts';

export const unusedSuppression: Rule = {
  code: 'unused-suppression',
  title: 'A comment that silences nothing',
  severity: 'information',
};
