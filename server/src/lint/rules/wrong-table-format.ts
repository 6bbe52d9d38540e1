// Lines in the format of another kind of table, such as aliases in a table of keys and values, or patterns in an indexed
// table.

import type { TableFileOf } from '../../instance/table-files.ts';
import { tableReferences } from '../../instance/table-references.ts';
import { isTrivia } from '../../syntax/document.ts';
import type { TableEntry } from '../../syntax/tables/key-value.ts';
import { logText } from '../messages.ts';
import type { LineFinding, Rule } from '../rule.ts';

export const wrongTableFormat: Rule = {
  code: 'wrong-table-format',
  title: 'Line has the format of another kind of table',
  severity: 'warning',
  dependsOnRole: true,
  lines: {
    *'postfix-table'(item, { type, role }) {
      // Another rule reports that such checks need a table of patterns.
      if (type !== undefined && (role === 'header-checks' || role === 'body-checks')) return;
      const finding =
        type === 'inline'
          ? pattern(item, type)
          : (colonKey(item, type) ?? pattern(item, type) ?? equalsSign(item, role));
      if (finding !== undefined) yield finding;
    },
    *'postfix-aliases'({ problem }) {
      if (problem?.code !== 'name-not-local') return;
      const { start, end, message } = problem;
      yield {
        start,
        end,
        message:
          'The name of an alias cannot have a domain. ' +
          `postalias omits the line and warns: ${logText(message)}. ` +
          'Write only the local part, or put the address in a table for virtual_alias_maps.',
      };
    },
  },
  /** A file that postalias(1) indexes as well is read as an alias file everywhere else. */
  *configuration({ instance, tables }) {
    for (const { node, at } of tableReferences(instance)) {
      const { type, name } = node;
      const file = type.text === 'texthash' ? tables.file(name.text) : undefined;
      const key = file?.language === 'postfix-aliases' ? firstAlias(file) : undefined;
      if (key === undefined) continue;
      yield {
        at,
        message:
          `texthash: does not read the format of an alias file: in ${name.text}, the colon becomes part of the key "${key}:". ` +
          `Lookups find no alias, and Postfix warns: ${logText('record is in "key: value" format; is this an alias file?')}. ` +
          'Use the type of alias_database.',
      };
    }
  },
};

function firstAlias({ tree }: TableFileOf<'postfix-aliases'>): string | undefined {
  for (const { item } of tree.pieces())
    if (!isTrivia(item) && item.name !== undefined && item.problem === undefined) return item.name.text;
  return undefined;
}

function colonKey({ key, problem }: TableEntry, type: string | undefined): LineFinding | undefined {
  if (problem?.code !== 'alias-format') return undefined;
  const colon = { start: problem.start, end: problem.end };
  const [program, advice] =
    type === 'texthash'
      ? ['Postfix', 'Only the source of an indexed alias table, such as hash:, has colons.']
      : ['postmap', 'Entries with a colon belong in a file for alias_maps.'];
  return {
    ...colon,
    message:
      `The colon is part of the key "${key.text}", so lookups do not find the entry. ` +
      `${program} keeps the line but warns: ${logText(problem.message)}. Remove the colon. ${advice}`,
    fixes: [{ title: 'Remove the colon', edits: [{ ...colon, text: '' }], preferred: true }],
  };
}

/** A file that no configuration refers to may be a table of patterns, whatever its name is. */
function pattern({ key, problem }: TableEntry, type: string | undefined): LineFinding | undefined {
  if (type === undefined || problem !== undefined || !/^\/.+\/[a-zA-Z]*$/.test(key.text)) return undefined;
  return {
    start: key.start,
    end: key.end,
    message:
      `${key.text} is a literal key in ${type === 'inline' ? 'an' : 'a'} ${type}: table, not a pattern, and never matches. ` +
      'Use a pcre: or regexp: table, which does not need postmap.',
  };
}

function equalsSign({ value, text, problem }: TableEntry, role: string | undefined): LineFinding | undefined {
  // In an access table, another rule reports the unknown action.
  if (problem !== undefined || role === 'access' || !/^=(?:[ \t]|$)/.test(text)) return undefined;
  const sign = { start: value.start, end: value.start + 1 };
  const edit = { start: value.start, end: value.start + (/^=[ \t]*/.exec(text)?.[0].length ?? 1), text: '' };
  return {
    ...sign,
    message:
      'The equals sign is part of the value, because only white space separates the key from the value. ' +
      'Postfix logs nothing. Remove the equals sign.',
    fixes: [{ title: 'Remove the equals sign', edits: [edit], preferred: true }],
  };
}
