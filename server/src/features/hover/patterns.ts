// Regular expressions of regexp: and pcre: tables: how they are compared, what their flags toggle, and what
// `$1` stands for.

import type { TableFile } from '../../instance/table-files.ts';
import type { Pattern, PatternDialect, PatternFlag } from '../../syntax/tables/patterns.ts';
import type { GroupReference } from '../../syntax/tables/replacement.ts';
import type { Description, ManualEntry } from './description.ts';
import { bullets, quote, title } from './markdown.ts';
import { usedBy } from './table-references.ts';

const names = { pcre: 'Perl-compatible regular expression', regexp: 'POSIX regular expression' };

function page(dialect: PatternDialect): ManualEntry {
  return { page: `${dialect}_table(5)` };
}

export function describePattern(
  pattern: Pattern,
  dialect: PatternDialect,
  table: TableFile,
  second = false,
): Description {
  const { source, negated, groups } = pattern;
  const texts = groups === undefined || negated || second ? undefined : groupTexts(pattern);
  return {
    paragraphs: [
      title(source.text, names[dialect]),
      ...(second
        ? [`Second pattern of the line: the text must ${negated ? 'not match it' : 'match it, too'}.`]
        : []),
      ...(negated && !second ? ['With `!` in front: the line is for text that does not match.'] : []),
      isCaseSensitive(pattern) ? 'Upper and lower case are different.' : 'Upper and lower case are the same.',
      ...(texts === undefined || texts.length === 0
        ? []
        : [
            'In the result:',
            bullets(texts.map((text, i) => `\`$${i + 1}\` is what ${quote(text)} matches`)),
          ]),
      ...usedBy(table),
    ],
    manual: page(dialect),
  };
}

/** Both types compare without regard to case unless an odd number of `i` says otherwise. */
function isCaseSensitive({ flags }: Pattern): boolean {
  return flags.filter(({ text }) => text === 'i').length % 2 === 1;
}

/** dict_pcre.c, dict_regexp.c: what is so without the letter, and with it. Each further one turns it back. */
const flagTexts: Readonly<Record<PatternDialect, Readonly<Record<string, string | undefined>>>> = {
  pcre: {
    A: 'The pattern must match at the beginning of the text, as if it began with `^`.',
    E: '`$` matches only at the very end, not before a newline there.',
    U: 'Repetitions take as little as they can; a `?` behind one makes it take as much as it can.',
    X: 'Errors where a backslash stands before a letter without a meaning. PCRE2, and so Postfix from 3.7 on, has no such option.',
    i: 'Upper and lower case are different. Without it they are the same.',
    m: '`^` and `$` match at each newline within the text, too.',
    s: 'The dot does not match a newline. Without it, it does.',
    x: 'White space in the pattern is ignored, and `#` begins a comment.',
  },
  regexp: {
    i: 'Upper and lower case are different. Without it they are the same.',
    m: '`^` and `$` match at each newline within the text, too; the dot does not match one.',
    x: 'Basic regular expressions instead of extended ones.',
  },
};

export function describePatternFlag({ text, known }: PatternFlag, dialect: PatternDialect): Description {
  const texts = flagTexts[dialect];
  const meaning = Object.hasOwn(texts, text) ? texts[text] : undefined;
  return {
    paragraphs: [
      title(text, `flag of a ${dialect}: pattern`),
      known && meaning !== undefined ? meaning : 'There is no such flag: Postfix skips the line.',
    ],
    manual: page(dialect),
  };
}

export function describeDelimiter(delimiter: string): Description {
  return {
    paragraphs: [
      '**Delimiter** of the pattern',
      `Within the pattern it is written ${quote(`\\${delimiter}`)}. Another punctuation mark will do as well.`,
    ],
  };
}

/** `$1` in a result: the group that it names. */
export function describeGroup({ index }: GroupReference, pattern: Pattern): Description | undefined {
  if (index === undefined) return undefined;
  const { groups, negated } = pattern;
  const group = groupTexts(pattern)?.[index - 1];
  const text = negated
    ? 'A pattern with `!` in front has nothing to fill in: Postfix skips the line.'
    : groups !== undefined && index > groups
      ? `The pattern has no such group: Postfix skips the line.`
      : group === undefined
        ? `What group ${index} of the pattern matches.`
        : `What ${quote(group)} matches.`;
  return { paragraphs: [title(`$${index}`, 'part of the text that matched'), text] };
}

/** The text of each group, in the order of their numbers; undefined where that cannot be told without the engine. */
function groupTexts({ source, groups }: Pattern): string[] | undefined {
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
  // The parser of the dialect knows better; where the two differ, nothing is said.
  if (found.length !== groups) return undefined;
  return found.map(({ start, end = text.length }) => text.slice(start, end));
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
