// Shared by the rules about lines in main.cf that are not of the form `name = value` (split_nameval.c, readlline.c).

import type { LineFix } from '../../edits/edit.ts';
import { numberSigns } from '../../edits/lines.ts';
import { type LogicalLine, logicalText } from '../../syntax/lines.ts';
import type { MalformedLine } from '../../syntax/main-cf.ts';
import type { LineChecks, LineContext } from '../rule.ts';

/** Finds the lines with one problem. `message` gets the text that Postfix has in memory. */
export function malformedLines(
  problem: MalformedLine['problem'],
  message: (text: string, line: LogicalLine) => string,
  fix?: (line: LogicalLine, context: Pick<LineContext, 'isFirst' | 'catalog'>) => LineFix | undefined,
): LineChecks {
  return {
    'postfix-main'(item, context) {
      if (item.kind !== 'malformed' || item.problem !== problem) return [];
      const { line } = item;
      const fixes = [
        fix?.(line, context),
        {
          title: line.pieces.length > 1 ? 'Comment out these lines' : 'Comment out this line',
          edits: numberSigns(line),
        },
      ];
      return [
        {
          start: 0,
          end: line.pieces[0]?.end ?? 0,
          message: message(memoryText(line), line),
          fixes: fixes.filter((f) => f !== undefined),
        },
      ];
    },
  };
}

/** A line as Postfix has it in memory. */
export function memoryText(line: LogicalLine): string {
  return logicalText(line, { start: 0, end: line.text.length });
}

/** At most `length` characters of a text, with an ellipsis instead of the rest. */
export function beginning(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}
