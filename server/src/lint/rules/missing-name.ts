// A line in main.cf without a name before the equals sign (split_nameval.c).

import { logText } from '../messages.ts';
import type { Rule } from '../rule.ts';
import { beginning, malformedLines } from '../shared/malformed-lines.ts';

export const missingName: Rule = {
  code: 'missing-name',
  title: 'Parameter name is missing',
  severity: 'error',
  lines: malformedLines(
    'missing-name',
    (text) =>
      `There is no parameter name before the "=". Every Postfix program that reads main.cf exits with: ${logText(`missing attribute name: "${beginning(text, 60)}"`)}. ` +
      'Write the name, or comment out the line.',
  ),
};
