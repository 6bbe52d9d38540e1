// The comments that the editor writes to suppress a finding.
import { describe, expect, test } from 'vitest';
import {
  disableForFile,
  disableForLine,
  type Insertion,
} from '../../server/src/lint/suppression-comments.ts';
import { SourceText } from '../../server/src/syntax/text.ts';

function applied(text: string, { at, text: added }: Insertion): string {
  return text.slice(0, at.start) + added + text.slice(at.end);
}

/** The text with a comment for the line of the `‸`. */
function forLine(marked: string): string {
  const text = marked.replace('‸', '');
  return applied(text, disableForLine(SourceText.of(text), marked.indexOf('‸'), 'new'));
}

function forFile(text: string): string {
  return applied(text, disableForFile(SourceText.of(text), 'new'));
}

const next = '# postfix-lint-disable-next-line';

describe('for a line', () => {
  test.each([
    ['a comment above it', 'a = 1\nb‸ = 2\n', `a = 1\n${next} new\nb = 2\n`],
    ['a comment above the first line', '‸a = 1\n', `${next} new\na = 1\n`],
    ['as far to the right as the line', 'a =\n \t b‸\n', `a =\n \t ${next} new\n \t b\n`],
    ['with the line ending of the file', 'a = 1\r\nb = ‸2\r\n', `a = 1\r\n${next} new\r\nb = 2\r\n`],
    ['after the other codes', `${next} old\na = ‸1\n`, `${next} old new\na = 1\n`],
    ['after several codes', `${next} old-1, b_2\na = ‸1\n`, `${next} old-1, b_2 new\na = 1\n`],
    ['before a reason', `${next} old -- why\na = ‸1\n`, `${next} old new -- why\na = 1\n`],
    ['after the codes of an indented comment', `a =\n  ${next} old\n  b‸\n`, `a =\n  ${next} old new\n  b\n`],
    [
      'apart from a comment further up',
      `${next} old\na = 1\nb = ‸2\n`,
      `${next} old\na = 1\n${next} new\nb = 2\n`,
    ],
    [
      'apart from a comment with a reason alone',
      `${next} -- why\na = ‸1\n`,
      `${next} -- why\n${next} new\na = 1\n`,
    ],
    ['without indentation if the line has white space later', 'a = 1\nb =  ‸2', `a = 1\n${next} new\nb =  2`],
    ['apart from a comment without codes', `${next}\na = ‸1\n`, `${next}\n${next} new\na = 1\n`],
    [
      'apart from a comment of another kind',
      `# postfix-lint-disable old\na = ‸1\n`,
      `# postfix-lint-disable old\n${next} new\na = 1\n`,
    ],
    ['apart from a comment that is the line itself', `${next} old‸`, `${next} new\n${next} old`],
  ])('%s', (_, text, expected) => {
    expect(forLine(text)).toBe(expected);
  });
});

const file = '# postfix-lint-disable-file';

describe('for a file', () => {
  test.each([
    ['a comment at its top', 'a = 1\nb = 2\n', `${file} new\na = 1\nb = 2\n`],
    ['a comment in an empty file', '', `${file} new\n`],
    ['with the line ending of the file', 'a = 1\r\n', `${file} new\r\na = 1\r\n`],
    ['after the other codes', `${file} old\na = 1\n`, `${file} old new\na = 1\n`],
    ['before a reason', `${file} old -- why`, `${file} old new -- why`],
    ['apart from a comment further down', `a = 1\n${file} old\n`, `${file} new\na = 1\n${file} old\n`],
  ])('%s', (_, text, expected) => {
    expect(forFile(text)).toBe(expected);
  });
});
