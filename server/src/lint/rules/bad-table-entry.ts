// Lines of a table that postmap(1) or postalias(1) skips, that another line overrides, or that become part of the
// line before them.

import type { LineFix } from '../../edits/edit.ts';
import { isSpace } from '../../syntax/chars.ts';
import type { LogicalLine } from '../../syntax/lines.ts';
import type { Alias } from '../../syntax/tables/aliases.ts';
import type { TableEntry } from '../../syntax/tables/key-value.ts';
import { logText } from '../messages.ts';
import type { LineFinding, Rule } from '../rule.ts';
import { duplicateEntries } from '../shared/duplicate-entries.ts';

export const badTableEntry: Rule = {
  code: 'bad-table-entry',
  title: 'Line in a table has no effect',
  severity: 'warning',
  dependsOnRole: true,
  lines: {
    *'postfix-table'(item, { type, role }) {
      // Postfix reads these pairs itself, and another rule reports those that it cannot read.
      if (type === 'inline') return;
      const tool = type === 'texthash' ? 'Postfix' : 'postmap';
      const problem = item.problem && lineProblem(item, tool);
      if (problem !== undefined) yield problem;
      else if (role === 'access') yield* swallowedLines(item);
    },
    *'postfix-aliases'(item) {
      const problem = item.problem && lineProblem(item, 'postalias');
      if (problem !== undefined) yield problem;
    },
  },
  tables: {
    'postfix-table': (table) =>
      table.type === 'inline'
        ? []
        : duplicateEntries(table, table.type === 'texthash' ? undefined : 'postmap'),
    'postfix-aliases': (table) => duplicateEntries(table, 'postalias'),
  },
};

/** What is wrong, and what to write. Other rules report the codes that are missing here. */
const problems: Readonly<Record<string, readonly [wrong: string, write: string] | undefined>> = {
  'unbalanced-quote': ['A quote in the key is not closed.', 'Close the quote, or put a backslash before it.'],
  'missing-value': ['The key has no value.', 'Write the value after the key, or remove the line.'],
  'leading-whitespace': [
    'The line is indented, but there is no entry for it to continue.',
    'Remove the white space.',
  ],
  'not-utf8': ['The line is not UTF-8.', 'Save the file as UTF-8.'],
  'missing-pair': ['An alias needs a name, a colon, and a destination.', 'Complete the line, or remove it.'],
};

function lineProblem(item: TableEntry | Alias, tool: string): LineFinding | undefined {
  const { problem, line } = item;
  const [wrong, write] = problems[problem?.code ?? ''] ?? [];
  if (problem === undefined || wrong === undefined) return undefined;
  const { start, end, message } = problem;
  return {
    start,
    end: problem.code === 'leading-whitespace' ? (line.pieces[0]?.end ?? end) : end,
    message: `${wrong} ${tool} skips the line and warns: ${logText(message)}. ${write}`,
    ...(problem.code === 'leading-whitespace' && { fixes: [removeIndentation(line, 0)] }),
  };
}

const accessResult = /^[ \t]+[^\s#,:]+[ \t]+(?:OK|REJECT|DUNNO|PERMIT|RELAY|DISCARD|HOLD|[45]\d\d)(?![^\s])/i;

/** An indented line continues the one before it: a key and an action in it become part of the earlier result. */
function* swallowedLines({ line, key }: TableEntry): Generator<LineFinding> {
  for (const { start, end } of line.pieces.slice(1)) {
    const text = line.text.slice(start, end);
    if (!accessResult.test(text)) continue;
    const indent = text.search(/\S/);
    yield {
      start: start + indent,
      end: start + text.trimEnd().length,
      message:
        `This line is indented, so it becomes part of the result of "${key.text}". ` +
        'Postfix logs nothing. Remove the white space at the start of the line.',
      fixes: [removeIndentation(line, start)],
    };
  }
}

function removeIndentation({ text }: LogicalLine, start: number): LineFix {
  let end = start;
  while (end < text.length && isSpace(text.charCodeAt(end)) && text[end] !== '\n') end++;
  return { title: 'Remove the white space', edits: [{ start, end, text: '' }], preferred: true };
}
