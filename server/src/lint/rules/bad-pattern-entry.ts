// Lines in regexp:, pcre:, and cidr: tables that Postfix warns about when it opens the table (dict_regexp.c,
// dict_pcre.c, dict_cidr.c).

import { atLeast } from '../../catalog/release.ts';
import type { LineFix } from '../../edits/edit.ts';
import { chunkFacts } from '../../instance/chunk-facts.ts';
import type { TableContext, TableText } from '../../instance/table-files.ts';
import type { Placed } from '../../syntax/lines.ts';
import type { CidrItem } from '../../syntax/tables/cidr.ts';
import { checkNesting, type NestingItem } from '../../syntax/tables/nesting.ts';
import type { PatternItem } from '../../syntax/tables/patterns.ts';
import { problemsOf, type TableProblem } from '../../syntax/tables/problem.ts';
import { logText } from '../messages.ts';
import type { Finding, LineFinding, Rule } from '../rule.ts';

export const badPatternEntry: Rule = {
  code: 'bad-pattern-entry',
  title: 'Line in a pattern table is not valid',
  severity: 'error',
  lines: {
    *'postfix-regexp'(item, context) {
      const { type } = context;
      yield* lineProblems(item, type, emptyResult(context));
      if (type === 'regexp') yield* perlClasses(item);
    },
    *'postfix-cidr'(item) {
      yield* lineProblems(item);
    },
  },
  tables: {
    'postfix-regexp': nestingProblems,
    'postfix-cidr': nestingProblems,
  },
};

interface ProblemText {
  /** @param text the text that the problem is about */
  readonly wrong: (text: string) => string;
  readonly write: string;
}

/** What is wrong, and what to write, by the code of the problem. */
const texts: Readonly<Record<string, ProblemText | undefined>> = {
  'bad-address': {
    wrong: (text) => `"${text}" is not an address`,
    write: 'Write an address such as 192.0.2.1 or 2001:db8::1',
  },
  'bad-pattern': { wrong: () => 'The regular expression is not valid', write: 'Correct the pattern' },
  'bad-prefix': {
    wrong: (text) => `The prefix length "${text}" is not a number`,
    write: 'Write the prefix length as a number',
  },
  'empty-reference': {
    wrong: () => 'The $ has no group number',
    write: 'Write a group number after the $, or $$ for a dollar sign',
  },
  'endif-without-if': {
    wrong: () => 'This endif has no matching if',
    write: 'Remove the endif, or add the if',
  },
  'host-bits': {
    wrong: () => 'The address has bits set after the prefix',
    write: 'Write the network address, or omit the prefix length',
  },
  'if-without-endif': {
    wrong: () => 'This if has no matching endif',
    write: 'Add an endif after the last line that belongs to it',
  },
  'leading-whitespace': {
    wrong: () => 'The line is indented, but there is no entry for it to continue',
    write: 'Remove the white space',
  },
  'missing-bracket': { wrong: () => 'The address has no closing bracket', write: 'Add the bracket' },
  'missing-delimiter': {
    wrong: () => 'The pattern has no closing delimiter',
    write: 'End the pattern with the character that begins it',
  },
  'missing-network': {
    wrong: () => 'The line has no address or network',
    write: 'Add the address or network',
  },
  'missing-pattern': { wrong: () => 'The line has no pattern', write: 'Add a pattern, or remove the line' },
  'missing-replacement': {
    wrong: () => 'The pattern has no result',
    write: 'Write the result after the pattern',
  },
  'missing-value': { wrong: () => 'The network has no result', write: 'Write the result after the network' },
  'non-numeric-reference': {
    wrong: (text) => `${text} is not expanded in a regexp or pcre table; only $1, $2, … are`,
    write: 'Write the text itself, or $$ for a dollar sign',
  },
  'null-byte': { wrong: () => 'The line contains a null byte', write: 'Remove the null byte' },
  'obsolete-flag': { wrong: (text) => `The flag ${text} is obsolete`, write: 'Remove it' },
  'prefix-too-long': {
    wrong: (text) => `The prefix length ${text} is too large`,
    write: 'Write at most 32 for IPv4, or 128 for IPv6',
  },
  'reference-in-negated-pattern': {
    wrong: () => 'A pattern with ! has no groups that the result could refer to',
    write: 'Remove the reference from the result',
  },
  'reference-out-of-range': {
    wrong: () => 'The result refers to a group that the pattern does not have',
    write: 'Write the number of an existing group',
  },
  'text-after-bracket': {
    wrong: (text) => `There is text after the closing bracket: "${text}"`,
    write: 'Remove the text, or begin it with a slash',
  },
  'text-after-endif': { wrong: () => 'There is text after endif', write: 'Remove the text' },
  'text-after-if': { wrong: () => 'There is text after the pattern of if', write: 'Remove the text' },
  'truncated-reference': {
    wrong: () => 'A reference in the result has no closing bracket',
    write: 'Add the bracket',
  },
  'unknown-flag': {
    wrong: (text) => `"${text}" is not a flag for patterns`,
    write: 'Remove the flag, or put white space before the result',
  },
  'unrecognized-request': {
    wrong: () => 'The line does not begin with a pattern, if, or endif',
    write: 'Begin the line with a pattern between slashes, with if, or with endif',
  },
};

