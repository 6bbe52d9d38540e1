// A backslash at the end of a line: to Postfix it is a character. A line goes on because the next one begins with
// white space (readlline.c).

import type { ReleaseCatalog } from '../../catalog/catalog.ts';
import { isSpace } from '../../syntax/chars.ts';
import type { LogicalLine } from '../../syntax/lines.ts';
import type { LineFinding, Rule } from '../rule.ts';

export const backslashContinuation: Rule = {
  code: 'backslash-continuation',
  title: 'A backslash does not continue a line',
  severity: 'error',
  lines: {
    *'postfix-main'(item, { catalog }) {
      if (item.kind === 'entry') yield* findings(item.line, () => effect(catalog, item.name.text));
    },
    *'postfix-master'(item) {
      if (item.kind === 'service') yield* findings(item.line, () => 'the program gets it as an argument');
    },
  },
};

function effect(catalog: ReleaseCatalog, name: string): string {
  return catalog.parameter(name)?.type.of?.type === 'restriction'
    ? 'smtpd logs: unknown smtpd restriction: "\\", and answers 451 to all mail that comes this far'
    : `it is part of the value of ${name}`;
}

function* findings(line: LogicalLine, does: () => string): Generator<LineFinding> {
  if (!line.text.includes('\\')) return;
  for (const [i, piece] of line.pieces.entries()) {
    let end = piece.end;
    while (end > piece.start && isSpace(line.text.charCodeAt(end - 1))) end--;
    if (line.text[end - 1] !== '\\') continue;
    // Text that ends the file's line so may be meant: only what goes on is a sure sign, or a backslash alone.
    const isAlone = end - 1 === piece.start || /[\s,=]/.test(line.text[end - 2] ?? '');
    if (i === line.pieces.length - 1 && !isAlone) continue;
    let from = end - 1;
    while (from > piece.start && isSpace(line.text.charCodeAt(from - 1))) from--;
    yield {
      start: end - 1,
      end,
      message:
        'A backslash at the end does not continue a line: the line goes on when the next one begins with white space. ' +
        `Postfix takes the backslash as a character: ${does()}. Remove it, and indent the next line.`,
      fixes: [
        {
          title: 'Remove the backslash',
          edits: [{ start: i === 0 ? from : end - 1, end, text: '' }],
          preferred: true,
        },
      ],
    };
  }
}
