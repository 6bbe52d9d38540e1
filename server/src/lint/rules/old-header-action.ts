// OK in header and body checks, an undocumented name of DUNNO (cleanup_message.c).

import type { LineFinding, Rule } from '../rule.ts';

export const oldHeaderAction: Rule = {
  code: 'old-header-action',
  title: 'OK does not accept a message in header or body checks',
  severity: 'hint',
  lines: {
    *'postfix-regexp'(item, { role }): Generator<LineFinding> {
      if ((role !== 'header-checks' && role !== 'body-checks') || item.kind !== 'rule') return;
      const { replacement, line } = item;
      if (replacement === undefined) return;
      const text = line.masked.slice(replacement.start, replacement.end);
      if (!/^OK\s*$/i.test(text)) return;
      const at = { start: replacement.start, end: replacement.start + 2 };
      yield {
        ...at,
        message:
          'In header and body checks, OK does not accept the message. ' +
          'It is an undocumented synonym for DUNNO: Postfix keeps this line and checks the next one. ' +
          'Write DUNNO.',
        fixes: [
          { title: 'Change OK to DUNNO', edits: [{ ...at, text: 'DUNNO' }], preferred: true, safe: true },
        ],
      };
    },
  },
};
