// A setting at the end of the line of another one, because the line break between them is missing: it becomes part of
// the value (dict.c, dict_load_fp).

import type { ReleaseCatalog } from '../../catalog/catalog.ts';
import type { Entry } from '../../syntax/main-cf.ts';
import type { LineFinding, Rule } from '../rule.ts';
import { gluedSettings } from '../shared/glued-settings.ts';

export const missingLineBreak: Rule = {
  code: 'missing-line-break',
  title: 'Line break before a setting is missing',
  severity: 'warning',
  explains: ['bad-boolean', 'bad-hostname', 'bad-number', 'bad-time', 'bad-tls-level', 'single-value'],
  lines: {
    'postfix-main': (item, { catalog }) =>
      item.kind === 'entry' && item.raw.includes('=') ? findings(item, catalog) : [],
  },
};

function* findings(item: Entry, catalog: ReleaseCatalog): Generator<LineFinding> {
  const { raw, line, name: owner, value } = item;
  const glued = [...gluedSettings(raw, catalog)].filter(({ isGlued }) => isGlued);
  const [first] = glued;
  if (first === undefined) return;
  const starts = glued.map(({ start }) => value.start + start);
  const start = value.start + first.start;
  const piece = line.pieces.find((each) => each.start <= start && start < each.end);
  const names = wordList.format(glued.map(({ name }) => name));
  const isOne = glued.length === 1;
  yield {
    start,
    end: piece?.end ?? start + first.name.length,
    message:
      `The line ${isOne ? 'break' : 'breaks'} before ${names} ${isOne ? 'is' : 'are'} missing, so this text belongs to the value of ${owner.text}. ` +
      `Postfix makes "${first.name} = ..." part of that value and does not set ${names}. ` +
      `Put ${isOne ? names : 'each setting'} on a separate line.`,
    related: [{ start: owner.start, end: owner.end, message: 'The setting becomes part of this value' }],
    fixes: [
      {
        title: `Put ${names} on ${isOne ? 'a separate line' : 'separate lines'}`,
        edits: starts.map((each) => ({ start: each, end: each, text: '\n' })),
        preferred: true,
      },
    ],
  };
}

const wordList = new Intl.ListFormat('en');
