// Regular expressions of regexp: and pcre: tables, their flags, and references to their groups such as `$1`.

import type { TableFile } from '../../instance/table-files.ts';
import { groupsOf } from '../../syntax/tables/groups.ts';
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
  const texts =
    groups === undefined || negated || second ? undefined : groupsOf(pattern)?.map(({ text }) => text);
  return {
    paragraphs: [
      title(source.text, names[dialect]),
      ...(second
        ? [
            `The second pattern of the line. The text must also ${negated ? 'not match' : 'match'} this pattern.`,
          ]
        : []),
      ...(negated && !second ? ['Because of the `!`, the line applies to text that does not match.'] : []),
      isCaseSensitive(pattern) ? 'The match is case-sensitive.' : 'The match ignores case.',
      ...(texts === undefined || texts.length === 0
        ? []
        : [
            'In the result:',
            bullets(texts.map((text, i) => `\`$${i + 1}\` is the text that ${quote(text)} matches`)),
          ]),
      ...usedBy(table),
    ],
    manual: page(dialect),
  };
}

/** Both types ignore case, unless there is an odd number of `i` flags. */
function isCaseSensitive({ flags }: Pattern): boolean {
  return flags.filter(({ text }) => text === 'i').length % 2 === 1;
}

/** The effect of each flag (dict_pcre.c, dict_regexp.c). A second flag of the same letter undoes the first one. */
const flagTexts: Readonly<Record<PatternDialect, Readonly<Record<string, string | undefined>>>> = {
  pcre: {
    A: 'The pattern must match at the beginning of the text, as if it began with `^`.',
    E: '`$` matches only at the very end of the text, not before a newline at the end.',
    U: 'Repetitions match as little as possible. A `?` after a repetition makes it match as much as possible.',
    X: 'A backslash before a letter that has no special meaning is an error. PCRE2, which Postfix has supported since 3.7, does not have this option.',
    i: 'The match is case-sensitive. Without this flag, it ignores case.',
    m: '`^` and `$` also match at newlines inside the text.',
    s: 'The dot does not match a newline. Without this flag, it does.',
    x: 'White space in the pattern is ignored, and `#` begins a comment.',
  },
  regexp: {
    i: 'The match is case-sensitive. Without this flag, it ignores case.',
    m: '`^` and `$` also match at newlines inside the text, and the dot does not match a newline.',
    x: 'The pattern has the basic syntax for regular expressions instead of the extended syntax.',
  },
};

export function describePatternFlag({ text, known }: PatternFlag, dialect: PatternDialect): Description {
  const texts = flagTexts[dialect];
  const meaning = Object.hasOwn(texts, text) ? texts[text] : undefined;
  return {
    paragraphs: [
      title(text, `flag of a ${dialect}: pattern`),
      known && meaning !== undefined ? meaning : 'This flag does not exist, so Postfix skips the line.',
    ],
    manual: page(dialect),
  };
}

export function describeDelimiter(delimiter: string): Description {
  return {
    paragraphs: [
      '**Delimiter** of a pattern',
      `Inside the pattern, write it as ${quote(`\\${delimiter}`)}, or use another punctuation character as the delimiter.`,
    ],
  };
}

/** `$1` in a result: the group that it refers to. */
export function describeGroup({ index }: GroupReference, pattern: Pattern): Description | undefined {
  if (index === undefined) return undefined;
  const { groups, negated } = pattern;
  const group = groupsOf(pattern)?.[index - 1]?.text;
  const text = negated
    ? 'A pattern with `!` has no groups for a result, so Postfix skips the line.'
    : groups !== undefined && index > groups
      ? `The pattern has no group ${index}, so Postfix skips the line.`
      : group === undefined
        ? `The text that group ${index} of the pattern matches.`
        : `The text that ${quote(group)} matches.`;
  return { paragraphs: [title(`$${index}`, 'reference to a group'), text] };
}
