// An extra closing brace after a reference, as in `${config_directory}}/table` (mac_parse.c).

import { type ReadValue, referringValues } from '../../instance/read-values.ts';
import { parseExpression } from '../../syntax/expression.ts';
import type { Entry } from '../../syntax/main-cf.ts';
import type { Override } from '../../syntax/master-cf.ts';
import { memoize } from '../../syntax/memoize.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const strayBrace: Rule = {
  code: 'stray-brace',
  title: 'Closing brace without an opening brace',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const value of referringValues(instance)) {
      const { raw } = value;
      const index = mayBeStray(raw) ? strayIn(settingOf(value)) : undefined;
      const text = index === undefined ? undefined : value.text;
      if (index !== undefined && text !== undefined) yield finding(value, text, index);
    }
  },
};

/** A closing brace or parenthesis after the end of a reference: cheaper than to parse each value. */
function mayBeStray(raw: string): boolean {
  return /[\w})][})]/.test(raw);
}

function settingOf({ source }: ReadValue): Entry | Override {
  return source.kind === 'entry' ? source.entry.item : source.override;
}

/** The offset of a brace that directly follows a reference and closes nothing. Cached, because parsing is slow. */
const strayIn = memoize((setting: Entry | Override): number | undefined => {
  const raw = setting.kind === 'entry' ? setting.raw : (setting.value?.text ?? '');
  const open = { '}': 0, ')': 0 };
  let after = -1;
  for (const part of parseExpression(raw)) {
    if (part.kind !== 'literal') {
      after = part.end;
      continue;
    }
    for (let i = 0; i < part.text.length; i++) {
      const at = part.start + i;
      const char = part.text[i];
      if (char === '{') open['}']++;
      else if (char === '(') open[')']++;
      else if (char === '}' || char === ')') {
        const isSame = raw[at - 1] === char || char === '}';
        if (open[char] === 0 && at === after && isSame) return at;
        open[char] = Math.max(0, open[char] - 1);
      }
    }
  }
  return undefined;
});

function finding(value: ReadValue, text: string, index: number): Finding {
  const { name, raw, expanded, location } = value;
  const brace = raw.charAt(index);
  const start = valueStart(value) + index;
  const at = { uri: location.uri, start, end: start + 1 };
  const isTable = expanded.nodes.some(({ kind }) => kind === 'table');
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return {
    at,
    ...(!isTable && { severity: 'warning' }),
    message:
      `This "${brace}" does not close anything, so it is part of the value: ${name} is "${shown}". ` +
      `${isTable ? 'Postfix does not find the table, and lookups fail with a temporary error' : 'Postfix logs no warning'}. ` +
      'Remove the brace.',
    fixes: [{ title: `Remove "${brace}"`, edits: [{ at, text: '' }], preferred: true }],
  };
}

function valueStart({ source }: ReadValue): number {
  return source.kind === 'entry'
    ? source.entry.start + source.entry.item.value.start
    : source.service.start + (source.override.value?.start ?? source.override.word.start);
}
