// A line in main.cf without an equals sign: every program that reads the file exits (split_nameval.c).

import type { ReleaseCatalog } from '../../catalog/catalog.ts';
import type { LineFix } from '../../edits/edit.ts';
import type { LogicalLine } from '../../syntax/lines.ts';
import { logText } from '../messages.ts';
import type { Rule } from '../rule.ts';
import { beginning, malformedLines } from '../shared/malformed-lines.ts';

export const missingEquals: Rule = {
  code: 'missing-equals',
  title: 'Equals sign is missing',
  severity: 'error',
  lines: malformedLines(
    'missing-equals',
    (text, { pieces }) =>
      `There is no "=" after the first word. Every Postfix program that reads main.cf exits with: ${logText(`missing '=' after attribute name: "${beginning(text, 60)}"`)}. ` +
      'Add the "=", indent the line if it continues the value above, or comment out ' +
      (pieces.length > 1 ? 'the line and its continuation lines.' : 'the line.'),
    (line, { isFirst, catalog }) =>
      addEquals(line, catalog) ??
      (isFirst
        ? undefined
        : {
            title: 'Indent to continue the line above',
            edits: [{ start: 0, end: 0, text: '    ' }],
          }),
  ),
};

/** After the name of a parameter, the equals sign can only be missing. */
function addEquals({ masked }: LogicalLine, catalog: ReleaseCatalog): LineFix | undefined {
  const [, name = '', gap = ''] = /^([a-z]\w*)([ \t]*:?[ \t]*)[^\s:=]/i.exec(masked) ?? [];
  if (gap === '' || catalog.parameter(name) === undefined || masked.includes('=')) return undefined;
  return {
    title: 'Add the equals sign',
    edits: [{ start: name.length, end: name.length + gap.length, text: ' = ' }],
    preferred: true,
  };
}
