// Tables whose content is in the value itself, such as `inline:{a=b}` and `regexp:{ {/a/ b} }`: why Postfix cannot open
// one, and the lines of its content (dict_inline.c, dict_static.c, dict_random.c, dict_union.c, dict_pipe.c,
// dict_stream.c).

import type { Span } from '../text.ts';
import { closingBrace, commaOrSpace, insideBraces, splitWords, trim } from '../words.ts';

/** The types of tables that read patterns or networks from their name. */
const lineTypes = ['cidr', 'pcre', 'regexp'];

/** Why Postfix cannot open a table, in its own words; undefined if it can, or if the table is a file. */
export function placeProblem(type: string, name: string): string | undefined {
  switch (type) {
    case 'inline':
      return inlineProblem(name);
    case 'static': {
      const problem = name.startsWith('{') ? braceProblem(name) : undefined;
      return problem && `bad static:name syntax: ${problem}`;
    }
    case 'randmap':
      return hasWords(name) ? undefined : syntaxProblem(type, name, 'value');
    case 'unionmap':
    case 'pipemap':
      return hasWords(name) && membersOf(name).every(({ start, end }) => name.slice(start, end).includes(':'))
        ? undefined
        : syntaxProblem(type, name, 'type:name');
    default: {
      const problem = lineTypes.includes(type) && name.startsWith('{') ? linesProblem(name) : undefined;
      return problem && `${type} map: ${problem}`;
    }
  }
}

/**
 * The lines of a table that is written in place, as the text of a file. It has the length of the table's name, and each
 * character has the same offset: what is not part of an entry is a line break, or a space between a key and its value.
 * Undefined if Postfix cannot open the table, or if it is a file.
 */
export function textInPlace(type: string, name: string): string | undefined {
  if (!name.startsWith('{') || placeProblem(type, name) !== undefined) return undefined;
  let text = '';
  const add = ({ start, end }: Span, filler: string): void => {
    text += filler.repeat(start - text.length) + name.slice(start, end);
  };
  if (lineTypes.includes(type)) {
    for (const member of membersOf(name)) {
      const line = insideBraces(name, member);
      if (line !== undefined) add(line, '\n');
    }
  } else if (type === 'inline') {
    for (const { key, value } of pairsOf(name)) {
      // A line needs both, but a pair may have an empty value.
      if (value.start === value.end) continue;
      add(key, '\n');
      add(value, ' ');
    }
  } else return undefined;
  return text + '\n'.repeat(name.length - text.length);
}

/** The results of a table that does not look at keys. Spans in the table's name; empty for other tables. */
export function resultsOf(type: string, name: string): readonly Span[] {
  if (placeProblem(type, name) !== undefined) return [];
  const whole = { start: 0, end: name.length };
  if (type === 'static') return [insideBraces(name, whole) ?? whole];
  if (type !== 'randmap') return [];
  return membersOf(name).map((member) => insideBraces(name, member) ?? member);
}

interface Pair {
  readonly key: Span;
  readonly value: Span;
}

/** The pairs of an `inline:` table without problems. */
function pairsOf(name: string): readonly Pair[] {
  return membersOf(name).map((member) => {
    const { start, end } = insideBraces(name, member) ?? member;
    const keyEnd = start + (keyLength(name.slice(start, end)) ?? 0);
    const equals = name.indexOf('=', keyEnd);
    return { key: { start, end: keyEnd }, value: trim(name, { start: equals + 1, end }) };
  });
}

function syntaxProblem(type: string, name: string, member: string): string {
  return `bad syntax: "${type}:${name}"; need "${type}:{${member}...}"`;
}

function hasWords(name: string): boolean {
  return membersOf(name).length > 0;
}

/** The words in the braces; none if the name is not in braces as a whole. */
function membersOf(name: string): readonly Span[] {
  const inside = insideBraces(name, { start: 0, end: name.length });
  return inside === undefined
    ? []
    : splitWords(name, inside.start, inside.end, { separator: commaOrSpace, braces: true });
}

function inlineProblem(name: string): string | undefined {
  if (name === '{}' || closingBrace(name, { start: 0, end: name.length }) !== name.length - 1)
    return syntaxProblem('inline', name, 'name=value');
  const members = membersOf(name).map(({ start, end }) => name.slice(start, end));
  const problem = members.length === 0 ? 'empty table' : firstOf(members, pairProblem);
  return problem && `${problem}: "inline:${name}"; need "inline:{name=value...}"`;
}

/** split_qnameval() */
function pairProblem(member: string): string | undefined {
  const problem = member.startsWith('{') ? braceProblem(member) : undefined;
  if (problem !== undefined) return problem;
  const inside = member.startsWith('{') ? trim(member, { start: 1, end: member.length - 1 }) : undefined;
  const text = inside === undefined ? member : member.slice(inside.start, inside.end);
  if (text === '') return 'no key found; expected format: key = value';
  const length = keyLength(text);
  if (length === undefined) return `unbalanced '"'`;
  return text.slice(length).trimStart().startsWith('=') ? undefined : "missing '=' after attribute name";
}

/** A key ends at white space or an equals sign outside of quotes. Undefined if a quote is not closed. */
function keyLength(text: string): number | undefined {
  let quoted = false;
  let at = 0;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && /[\s=]/.test(character)) break;
  }
  return quoted ? undefined : Math.min(at, text.length);
}

/** dict_inline_to_multiline() */
function linesProblem(name: string): string | undefined {
  return (
    braceProblem(name) ??
    firstOf(
      membersOf(name).map(({ start, end }) => name.slice(start, end)),
      braceProblem,
    )
  );
}

/** extpar.c */
export function braceProblem(text: string): string | undefined {
  if (!text.startsWith('{')) return `no '{' at start of text in "${text}"`;
  const end = closingBrace(text, { start: 0, end: text.length });
  if (end < 0) return `missing '}' in "${text}"`;
  return end < text.length - 1 ? `syntax error after '}' in "${text}"` : undefined;
}

function firstOf(
  texts: readonly string[],
  problemOf: (text: string) => string | undefined,
): string | undefined {
  for (const text of texts) {
    const problem = problemOf(text);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
