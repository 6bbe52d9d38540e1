// A backslash at the end of a line: Postfix treats it as a character of the value. A line continues if the next one
// begins with white space (readlline.c).

import type { ReleaseCatalog } from '../../catalog/catalog.ts';
import { isSpace } from '../../syntax/chars.ts';
import type { LogicalLine } from '../../syntax/lines.ts';
import { logText } from '../messages.ts';
import type { LineFinding, Rule } from '../rule.ts';

export const backslashContinuation: Rule = {
  code: 'backslash-continuation',
  title: 'Trailing backslash does not continue a line',
  severity: 'error',
  explains: [],
  lines: {
    'postfix-main': (item, { catalog }) =>
      item.kind === 'entry' && mayApply(item.line)
        ? findings(item.line, () => effect(catalog, item.name.text))
        : [],
    'postfix-master': (item) =>
      item.kind === 'service' && mayApply(item.line)
        ? findings(item.line, () => 'The program gets the backslash as an argument')
        : [],
  },
};

function effect(catalog: ReleaseCatalog, name: string): string {
  return catalog.parameter(name)?.type.of?.type === 'restriction'
    ? `smtpd logs ${logText('unknown smtpd restriction: "\\"')} and answers "451 4.3.5 Server configuration error" to all mail that reaches it`
    : `The backslash becomes part of the value of ${name}`;
}

function mayApply({ text }: LogicalLine): boolean {
  return text.includes('\\');
}

function* findings(line: LogicalLine, does: () => string): Generator<LineFinding> {
  for (const [i, piece] of line.pieces.entries()) {
    let end = piece.end;
    while (end > piece.start && isSpace(line.text.charCodeAt(end - 1))) end--;
    if (line.text[end - 1] !== '\\') continue;
    // Text that ends like this may be intended. Only a continuation line, or a lone backslash, shows a mistake.
    const isAlone = end - 1 === piece.start || /[\s,=]/.test(line.text[end - 2] ?? '');
    if (i === line.pieces.length - 1 && !isAlone) continue;
    let from = end - 1;
    while (from > piece.start && isSpace(line.text.charCodeAt(from - 1))) from--;
    yield {
      start: end - 1,
      end,
      message:
        `A trailing backslash does not continue a line. ${does()}. ` +
        'Remove the backslash. A line continues if the next line begins with white space.',
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
