// White space at the beginning of the file's first line: Postfix drops the line (readlline.c).

import { firstNonSpace } from '../../edits/lines.ts';
import { logText } from '../messages.ts';
import type { Rule } from '../rule.ts';
import { beginning, malformedLines } from '../shared/malformed-lines.ts';

export const leadingWhitespace: Rule = {
  code: 'leading-whitespace',
  title: 'First line begins with white space',
  severity: 'warning',
  lines: malformedLines(
    'leading-whitespace',
    (text) =>
      'This line begins with white space, but there is no earlier line to continue. ' +
      `Postfix drops the line and warns: ${logText(`logical line must not start with whitespace: "${beginning(text, 30)}"`)}. Remove the white space.`,
    ({ masked }) => ({
      title: 'Remove the white space',
      edits: [{ start: 0, end: firstNonSpace(masked), text: '' }],
      preferred: true,
    }),
  ),
};
