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
  for (const { name, start: offset, isGlued } of gluedSettings(raw, catalog)) {
    if (!isGlued) continue;
    const start = value.start + offset;
    const piece = line.pieces.find((each) => each.start <= start && start < each.end);
    yield {
      start,
      end: piece?.end ?? start + name.length,
      message:
        `The line break before ${name} is missing, so this text belongs to the value of ${owner.text}. ` +
        `Postfix makes "${name} = ..." part of that value and does not set ${name}. Put ${name} on a separate line.`,
      related: [{ start: owner.start, end: owner.end, message: 'The setting becomes part of this value' }],
      fixes: [
        {
          title: `Put ${name} on a separate line`,
          edits: [{ start, end: start, text: '\n' }],
          preferred: true,
        },
      ],
    };
  }
}