/** What Postfix does with mail that matches a pattern without a result: maps_find() takes it for a configuration error. */
function emptyResult({ isUsed, role, actionRole, release }: TableContext): string | undefined {
  if (!isUsed) return undefined;
  // check_access() called dict_get() instead.
  if (actionRole === 'access' && !atLeast(release, '3.2'))
    return `If the pattern matches, Postfix takes the empty result for OK, and logs: ${logText('has empty value')}`;
  if (!atLeast(release, '2.11')) return undefined;
  switch (actionRole) {
    case 'header-checks':
    case 'body-checks':
    case 'milter-header-checks':
      return `Postfix temporarily refuses all mail that matches, and logs: ${notAccepted}`;
    case 'delivery-header-checks':
      return `Postfix defers all mail that matches, and logs: ${logText('smtp header checks lookup error')}`;
    case 'delivery-body-checks':
      return `Postfix defers all mail that matches, and logs: ${logText('smtp body checks lookup error')}`;
    case 'access':
      return `If the pattern matches, Postfix answers: ${logText('451 4.3.5 Server configuration error')}`;
    case 'addresses':
      // smtp(8) looks up the generic addresses.
      return role === 'generic'
        ? undefined
        : `Postfix temporarily refuses all mail with an address that matches, and logs: ${notAccepted}`;
    default:
      return undefined;
  }
}

const notAccepted = logText('message not accepted, try again later');

