// Comments that suppress findings: what they are about, and where they apply.
import { describe, expect, test } from 'vitest';
import {
  type Suppression,
  suppress,
  suppressionsIn,
  unusedFinding,
} from '../../server/src/lint/suppression.ts';
import { SourceText, type Span } from '../../server/src/syntax/text.ts';
import { cpuTime } from '../support/cpu-time.ts';

/** What each comment suppresses: the kind, the code, and the texts that it marks, deletes, and applies to. */
function suppressions(text: string): readonly string[][] {
  const slice = ({ start, end }: Span): string => {
    expect(end).toBeLessThanOrEqual(text.length + 1);
    return text.slice(start, end) + (end > text.length ? '$' : '');
  };
  return suppressionsIn(SourceText.of(text)).map(({ kind, code = 'all', at, removal, scope }) => [
    kind,
    code,
    slice(at),
    slice(removal),
    slice(scope),
  ]);
}

describe('a comment', () => {
  test('without codes is about every rule', () => {
    const comment = '# postfix-lint-disable-next-line';
    expect(suppressions(`${comment} \na = 1\nb = 2\n`)).toEqual([
      ['disable-next-line', 'all', comment, `${comment} \n`, ' \na = 1\n'],
    ]);
  });

  test('with codes is about each of them', () => {
    const comment = '  #\tpostfix-lint-disable a,b -- c d';
    expect(suppressions(`x = 1\n${comment}`)).toEqual([
      ['disable', 'a', 'a', 'a', '$'],
      ['disable', 'b', 'b', 'b', '$'],
    ]);
  });

  test('with one code is deleted as a whole', () => {
    expect(suppressions('#postfix-lint-disable-file a --b\nx = 1\n')).toEqual([
      ['disable-file', 'a', 'a', 'a', '#postfix-lint-disable-file a --b\nx = 1\n$'],
      ['disable-file', '--b', '--b', '--b', '#postfix-lint-disable-file a --b\nx = 1\n$'],
    ]);
    const [one] = suppressions('x = 1\n# postfix-lint-disable-file a -- why\ny = 1\n');
    expect(one?.slice(2, 4)).toEqual(['a', '# postfix-lint-disable-file a -- why\n']);
  });

  test.each([
    '# postfix-lint-disabled',
    '# postfix-lint-disable-lines',
    '# postfix-lint-other',
    '# see postfix-lint-disable',
    'a = b # postfix-lint-disable',
    'postfix-lint-disable',
    '# postfix-lint-enable',
  ])('such as %j suppresses nothing', (comment) => {
    expect(suppressions(`${comment}\na = 1\n`)).toEqual([]);
  });

  test('is found anywhere in a long file, and several are', () => {
    const long = `${'#'.repeat(3000)}\n`.repeat(3);
    const comment = '# postfix-lint-disable-next-line a\n';
    const text = `${long}${comment}x = 1\ny = 2\n${long}${comment}y = 1\nz = 1`;
    expect(suppressions(text)).toEqual([
      ['disable-next-line', 'a', 'a', comment, '\nx = 1\n'],
      ['disable-next-line', 'a', 'a', comment, '\ny = 1\n'],
    ]);
  });

  test('after a thousand others is ignored', () => {
    const text = (count: number) => SourceText.of('# postfix-lint-disable-file\n'.repeat(count));
    expect(suppressionsIn(text(1000))).toHaveLength(1000);
    expect(suppressionsIn(text(1001))).toHaveLength(1000);
  });
});

test('a comment applies only to lines after it', () => {
  const [next] = suppressions('x = 1\n# postfix-lint-disable-next-line\ny = 1\nz = 1\n');
  expect(next?.at(-1)).toBe('\ny = 1\n');
  const [rest] = suppressions('# postfix-lint-enable a\n# postfix-lint-disable a\ny = 1');
  expect(rest?.at(-1)).toBe('\ny = 1$');
});

describe('a comment for the next line applies', () => {
  const scope = (text: string): string | undefined =>
    suppressions(`# postfix-lint-disable-next-line\n${text}`)[0]?.at(-1);

  test.each([
    ['to the last line', 'a = 1', '\na = 1$'],
    ['to the last line with its line ending', 'a = 1\n', '\na = 1\n$'],
    ['up to the end if no line follows', '', '\n$'],
    ['up to the end if only comments follow', '# x\n\n', '\n# x\n\n$'],
    ['to the line after comments and blank lines', '# x\n \t\na = 1\nb = 2', '\n# x\n \t\na = 1\n'],
    ['to all lines of a value', 'a =\n  b\n\tc\nd = e\n', '\na =\n  b\n\tc\n'],
    ['to the comments in a value', 'a =\n# x\n\n  b\nd = e\n', '\na =\n# x\n\n  b\n'],
    ['to one line inside a value', '  b\n  c\nd = e\n', '\n  b\n'],
    ['to lines that end with a carriage return', 'a =\r\n  b\r\nc = d\r\n', '\na =\r\n  b\r\n'],
  ])('%s', (_, text, expected) => {
    expect(scope(text)).toBe(expected);
  });
});

