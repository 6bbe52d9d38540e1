// Lines of regexp:, pcre: and cidr: tables that Postfix complains of when it opens the table (dict_regexp.c,
// dict_pcre.c, dict_cidr.c).

import type { LineFix } from '../../edits/edit.ts';
import { chunkFacts } from '../../instance/chunk-facts.ts';
import type { TableText } from '../../instance/table-files.ts';
import type { Placed } from '../../syntax/lines.ts';
import type { CidrItem } from '../../syntax/tables/cidr.ts';
import { checkNesting, type NestingItem } from '../../syntax/tables/nesting.ts';
import type { PatternItem } from '../../syntax/tables/patterns.ts';
import { problemsOf, type TableProblem } from '../../syntax/tables/problem.ts';
import type { Finding, LineFinding, Rule } from '../rule.ts';

export const badPatternEntry: Rule = {
  code: 'bad-pattern-entry',
  title: 'A pattern that Postfix cannot use',
  severity: 'error',
  lines: {
    *'postfix-regexp'(item, { type }) {
      yield* lineProblems(item);
      if (type === 'regexp') yield* perlDigits(item);
    },
    'postfix-cidr': lineProblems,
  },
  tables: {
    'postfix-regexp': nestingProblems,
    'postfix-cidr': nestingProblems,
  },
};

/** What to write, by the problem's code. */
const advice: Readonly<Record<string, string | undefined>> = {
  'bad-address': 'Write an address, 192.0.2.1 or 2001:db8::1.',
  'bad-pattern': 'Correct the pattern.',
  'bad-prefix': 'Write the length of the network as a number.',
  'empty-reference': 'Write the number of a group behind the $, or $$ for a dollar sign.',
  'endif-without-if': 'Remove it, or add the if.',
  'host-bits': 'Write the network, or the address alone.',
  'if-without-endif': 'Add an endif behind the last line that belongs to it.',
  'leading-whitespace': 'Remove the white space.',
  'missing-bracket': 'Close the bracket.',
  'missing-delimiter': 'Write the character that begins the pattern at its end, too.',
  'missing-network': 'Write a network in front of the result.',
  'missing-pattern': 'Write a pattern, or remove the line.',
  'missing-replacement': 'Write the result behind the pattern.',
  'missing-value': 'Write the result behind the network.',
  'non-numeric-reference': 'Write the number of a group behind the $, or $$ for a dollar sign.',
  'obsolete-flag': 'Remove it.',
  'prefix-too-long': 'Write at most 32 for IPv4, and 128 for IPv6.',
  'reference-in-negated-pattern': 'Remove it: where the pattern does not match, no group holds a text.',
  'reference-out-of-range': 'Write the number of a group that the pattern has.',
  'text-after-bracket': 'Remove what stands behind the bracket, or begin it with a slash.',
  'text-after-endif': 'Remove the text.',
  'text-after-if': 'Remove the text.',
  'truncated-reference': 'Close the bracket of the reference.',
  'unknown-flag': 'Remove it, or put white space in front of the result.',
  'unrecognized-request': 'Begin the line with a pattern between slashes, with if, or with endif.',
};

function* lineProblems(item: PatternItem | CidrItem): Generator<LineFinding> {
  const [problem] = problemsOf(item);
  if (problem === undefined) return;
  yield {
    start: problem.start,
    end: Math.max(problem.end, problem.start),
    message: messageOf(problem),
    ...(problem.skipped ? {} : { severity: 'warning' }),
    fixes: fixesOf(problem),
  };
}

function messageOf({ code, message, skipped }: TableProblem): string {
  const does = skipped
    ? 'Postfix skips the line, as if it were not there.'
    : 'Postfix takes the line all the same.';
  const said = message.charAt(0).toUpperCase() + message.slice(1);
  return `${said}. ${does} ${advice[code] ?? 'Correct the line.'}`;
}

function fixesOf({ code, message, start, end }: TableProblem): LineFix[] {
  const change = (title: string, text: string): LineFix[] => [
    { title, edits: [{ start, end, text }], preferred: true },
  ];
  switch (code) {
    case 'host-bits': {
      const [, network] = /use "([^"]*)" instead/.exec(message) ?? [];
      return network === undefined ? [] : change(`Change to ${network}`, network);
    }
    case 'leading-whitespace':
      return change('Remove the white space', '');
    case 'text-after-endif':
    case 'text-after-if':
      return change('Remove the text', '');
    case 'obsolete-flag':
      return change('Remove the flag', '');
    default:
      return [];
  }
}

/** `\\d` and `\\D` of Perl, which the regular expressions of POSIX do not have. */
function* perlDigits(item: PatternItem): Generator<LineFinding> {
  if (item.kind !== 'rule' && item.kind !== 'if') return;
  const { text, start: base } = item.pattern?.source ?? { text: '', start: 0 };
  let inBrackets = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '[') inBrackets = true;
    else if (text[at] === ']') inBrackets = false;
    if (text[at] !== '\\') continue;
    at++;
    const letter = text[at];
    if (letter !== 'd' && letter !== 'D') continue;
    const digits = inBrackets ? '0-9' : letter === 'd' ? '[0-9]' : '[^0-9]';
    const span = { start: base + at - 1, end: base + at + 1 };
    yield {
      ...span,
      severity: 'warning',
      message:
        `\\${letter} belongs to pcre: tables; in a regexp: table it stands for no digits. ` +
        `Postfix says nothing, and the pattern does not match what it seems to. Write ${digits}.`,
      ...(inBrackets && letter === 'D'
        ? {}
        : { fixes: [{ title: `Change to ${digits}`, edits: [{ ...span, text: digits }], preferred: true }] }),
    };
  }
}

/** The statements of a chunk; offsets count from its start. */
const statements = chunkFacts<readonly Placed<NestingItem>[]>((items) =>
  [...items].flatMap(({ item, start, end }) =>
    item.kind === 'if' || item.kind === 'endif' ? [{ item, start, end }] : [],
  ),
);

function* nestingProblems(table: TableText): Generator<Finding> {
  const { uri } = table;
  for (const problem of checkNesting(placed(table)).problems) {
    const { start, end, skipped } = problem;
    yield {
      at: { uri, start, end },
      message: messageOf(problem),
      ...(skipped ? {} : { severity: 'warning' }),
    };
  }
}

function* placed(table: TableText): Generator<Placed<NestingItem>> {
  for (const { fact, base } of statements(table))
    for (const { item, start, end } of fact) yield { item, start: base + start, end: base + end };
}