function* lineProblems(
  item: PatternItem | CidrItem,
  type?: string,
  withoutResult?: string,
): Generator<LineFinding> {
  const [problem] = problemsOf(item);
  if (problem === undefined) return;
  const pattern = 'pattern' in item ? (item.pattern?.source.text ?? '') : '';
  if (problem.code === 'missing-replacement' && withoutResult !== undefined) {
    yield {
      start: problem.start,
      end: Math.max(problem.end, problem.start),
      message: `The pattern has no result. ${withoutResult}. Write the result after the pattern, or remove the line.`,
    };
    return;
  }
  const isPcre = type === 'regexp' && problem.code === 'bad-pattern' && /\(\?[=!<:imsxP#>]/.test(pattern);
  yield {
    start: problem.start,
    end: Math.max(problem.end, problem.start),
    message: isPcre
      ? '(?…) is PCRE syntax, which a regexp: table does not have. ' +
        `Postfix skips this line and logs: ${logText(problem.message)}. Use a pcre: table.`
      : problem.code === 'missing-delimiter' && lacksOpening(item.line.text.slice(problem.start))
        ? 'The pattern has no slash at its beginning, so its first character is the delimiter. ' +
          `Postfix skips this line and logs: ${logText(problem.message)}. Begin the pattern with a slash.`
        : messageOf(problem, item.line.text.slice(problem.start, problem.end)),
    ...(problem.skipped && !problem.gnuOnly ? {} : { severity: 'warning' }),
    fixes: [...fixesOf(problem), ...openingDelimiter(problem, item.line.text)],
  };
}

/** A pattern such as `^Subject:/`, which lacks the slash at its beginning. */
function openingDelimiter({ code, start }: TableProblem, text: string): LineFix[] {
  if (code !== 'missing-delimiter' || !lacksOpening(text.slice(start))) return [];
  return [{ title: 'Begin the pattern with /', edits: [{ start, end: start, text: '/' }], preferred: true }];
}

function lacksOpening(pattern: string): boolean {
  return /^[\^\w.(\\][^/]*\/[a-z]*(?:\s|$)/i.test(pattern);
}

function messageOf({ code, message, skipped, gnuOnly }: TableProblem, text: string): string {
  if (gnuOnly) {
    const isBrace = text.startsWith('{');
    return (
      `The GNU C library, which most Linux systems use, does not accept ${isBrace ? 'this brace' : `"${text}"`}. ` +
      `Postfix skips this line and logs: ${logText(message)}. ` +
      `${isBrace ? 'Write \\{ for a plain brace' : 'Refer to a group that is closed before it'}.`
    );
  }
  const { wrong, write } = texts[code] ?? { wrong: () => 'The line is not valid', write: 'Correct the line' };
  // The real text also has the offset, which depends on the PCRE library.
  const logged = message.replace(/^error in regex: /, '');
  const does = skipped ? 'Postfix skips this line and logs' : 'Postfix still uses this line, but logs';
  // `[\\w-.]`
  const isRange = code === 'bad-pattern' && /\brange\b/i.test(message) && text.includes('[');
  return `${wrong(text)}. ${does}: ${logText(logged)}. ${isRange ? 'In brackets, put a literal hyphen at the end' : write}.`;
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

/** What these mean in PCRE, written for a bracket expression of POSIX; undefined if it cannot be written inside one. */
const classes: Readonly<Record<string, { readonly name: string; readonly inside?: string } | undefined>> = {
  d: { name: 'digits', inside: '0-9' },
  D: { name: 'non-digits' },
  s: { name: 'white space', inside: '[:space:]' },
  S: { name: 'text without white space' },
  w: { name: 'letters, digits, and _', inside: '[:alnum:]_' },
  W: { name: 'other characters than letters, digits, and _' },
};

/** `\\d` and `\\D` exist in PCRE, but not in POSIX regular expressions. The others exist, but not in brackets. */
function* perlClasses(item: PatternItem): Generator<LineFinding> {
  if (item.kind !== 'rule' && item.kind !== 'if') return;
  const { text, start: base } = item.pattern?.source ?? { text: '', start: 0 };
  let inBrackets = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '[') inBrackets = true;
    else if (text[at] === ']') inBrackets = false;
    if (text[at] !== '\\') continue;
    at++;
    const letter = text[at] ?? '';
    const found = Object.hasOwn(classes, letter) ? classes[letter] : undefined;
    if (found === undefined || (!inBrackets && !/d/i.test(letter))) continue;
    const outside = letter === 'D' ? '[^0-9]' : '[0-9]';
    const instead = inBrackets ? found.inside : outside;
    const span = { start: base + at - 1, end: base + at + 1 };
    yield {
      ...span,
      severity: 'warning',
      message:
        `\\${letter} is PCRE syntax. ${inBrackets ? 'In brackets in' : 'In'} a regexp: table, it does not match ${found.name}. ` +
        'The pattern does not match the text that you expect, and Postfix logs no warning. ' +
        `${instead === undefined ? 'Use a pcre: table' : `Write ${instead}`}.`,
      ...(instead === undefined
        ? {}
        : {
            fixes: [{ title: `Change to ${instead}`, edits: [{ ...span, text: instead }], preferred: true }],
          }),
    };
  }
}

/** The `if` and `endif` lines of a chunk. Offsets count from its start. */
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
      message: messageOf(problem, ''),
      ...(skipped ? {} : { severity: 'warning' }),
    };
  }
}

function* placed(table: TableText): Generator<Placed<NestingItem>> {
  for (const { fact, base } of statements(table))
    for (const { item, start, end } of fact) yield { item, start: base + start, end: base + end };
}
