// Lines of main.cf that are no `name = value` (split_nameval.c, readlline.c).

import { logicalText } from '../syntax/lines.ts';
import type { MalformedLine } from '../syntax/main-cf.ts';
import { commentOut, firstLineLocation } from './edits.ts';
import type { Finding, Fix, Rule, RuleContext } from './rule.ts';

export const missingEquals: Rule = {
  code: 'missing-equals',
  title: 'A line without an equals sign',
  severity: 'error',
  *check(context: RuleContext): Generator<Finding> {
    for (const line of malformedLines(context, 'missing-equals')) {
      const { uri, start, text, isFirst } = line;
      const indent: Fix = {
        title: 'Indent: it continues the line above',
        edits: [{ at: { uri, start, end: start }, text: '    ' }],
      };
      yield {
        at: line.at,
        message:
          `This line has no "=" behind the name. Every Postfix program that reads main.cf dies: missing '=' after attribute name: "${shorten(text, 60)}". ` +
          'Begin the line with white space if it continues the value above, or make it a comment.',
        fixes: isFirst ? [line.commentOut] : [indent, line.commentOut],
      };
    }
  },
};

export const missingName: Rule = {
  code: 'missing-name',
  title: 'A line without a parameter name',
  severity: 'error',
  *check(context: RuleContext): Generator<Finding> {
    for (const line of malformedLines(context, 'missing-name')) {
      yield {
        at: line.at,
        message:
          `This line has no parameter name in front of the "=". Every Postfix program that reads main.cf dies: missing attribute name: "${shorten(line.text, 60)}". ` +
          'Write the name, or make the line a comment.',
        fixes: [line.commentOut],
      };
    }
  },
};

export const leadingWhitespace: Rule = {
  code: 'leading-whitespace',
  title: 'The file begins with white space',
  severity: 'warning',
  *check(context: RuleContext): Generator<Finding> {
    for (const line of malformedLines(context, 'leading-whitespace')) {
      const { uri, start, text } = line;
      const indent = text.length - text.trimStart().length;
      const unindent: Fix = {
        title: 'Remove the white space',
        edits: [{ at: { uri, start, end: start + indent }, text: '' }],
        preferred: true,
      };
      yield {
        at: line.at,
        message:
          `White space in front of the first line makes it the continuation of nothing. Postfix drops it and warns: logical line must not start with whitespace: "${shorten(text, 30)}". ` +
          'Remove the white space.',
        fixes: [unindent, line.commentOut],
      };
    }
  },
};

function* malformedLines({ instance }: RuleContext, problem: MalformedLine['problem']) {
  const { main } = instance.files;
  if (main === undefined) return;
  const { uri } = main;
  let isFirst = true;
  for (const { item, start, end } of main.tree.items()) {
    if (item.kind === 'malformed' && item.problem === problem) {
      const placed = { item, start, end };
      yield {
        uri,
        start,
        at: firstLineLocation(uri, placed),
        /** As Postfix has it in memory. */
        text: logicalText(item.line, { start: 0, end: item.line.text.length }),
        /** No logical line stands above it. */
        isFirst,
        commentOut: { title: 'Comment out', edits: commentOut(uri, placed) },
      };
    }
    isFirst = false;
  }
}

/** At most so many characters, and three dots for the rest. */
function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}
