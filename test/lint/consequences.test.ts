// Findings that another finding explains, by their places alone.
import { describe, expect, test } from 'vitest';
import { withoutExplained } from '../../server/src/lint/explained.ts';
import type { RuleFinding } from '../../server/src/lint/placement.ts';
import type { Finding, Rule } from '../../server/src/lint/rule.ts';

const rule = (code: string, explains?: readonly string[]): Rule => ({
  code,
  title: code,
  severity: 'error',
  ...(explains !== undefined && { explains }),
});
const cause = rule('cause', ['near']);
const [near, far] = [rule('near'), rule('far')];

function found(of: Rule, start: number, end: number, more: Partial<Finding> = {}, uri = 'a'): RuleFinding {
  return { rule: of, finding: { at: { uri, start, end }, message: 'm', ...more } };
}

/** The findings that are left, as `code start-end`. */
function left(list: readonly RuleFinding[]): readonly string[] {
  return withoutExplained(list).map(
    ({ rule: { code }, finding: { at } }) =>
      `${code} ${at.start}-${at.end}${at.uri === 'a' ? '' : ` ${at.uri}`}`,
  );
}

describe('inside the place of a finding that explains others', () => {
  test.each([
    [10, 20, false],
    [12, 15, false],
    [10, 21, true],
    [9, 20, true],
    [20, 25, true],
    [5, 10, true],
    [20, 20, false],
  ])('a finding of another rule at %i-%i is left: %s', (start, end, isLeft) => {
    expect(left([found(cause, 10, 20), found(far, start, end)])).toEqual(
      isLeft ? ['cause 10-20', `far ${start}-${end}`] : ['cause 10-20'],
    );
  });

  test.each([
    [10, 20, false],
    [19, 30, false],
    [5, 11, false],
    [5, 30, false],
    [20, 30, true],
    [5, 10, true],
  ])('a finding of a rule that it names at %i-%i is left: %s', (start, end, isLeft) => {
    expect(left([found(cause, 10, 20), found(near, start, end)])).toEqual(
      isLeft ? ['cause 10-20', `near ${start}-${end}`] : ['cause 10-20'],
    );
  });

  test('findings of the same rule, and of other files, are left', () => {
    const list = [found(cause, 10, 20), found(cause, 12, 14), found(far, 12, 14, {}, 'b')];
    expect(left(list)).toEqual(['cause 10-20', 'cause 12-14', 'far 12-14 b']);
  });
});

test('a finding may explain those at a further place', () => {
  const list = [
    found(cause, 10, 20, { explains: { uri: 'b', start: 30, end: 40 } }),
    found(far, 30, 40, {}, 'b'),
    found(far, 30, 41, {}, 'b'),
  ];
  expect(left(list)).toEqual(['cause 10-20', 'far 30-41 b']);
});

test('of several places, the one that extends furthest counts', () => {
  const causes = [found(cause, 50, 60), found(cause, 0, 100), found(cause, 10, 20), found(cause, 200, 300)];
  expect(left([...causes, found(far, 15, 90), found(far, 90, 110), found(far, 250, 260)])).toEqual([
    'cause 50-60',
    'cause 0-100',
    'cause 10-20',
    'cause 200-300',
    'far 90-110',
  ]);
});

test('places may be given in any order', () => {
  const causes = [found(cause, 30, 40), found(cause, 20, 25), found(cause, 10, 15), found(cause, 0, 5)];
  const others = [found(far, 1, 2), found(far, 11, 12), found(far, 21, 22), found(far, 31, 32)];
  expect(left([...causes, ...others])).toEqual(['cause 30-40', 'cause 20-25', 'cause 10-15', 'cause 0-5']);
});

test('two rules may explain findings', () => {
  const second = rule('second', ['far']);
  const list = [found(cause, 0, 10), found(second, 5, 20), found(far, 15, 30), found(near, 8, 30)];
  expect(left(list)).toEqual(['cause 0-10', 'second 5-20']);
});

test('without such rules, nothing is left out', () => {
  const list = [found(far, 0, 10), found(near, 0, 10)];
  expect(withoutExplained(list)).toBe(list);
});
