// An asterisk that its author took for a wildcard: in a pattern, it repeats what is before it (regexp_table(5)).

import type { LineFinding, Rule } from '../rule.ts';

export const globInPattern: Rule = {
  code: 'glob-in-pattern',
  title: 'Asterisk in a pattern is not a wildcard',
  severity: 'warning',
  lines: {
    *'postfix-regexp'(item, { type }): Generator<LineFinding> {
      if (item.kind !== 'rule' || item.pattern === undefined || item.pattern.close === undefined) return;
      const { source, flags } = item.pattern;
      const { text } = source;
      const isExtended = !flags.some((flag) => flag.text === 'x');
      const found = { start: source.start, end: source.end };
      if (type === 'regexp' && isExtended && /^\^[*+?]/.test(text)) {
        yield {
          ...found,
          message:
            `In "${short(text)}", "${text.charAt(1)}" has nothing to repeat. ` +
            'Regular expressions on GNU systems do not allow that, and Postfix ignores the line with a warning. ' +
            'For any text, write .* and check what the line then matches.',
        };
      } else if (/^\^?[\w-]*-\*$/.test(text)) {
        yield {
          ...found,
          severity: 'information',
          message:
            `In "${short(text)}", the asterisk repeats the hyphen, so the hyphen may also be missing. ` +
            `The pattern matches all text that begins with ${text.replace(/^\^|-\*$/g, '')}. ` +
            `Write ${short(text.replace(/\*$/, ''))}, which matches any text after the hyphen.`,
        };
      }
    },
  },
};

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
