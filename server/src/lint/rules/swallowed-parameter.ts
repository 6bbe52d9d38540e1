// An indented `name = value`: leading white space makes it part of the previous value (readlline.c).

import type { ReleaseCatalog } from '../../catalog/catalog.ts';
import { firstNonSpace } from '../../edits/lines.ts';
import type { Entry } from '../../syntax/main-cf.ts';
import type { LineFinding, Rule } from '../rule.ts';

export const swallowedParameter: Rule = {
  code: 'swallowed-parameter',
  title: 'Indented parameter is part of the previous value',
  severity: 'warning',
  explains: ['bad-boolean', 'bad-hostname', 'bad-number', 'bad-time', 'bad-tls-level', 'single-value'],
  lines: {
    // A value on a single line cannot contain another parameter.
    'postfix-main': (item, { catalog }) =>
      item.kind === 'entry' && item.line.pieces.length > 1 ? findings(item, catalog) : [],
  },
};

function* findings(item: Entry, catalog: ReleaseCatalog): Generator<LineFinding> {
  const { line, name: owner } = item;
  let depth = 0;
  for (const [i, piece] of line.pieces.entries()) {
    const text = line.text.slice(piece.start, piece.end);
    const name = i > 0 && depth === 0 ? assignment.exec(text)?.[1] : undefined;
    depth = depthAfter(text, depth);
    if (name === undefined || catalog.parameter(name) === undefined) continue;
    const margin = piece.start;
    // Among commented examples, the line is an example whose # is missing.
    const gap = line.text.slice(line.pieces[i - 1]?.end ?? piece.start, piece.start);
    const isExample = new RegExp(`^[ \\t]*#.*\\b${name}[ \\t]*=`, 'm').test(gap);
    const removal = {
      title: 'Remove the leading white space',
      edits: [{ start: margin, end: margin + firstNonSpace(text), text: '' }],
    };
    const comment = {
      title: 'Comment out this line',
      edits: [{ start: margin, end: margin, text: '#' }],
    };
    const from = margin + firstNonSpace(text);
    yield {
      start: from,
      end: piece.end,
      message:
        `This line begins with white space, so it continues the value of ${owner.text}. ` +
        `Postfix makes "${name} = ..." part of that value and does not set ${name}. ${isExample ? 'Comment out the line like the examples before it, or remove the leading white space.' : 'If Postfix should use the setting, remove the leading white space. Otherwise, comment out the line.'}`,
      related: [
        {
          start: owner.start,
          end: owner.end,
          message: 'The line becomes part of this value',
        },
      ],
      fixes: isExample
        ? [{ ...comment, preferred: true }, removal]
        : // Only a person knows whether the setting is meant to take effect.
          [removal, comment],
    };
  }
}

const assignment = /^\s+([a-z0-9]\w*)\s*=(?!=)/;

/** How many braces are open after a text: settings of a Milter or a policy server are inside braces. */
function depthAfter(text: string, depth: number): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 123) depth++;
    else if (code === 125 && depth > 0) depth--;
  }
  return depth;
}
