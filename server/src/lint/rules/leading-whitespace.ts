// White space at the beginning of the file's first line: Postfix drops the line (readlline.c).

import { firstNonSpace, numberSigns } from '../../edits/lines.ts';
import { logText } from '../messages.ts';
import type { Rule } from '../rule.ts';
import { beginning, malformedLines, memoryText } from '../shared/malformed-lines.ts';

export const leadingWhitespace: Rule = {
  code: 'leading-whitespace',
  title: 'First line begins with white space',
  severity: 'warning',
  lines: {
    ...malformedLines(
      'leading-whitespace',
      (text) => message(text, isSetting(text)),
      ({ masked }) =>
        isSetting(masked)
          ? {
              title: 'Remove the white space',
              edits: [{ start: 0, end: firstNonSpace(masked), text: '' }],
              preferred: true,
            }
          : undefined,
    ),
    *'postfix-master'(item) {
      if (item.kind !== 'malformed' || item.problem !== 'leading-whitespace') return;
      yield {
        start: 0,
        end: item.line.pieces[0]?.end ?? 0,
        message: message(memoryText(item.line), isService(memoryText(item.line))),
        fixes: [{ title: 'Comment out this line', edits: numberSigns(item.line), preferred: true }],
      };
    },
  },
};

/** Without its white space, any other line is a fatal error. */
function isSetting(text: string): boolean {
  return /^\s*[^\s=]+\s*=/.test(text);
}

/** A line of master.cf has eight fields. */
function isService(text: string): boolean {
  return text.trim().split(/\s+/).length >= 8;
}

function message(text: string, isMeant: boolean): string {
  return (
    'This line begins with white space, but there is no earlier line to continue. ' +
    `Postfix drops the line and warns: ${logText(`logical line must not start with whitespace: "${beginning(text, 30)}"`)}. ${isMeant ? 'Remove the white space.' : 'Remove the line.'}`
  );
}
