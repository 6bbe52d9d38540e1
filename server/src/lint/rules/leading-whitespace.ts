// White space in front of the file's first line: Postfix drops the line (readlline.c).

import { firstNonSpace } from '../../edits/lines.ts';
import type { Rule } from '../rule.ts';
import { beginning, malformedLines } from '../shared/malformed-lines.ts';

export const leadingWhitespace: Rule = {
  code: 'leading-whitespace',
  title: 'The file begins with white space',
  severity: 'warning',
  lines: malformedLines(
    'leading-whitespace',
    (text) =>
      'White space in front of the first line makes it the continuation of nothing. ' +
      `Postfix drops it and warns: logical line must not start with whitespace: "${beginning(text, 30)}". Remove the white space.`,
    ({ masked }) => ({
      title: 'Remove the white space',
      edits: [{ start: 0, end: firstNonSpace(masked), text: '' }],
      preferred: true,
    }),
  ),
};
