// A line of main.cf without a name in front of the equals sign (split_nameval.c).

import type { Rule } from '../rule.ts';
import { beginning, malformedLines } from '../shared/malformed-lines.ts';

export const missingName: Rule = {
  code: 'missing-name',
  title: 'A line without a parameter name',
  severity: 'error',
  lines: malformedLines(
    'missing-name',
    (text) =>
      `This line has no parameter name in front of the "=". Every Postfix program that reads main.cf dies: missing attribute name: "${beginning(text, 60)}". ` +
      'Write the name, or make the line a comment.',
  ),
};
