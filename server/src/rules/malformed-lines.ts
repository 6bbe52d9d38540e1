// Lines of main.cf that are no `name = value` (split_nameval.c, readlline.c).

import { commentOut, firstLineLocation } from './edits.ts';
import type { Finding, Rule, RuleContext, Severity } from './rule.ts';
import type { MalformedLine } from '../syntax/main-cf.ts';

export const missingEquals = rule('missing-equals', 'A line without an equals sign', 'error', (text) =>
  `This line has no "=" behind the name. Every Postfix program that reads main.cf dies: missing '=' after attribute name: "${text}". ` +
  'Begin the line with white space if it continues the value above, or make it a comment.',
);

export const missingName = rule('missing-name', 'A line without a parameter name', 'error', () =>
  `This line has no parameter name in front of the "=". Every Postfix program that reads main.cf dies: missing attribute name. ` +
  'Write the name, or make the line a comment.',
);

export const leadingWhitespace = rule('leading-whitespace', 'The file begins with white space', 'warning', (text) =>
  `White space in front of the first line makes it the continuation of nothing. Postfix drops it and warns: logical line must not start with whitespace: "${text}". ` +
  'Remove the white space.',
);

function rule(code: MalformedLine['problem'], title: string, severity: Severity, message: (text: string) => string): Rule {
  return {
    code,
    title,
    severity,
    *check({ instance }: RuleContext): Generator<Finding> {
      const { main } = instance.files;
      for (const { item, start, end } of main?.tree.items() ?? []) {
        if (main === undefined || item.kind !== 'malformed' || item.problem !== code) continue;
        const placed = { item, start, end };
        const first = item.line.masked.slice(0, 30);
        const indent = item.line.masked.length - item.line.masked.trimStart().length;
        yield {
          at: firstLineLocation(main.uri, placed),
          message: message(first.length < item.line.masked.length ? `${first}...` : first),
          fixes: [
            ...(code === 'leading-whitespace'
              ? [{ title: 'Remove the white space', edits: [{ at: { uri: main.uri, start, end: start + indent }, text: '' }], preferred: true }]
              : []),
            ...(code === 'missing-equals'
              ? [{ title: 'Indent: it continues the line above', edits: [{ at: { uri: main.uri, start, end: start }, text: '    ' }] }]
              : []),
            { title: 'Comment out', edits: commentOut(main.uri, placed) },
          ],
        };
      }
    },
  };
}
