// White space at the beginning of the file's first line: Postfix drops the line (readlline.c).

import type { LineFix } from '../../edits/edit.ts';
import { firstNonSpace, numberSigns } from '../../edits/lines.ts';
import type { LogicalLine } from '../../syntax/lines.ts';
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
      (line) => (isSetting(line.masked) ? { ...unindent(line), preferred: true } : undefined),
    ),
    *'postfix-master'(item) {
      if (item.kind !== 'malformed' || item.problem !== 'leading-whitespace') return;
      yield {
        start: 0,
        end: item.line.pieces[0]?.end ?? 0,
        message: message(memoryText(item.line), isService(memoryText(item.line))),
        fixes: isService(memoryText(item.line))
          ? [{ ...unindent(item.line), preferred: true }, commented(item.line)]
          : [{ ...commented(item.line), preferred: true }],
      };
    },
  },
};

function unindent({ masked }: LogicalLine): LineFix {
  return { title: 'Remove the white space', edits: [{ start: 0, end: firstNonSpace(masked), text: '' }] };
}

function commented(line: LogicalLine): LineFix {
  return { title: 'Comment out this line', edits: numberSigns(line) };
}

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
    `Postfix drops the line and warns: ${logText(`logical line must not start with whitespace: "${beginning(text, 30)}"`)}. ${isMeant ? 'Remove the white space.' : 'Comment out the line, or remove it.'}`
  );
}
