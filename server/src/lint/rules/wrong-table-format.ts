// Lines in the format of another kind of table: aliases in a table of keys and values, patterns in an index, and so on.

import type { TableEntry } from '../../syntax/tables/key-value.ts';
import type { LineFinding, Rule } from '../rule.ts';

export const wrongTableFormat: Rule = {
  code: 'wrong-table-format',
  title: 'A line in the format of another kind of table',
  severity: 'warning',
  lines: {
    *'postfix-table'(item, { type, role }) {
      const finding = colonKey(item) ?? pattern(item, type) ?? equalsSign(item, role);
      if (finding !== undefined) yield finding;
    },
    *'postfix-aliases'({ problem }) {
      if (problem?.code !== 'name-not-local') return;
      const { start, end, message } = problem;
      yield {
        start,
        end,
        message:
          'The name of an alias has no domain. ' +
          `postalias leaves the line out, and warns: ${message}. ` +
          'Write the local part alone, or put the address into a table for virtual_alias_maps.',
      };
    },
  },
};

function colonKey({ key, problem }: TableEntry): LineFinding | undefined {
  if (problem?.code !== 'alias-format') return undefined;
  const colon = { start: problem.start, end: problem.end };
  return {
    ...colon,
    message:
      `The colon is part of the key "${key.text}". ` +
      `postmap takes the line all the same, and warns: ${problem.message} ` +
      'Remove the colon; aliases with colons belong into a file for alias_maps.',
    fixes: [{ title: 'Remove the colon', edits: [{ ...colon, text: '' }], preferred: true }],
  };
}

/** A file that no configuration names may be a table of patterns, whatever it is called. */
function pattern({ key, problem }: TableEntry, type: string | undefined): LineFinding | undefined {
  if (type === undefined || problem !== undefined || !/^\/.+\/[a-zA-Z]*$/.test(key.text)) return undefined;
  return {
    start: key.start,
    end: key.end,
    message:
      `In a ${type}: table a pattern is a key like any other. ` +
      `Postfix looks for the text "${key.text}" itself, and finds no match. ` +
      'Name the file as a pcre: or regexp: table, without postmap.',
  };
}

function equalsSign({ value, text, problem }: TableEntry, role: string | undefined): LineFinding | undefined {
  // Of an access table another rule says that there is no such action.
  if (problem !== undefined || role === 'access' || !/^=(?:[ \t]|$)/.test(text)) return undefined;
  const sign = { start: value.start, end: value.start + 1 };
  const edit = { start: value.start, end: value.start + (/^=[ \t]*/.exec(text)?.[0].length ?? 1), text: '' };
  return {
    ...sign,
    message:
      'Keys and values are not separated by an equals sign. ' +
      'Postfix takes it for the beginning of the value, and says nothing. Remove it.',
    fixes: [{ title: 'Remove the equals sign', edits: [edit], preferred: true }],
  };
}
