// An indented `name = value`: white space in front makes it part of the value above (readlline.c).

import { firstNonSpace } from '../../edits/lines.ts';
import type { Rule } from '../rule.ts';

export const swallowedParameter: Rule = {
  code: 'swallowed-parameter',
  title: 'An indented parameter is part of the value above',
  severity: 'warning',
  lines: {
    *'postfix-main'(item, { catalog }) {
      // A value of one line swallows nothing.
      if (item.kind !== 'entry' || item.line.pieces.length === 1) return;
      const { line, name: owner } = item;
      let depth = 0;
      for (const [i, piece] of line.pieces.entries()) {
        const text = line.text.slice(piece.start, piece.end);
        const name = i > 0 && depth === 0 ? assignment.exec(text)?.[1] : undefined;
        depth = depthBehind(text, depth);
        if (name === undefined || catalog.parameter(name) === undefined) continue;
        const margin = piece.start;
        const from = margin + firstNonSpace(text);
        yield {
          start: from,
          end: piece.end,
          message:
            `This line begins with white space, so it continues the value of ${owner.text}. ` +
            `Postfix takes "${name} = ..." as words of that value, and does not set ${name}. Remove the white space in front of it.`,
          related: [
            {
              start: owner.start,
              end: owner.end,
              message: 'The parameter that it becomes a part of',
            },
          ],
          fixes: [
            {
              title: 'Remove the white space',
              edits: [{ start: margin, end: from, text: '' }],
              preferred: true,
            },
          ],
        };
      }
    },
  },
};

const assignment = /^\s+([a-z0-9]\w*)\s*=(?!=)/;

/** How many braces are open behind a text: settings of a milter or a policy server stand in them. */
function depthBehind(text: string, depth: number): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 123) depth++;
    else if (code === 125 && depth > 0) depth--;
  }
  return depth;
}