describe('several comments for the next line apply', () => {
  const scopes = (text: string) => suppressions(text).map((each) => each.at(-1));
  const next = '# postfix-lint-disable-next-line';

  test('to the same line', () => {
    expect(scopes(`${next} a\n# x\n${next} b\n\nx = 1\n  y\nz = 1\n`)).toEqual([
      `\n# x\n${next} b\n\nx = 1\n  y\n`,
      '\n\nx = 1\n  y\n',
    ]);
  });

  test('to different lines', () => {
    expect(scopes(`${next} a\nx = 1\n${next} b\ny = 1\nz = 1\n`)).toEqual([
      `\nx = 1\n${next} b\n`,
      '\ny = 1\n',
    ]);
  });

  test('up to the end if no line follows', () => {
    expect(scopes(`${next} a\n${next} b\n`)).toEqual([`\n${next} b\n$`, '\n$']);
  });

  test('before a very long comment, which does not take long', async () => {
    const text = SourceText.of(`${`${next}\n`.repeat(1000)}${'# note\n'.repeat(200_000)}a = 1\n`);
    expect(await cpuTime(() => expect(suppressionsIn(text)).toHaveLength(1000))).toBeLessThan(2000);
  });
});

describe('a comment for several lines applies', () => {
  const scope = (text: string, code = ''): string | undefined =>
    suppressions(`# postfix-lint-disable ${code}\n${text}`)[0]?.at(-1)?.trim();

  test.each([
    ['a = 1\n# postfix-lint-enable a\nb = 1', 'a', 'a = 1'],
    ['a = 1\n# postfix-lint-enable\nb = 1', 'a', 'a = 1'],
    ['a = 1\n# postfix-lint-enable b\nb = 1', 'a', 'a = 1\n# postfix-lint-enable b\nb = 1$'],
    ['a = 1\n# postfix-lint-enable b a\nb = 1', 'a', 'a = 1'],
    ['a = 1\n# postfix-lint-enable b\nb = 1', '', 'a = 1'],
    ['a = 1\n# postfix-lint-enable\nb = 1', '', 'a = 1'],
    ['a = 1\n# postfix-lint-disable a\n# postfix-lint-enable', 'a', 'a = 1\n# postfix-lint-disable a'],
  ])('up to the comment that ends it: %j', (text, code, expected) => {
    expect(scope(text, code)).toBe(expected);
  });
});

describe('findings', () => {
  const suppression = (code: string | undefined, start: number, end: number): Suppression => ({
    kind: 'disable',
    at: { start: 0, end: 0 },
    removal: { start: 0, end: 0 },
    scope: { start, end },
    ...(code !== undefined && { code }),
  });
  const finding = (code: string, start: number) => ({ code, start });

  test('that begin in the scope are left out', () => {
    const all = [finding('a', 4), finding('a', 5), finding('a', 9), finding('a', 10), finding('b', 5)];
    const { kept, unused } = suppress([suppression('a', 5, 10)], all, (each) => each);
    expect(kept).toEqual([finding('a', 4), finding('a', 10), finding('b', 5)]);
    expect(unused).toEqual([]);
  });

  test('use every comment that suppresses them', () => {
    const list = [suppression('a', 0, 9), suppression(undefined, 0, 9), suppression('b', 0, 9)];
    const { kept, unused } = suppress(list, [finding('a', 1)], (each) => each);
    expect(kept).toEqual([]);
    expect(unused).toEqual([list[2]]);
  });
});

test('the fix of a comment that suppresses nothing deletes the comment or the code', () => {
  const of = (text: string, isKnown: boolean) => {
    const [last] = suppressionsIn(SourceText.of(text)).slice(-1);
    if (last === undefined) return expect.unreachable();
    const found = unusedFinding('file:///main.cf', last, isKnown);
    const [fix, ...others] = found.fixes ?? [];
    const [edit] = fix?.edits ?? [];
    expect(found.tag).toBe('unnecessary');
    expect(others).toEqual([]);
    return [
      found.message,
      text.slice(found.at.start, found.at.end),
      fix?.title,
      fix?.safe,
      fix?.preferred,
      text.slice(0, edit?.at.start) + edit?.text + text.slice(edit?.at.end),
    ];
  };
  expect(of('x = 1\n# postfix-lint-disable a b\ny = 1\n', true)).toEqual([
    'This comment does not suppress any b finding. Postfix ignores comments. Remove the code.',
    'b',
    'Remove the code',
    true,
    true,
    'x = 1\n# postfix-lint-disable a \ny = 1\n',
  ]);
  expect(of('x = 1\n# postfix-lint-disable a\ny = 1\n', false)).toEqual([
    'There is no rule a, so this comment has no effect. Postfix ignores comments. Remove the comment.',
    'a',
    'Remove the comment',
    true,
    true,
    'x = 1\ny = 1\n',
  ]);
  for (const text of [
    'x = 1\n  # postfix-lint-disable \ny = 1\n',
    'x = 1\n# postfix-lint-disable\ny = 1\n',
    'x = 1\n  # postfix-lint-disable',
  ]) {
    expect(of(text, true).slice(0, 2)).toEqual([
      'This comment does not suppress any finding. Postfix ignores comments. Remove the comment.',
      '# postfix-lint-disable',
    ]);
  }
});
