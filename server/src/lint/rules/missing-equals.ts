// A line of main.cf without an equals sign: every program that reads the file dies (split_nameval.c).

import type { Rule } from '../rule.ts';
import { beginning, malformedLines } from '../shared/malformed-lines.ts';

export const missingEquals: Rule = {
  code: 'missing-equals',
  title: 'A line without an equals sign',
  severity: 'error',
  lines: malformedLines(
    'missing-equals',
    (text) =>
      `This line has no "=" behind the name. Every Postfix program that reads main.cf dies: missing '=' after attribute name: "${beginning(text, 60)}". ` +
      'Begin the line with white space if it continues the value above, or make it a comment.',
    (_, isFirst) =>
      isFirst
        ? undefined
        : {
            title: 'Indent: it continues the line above',
            edits: [{ start: 0, end: 0, text: '    ' }],
          },
  ),
};
