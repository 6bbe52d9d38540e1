// The groups of a regular expression, which `$1` and so on in a result refer to.

import type { Name } from '../expression.ts';
import type { Pattern } from './patterns.ts';

/**
 * Each group with its parentheses, in the order of their numbers; undefined if only the regular expression library
 * knows. Offsets count from the start of the line.
 */
export function groupsOf({
  source,
  groups,
}: Pick<Pattern, 'source' | 'groups'>): readonly Name[] | undefined {
  const { text } = source;
  const found: { start: number; end?: number }[] = [];
  const open: ({ start: number; end?: number } | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (c === '\\') at++;
    else if (c === '[') at = classEnd(text, at);
    else if (c === '(') {
      const counts =
        (text[at + 1] !== '?' && text[at + 1] !== '*') ||
        /^\(\?(?:P?<[A-Za-z_]|')/.test(text.slice(at, at + 5));
      const group = counts ? { start: at } : undefined;
      open.push(group);
      if (group !== undefined) found.push(group);
    } else if (c === ')') {
      const group = open.pop();
      if (group !== undefined) group.end = at + 1;
    }
  }
  // The parser of the dialect counts groups more precisely. If the numbers differ, the places may be wrong.
  if (found.length !== groups) return undefined;
  return found.map(({ start, end = text.length }) => ({
    start: source.start + start,
    end: source.start + end,
    text: text.slice(start, end),
  }));
}

/** The last character of a bracket expression. */
function classEnd(text: string, start: number): number {
  let at = start + 1;
  if (text[at] === '^') at++;
  if (text[at] === ']') at++;
  for (; at < text.length && text[at] !== ']'; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '[' && /[:.=]/.test(text[at + 1] ?? '')) {
      const close = text.indexOf(`${text[at + 1]}]`, at + 2);
      if (close < 0) return text.length;
      at = close + 1;
    }
  }
  return at;
}
